import type { Claim, Compensation, Transfer, World } from './worlds.js'

/** The tallies of the contract, read off the text one sentence at a time: slow, plain and without SQL. */
export interface Question {
  readonly asOf: number
  readonly basis: string
  readonly channels: readonly string[] | null
}
export interface Cell {
  readonly provider: string
  readonly bank: string
  readonly state: string
  readonly shown: boolean
  readonly claims: readonly Claim[]
  readonly suspects: readonly Transfer[]
  readonly row: Readonly<Record<string, number | string | null>>
}

interface Dated {
  readonly id: string
  readonly at: number
}

/** In the order of (at, id); ids are ASCII here, so that < compares their bytes. */
function known<T extends Dated>(words: readonly T[], asOf: number): T[] {
  return words.filter(w => w.at <= asOf).sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1))
}

const sum = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0)
const distinct = (values: readonly string[]) => new Set(values).size

interface KnownClaim {
  readonly latest: Claim
  readonly channel: string | null
  readonly paid: Compensation | undefined
}

function knownClaims(world: World, asOf: number): KnownClaim[] {
  const revisions = known(world.claims, asOf)
  const compensations = known(world.compensations, asOf)
  return [...new Set(revisions.map(r => r.claim))].flatMap(name => {
    const own = revisions.filter(r => r.claim === name)
    const [first, latest] = [own[0], own.at(-1)]
    return first && latest
      ? [{ latest, channel: first.channel, paid: compensations.filter(c => c.claim === name).at(-1) }]
      : []
  })
}

function counts({ latest, channel, paid }: KnownClaim, { basis, channels }: Question): boolean {
  if (channels && (channel === null || !channels.includes(channel))) return false
  if (basis === 'declared') return latest.status !== 'excluded'
  if (basis === 'compensated') return paid !== undefined && ['full', 'partial'].includes(paid.decision)
  return basis === latest.status
}

function suspects(world: World, asOf: number): Transfer[] {
  const latest = knownClaims(world, asOf).map(k => k.latest)
  const live = world.alerts.filter(a => a.status === 'open' && a.mode === 'live').map(a => a.id)
  const firings = world.firings.filter(f => f.knownAt <= asOf && live.includes(f.alert))
  const grave = firings.filter(f => f.severity === 'high' || f.severity === 'critical').map(f => f.alert)
  const left = firings
    .filter(f => grave.includes(f.alert))
    .filter(f => !latest.some(c => c.charges?.includes(f.transfer.id)))
    .filter(f => !latest.some(c => c.account === f.transfer.account && !c.charges?.length))
  return world.transfers.filter(t => left.some(f => f.transfer === t))
}

function wilson(cases: number, links: number, side: -1 | 1): number {
  const z = 1.959963984540054
  const p = cases / links
  const centre = p + z ** 2 / (2 * links)
  const half = z * Math.sqrt((p * (1 - p)) / links + z ** 2 / (4 * links ** 2))
  return (100_000 * (centre + side * half)) / (1 + z ** 2 / links)
}

function cellNames(world: World, asOf: number): [string, string][] {
  const { alerts: _alerts, firings: _firings, compensations: _compensations, ...rails } = world
  const named = Object.values(rails).flatMap(words => words.filter(w => w.at <= asOf))
  const names = named.flatMap(w => (w.provider && w.bank && w.bank !== '*' ? [`${w.provider} ${w.bank}`] : []))
  return [...new Set(names)].sort().map(name => name.split(' ') as [string, string])
}

function stateOf(world: World, asOf: number, provider: string, bank: string): string {
  const here = (w: { provider: string; bank: string }) => w.provider === provider && w.bank === bank
  const inquiry = known(world.inquiries.filter(here), asOf).at(-1)
  if (inquiry?.status === 'open') return 'investigating'
  return inquiry || knownClaims(world, asOf).some(k => here(k.latest)) ? 'reported' : 'undisclosed'
}

function rates(cases: number | null, links: number | null) {
  if (cases === null || !links || cases > links) return { cases_per_100k_links: null, rate_low: null, rate_high: null }
  const bounds = { rate_low: wilson(cases, links, -1), rate_high: wilson(cases, links, 1) }
  return { cases_per_100k_links: (cases / links) * 100_000, ...bounds }
}

export function naiveDamage(world: World, question: Question): Cell[] {
  return cellNames(world, question.asOf).map(([provider, bank]) => naiveCell(world, question, provider, bank))
}

