import { formatJst, MICROS, type Microseconds } from '../events/time.js'
import { BASES } from '../ledger/basis.js'
import type { ClaimBehind, Compared, Nightly } from '../report/nightly/nightly.js'
import type { TotalRow } from '../report/nightly/rows.js'
import { safeValue } from '../report/safe-text.js'
import type { ReportQueries } from './demo-queries.js'

/** Called once for each query that is done; `total` is how many there will be at least. */
export type Step = () => void

/** How many steps `askNightly` takes without those of announcements, for a progress bar. */
export const NIGHTLY_STEPS = 26

interface Announcement extends Omit<Compared, 'announced' | 'ours' | 'ofBanks' | 'claims'> {
  readonly cases: number | null
  readonly yen: number | null
  readonly banks: number | null
}

interface FigureAt {
  readonly channels: 'all' | 'bank'
  readonly provider: string | null
  readonly bank: string | null
  readonly cases: number | null
  readonly yen: number | null
  readonly banks: number | null
}

type Values = Readonly<Record<string, string>>

/** Asks every number of the nightly report, one query after the other. Every text comes back safe to be shown. */
export async function askNightly(queries: ReportQueries, asOf: Microseconds, step: Step) {
  const now = { as_of: formatJst(asOf) }
  const rows = async <Row>(name: string, values: Values = now): Promise<Row[]> => {
    const found = await queries.rows<Row>(name, values)
    step()
    return safeValue(found)
  }
  const [overview] = await rows<Nightly['overview']>('overview')
  if (overview === undefined) throw new Error('overview.sql gave no row')
  return {
    asOf,
    overview,
    sources: await rows<Nightly['sources'][number]>('sources', {}),
    providersSeen: await rows<Nightly['providersSeen'][number]>('providers-seen'),
    rules: await rows<Nightly['rules'][number]>('rules'),
    movement: await rows<Nightly['movement'][number]>('movement', dayBefore(asOf)),
    movementWeekAgo: await rows<Nightly['movement'][number]>('movement', dayBefore(asOf - 7 * MICROS.day)),
    damage: await rows<Nightly['damage'][number]>('damage'),
    totals: await askTotals(rows, now),
    stops: await rows<Nightly['stops'][number]>('stops'),
    topAlerts: await rows<Nightly['topAlerts'][number]>('top-alerts'),
    rails: await rows<Nightly['rails'][number]>('rails'),
    leaks: await rows<Nightly['leaks'][number]>('leaks'),
    compared: await askCompared(rows, now),
    claimDays: await rows<Nightly['claimDays'][number]>('claim-days'),
    publications: await rows<Nightly['publications'][number]>('publications'),
    growth: await rows<Nightly['growth'][number]>('cumulative'),
    campaign: await rows<Nightly['campaign'][number]>('campaign'),
    alertHours: await rows<Nightly['alertHours'][number]>('alert-hours'),
    alertsByRule: await rows<Nightly['alertsByRule'][number]>('alerts-by-rule'),
    alertsByProvider: await rows<Nightly['alertsByProvider'][number]>('alerts-by-provider'),
    precision: await rows<Nightly['precision'][number]>('precision'),
    late: await rows<Nightly['late'][number]>('late'),
    deadLetters: await rows<Nightly['deadLetters'][number]>('dead-letters', {}),
    saved: await rows<Nightly['saved'][number]>('saved'),
  }
}

type Ask = <Row>(name: string, values?: Values) => Promise<Row[]>

function dayBefore(at: Microseconds): Values {
  return { from_at: formatJst(at - MICROS.day), to_at: formatJst(at) }
}

async function askTotals(rows: Ask, now: Values): Promise<TotalRow[]> {
  const totals: TotalRow[][] = []
  for (const basis of BASES) {
    if (basis !== 'suspected') totals.push(await rows<TotalRow>('totals', { ...now, basis }))
  }
  return totals.flat()
}

/** Figures that others announced, each beside ours of its own as-of; the claims behind only where the two differ. */
async function askCompared(rows: Ask, now: Values): Promise<Compared[]> {
  const figures = new Map<string, readonly FigureAt[]>()
  const claims = new Map<string, readonly ClaimBehind[]>()
  const compared: Compared[] = []
  for (const announcement of await rows<Announcement>('announcements')) {
    const asked = formatJst(announcement.asOf)
    const key = `${asked}|${announcement.basis}`
    const at = figures.get(key) ?? (await rows('figures-at', { as_of: asked, basis: announcement.basis }))
    figures.set(key, at)
    const row = comparedOf(announcement, at)
    if (isEqual(row)) compared.push(row)
    else {
      const behind = claims.get(key) ?? (await rows('claims-behind', { ...now, asked, basis: announcement.basis }))
      claims.set(key, behind)
      compared.push({ ...row, claims: behind.filter(claim => isOf(claim, announcement)) })
    }
  }
  return compared
}

function isEqual({ announced, ours }: Compared): boolean {
  return announced.cases === ours.cases && announced.yen === ours.yen && (announced.banks ?? ours.banks) === ours.banks
}

function isOf(claim: ClaimBehind, { provider, bank }: Announcement): boolean {
  const isProvider = provider === null || claim.provider === provider
  return isProvider && (bank === null || bank === '*' || claim.bank === bank)
}

function comparedOf(announcement: Announcement, at: readonly FigureAt[]): Compared {
  const { cases, yen, banks, ...rest } = announcement
  const bank = rest.bank === '*' ? null : rest.bank
  const figure = (channels: FigureAt['channels']) => {
    const row = at.find(row => row.channels === channels && row.provider === rest.provider && row.bank === bank)
    return { cases: row?.cases ?? null, yen: row?.yen ?? null, banks: row?.banks ?? null }
  }
  return { ...rest, announced: { cases, yen, banks }, ours: figure('all'), ofBanks: figure('bank'), claims: [] }
}