/** Infinity without a stop. */
function firstStop(world: World, asOf: number, provider: string, bank: string): number {
  const stops = world.suspensions.filter(s => s.status === 'suspended' && s.operations.includes('register'))
  const own = stops.filter(s => s.provider === provider && (s.bank === bank || s.bank === '*') && s.at <= asOf)
  return Math.min(...own.map(s => s.at))
}

function naiveCell(world: World, question: Question, provider: string, bank: string): Cell {
  const { asOf, basis } = question
  const here = (w: { provider: string; bank: string }) => w.provider === provider && w.bank === bank
  const state = stateOf(world, asOf, provider, bank)
  const counted = knownClaims(world, asOf).filter(k => here(k.latest) && counts(k, question))
  const claims = counted.map(k => (basis === 'compensated' ? { ...k.latest, yen: k.paid?.yen ?? 0 } : k.latest))
  const seen = basis === 'suspected' ? suspects(world, asOf).filter(here) : []
  const late = claims.filter(c => c.occurredAt >= firstStop(world, asOf, provider, bank))
  const shown = basis === 'suspected' || state === 'reported'
  const ofClaims = (n: number) => (basis !== 'suspected' && state === 'reported' ? n : null)
  const soFar = (n: number) => (basis !== 'suspected' && state === 'investigating' ? n : null)
  const [prevented, recovered] = [sum(claims.map(c => c.preventedYen ?? 0)), sum(claims.map(c => c.recoveredYen ?? 0))]
  const yen = sum(claims.map(c => c.yen)) + sum(seen.map(t => t.yen ?? 0))
  const cases = claims.length + distinct(seen.map(t => t.account))
  const links = known(world.exposures.filter(here), asOf).at(-1)?.links ?? null
  const row = {
    provider,
    bank,
    basis,
    as_of: asOf,
    state,
    cases: shown ? cases : null,
    yen: shown ? yen : null,
    cases_so_far: soFar(cases),
    yen_so_far: soFar(yen),
    ...distinctCounts([{ shown, claims, suspects: seen }]),
    prevented_yen: ofClaims(prevented),
    recovered_yen: ofClaims(recovered),
    net_yen: ofClaims(yen - prevented - recovered),
    first_occurred_at: claims.length ? Math.min(...claims.map(c => c.occurredAt)) : null,
    last_occurred_at: claims.length ? Math.max(...claims.map(c => c.occurredTo ?? c.occurredAt)) : null,
    cases_after_stop: ofClaims(late.length),
    yen_after_stop: ofClaims(sum(late.map(c => c.yen))),
    links,
    ...rates(shown ? cases : null, links),
  }
  return { provider, bank, state, shown, claims, suspects: seen, row }
}

function distinctCounts(cells: readonly Pick<Cell, 'shown' | 'claims' | 'suspects'>[]) {
  const shown = cells.filter(c => c.shown)
  if (shown.length === 0) return { accounts: null, charges: null }
  const claims = shown.flatMap(c => c.claims)
  const seen = shown.flatMap(c => c.suspects)
  const charges = [...claims.flatMap(c => c.charges ?? []), ...seen.filter(t => t.yen !== null).map(t => t.id)]
  return { accounts: distinct([...claims, ...seen].map(x => x.account)), charges: distinct(charges) }
}

const SUMS = [
  'cases',
  'yen',
  'prevented_yen',
  'recovered_yen',
  'net_yen',
  'cases_after_stop',
  'yen_after_stop',
] as const

/** The total of some cells, with both providers and banks. */
export function naiveTotal(cells: readonly Cell[], { asOf, basis }: Question): Record<string, number | string | null> {
  const shown = cells.filter(c => c.shown)
  const hit = shown.filter(c => Number(c.row.cases) > 0)
  const sums = SUMS.map(column => {
    const values = shown.flatMap(c => (typeof c.row[column] === 'number' ? [c.row[column]] : []))
    return [column, values.length ? sum(values) : null]
  })
  return {
    basis,
    as_of: asOf,
    ...Object.fromEntries(sums),
    ...distinctCounts(cells),
    providers: shown.length ? distinct(hit.map(c => c.provider)) : null,
    banks: shown.length ? distinct(hit.map(c => c.bank)) : null,
    unknown_cells: cells.length - shown.length,
  }
}
