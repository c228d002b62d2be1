import type { ReportQueries } from '../../duckdb/demo-queries.js'
import { parseInstant } from '../../events/time.js'
import { END_OF_16, JAPAN_POST, QUESTIONS } from './article.js'
import type {
  Announcement,
  Attack,
  DamageFigure,
  EarlyWarning,
  Figures,
  Overview,
  ProviderRow,
  ProviderTally,
  RuleDay,
  RuleFigure,
  Step,
  SuspectedFigure,
  SuspectedTotal,
  Tally,
} from './rows.js'

/** The tallies of one moment: of each rail, and of each provider over its banks. */
class Moment {
  constructor(
    private readonly rails: readonly Tally[],
    private readonly providers: readonly ProviderTally[],
  ) {}

  static async at(queries: ReportQueries, asOf: string): Promise<Moment> {
    return new Moment(
      await queries.rows('tallies', { as_of: asOf }),
      await queries.rows('provider-tallies', { as_of: asOf }),
    )
  }

  rail(provider: string, bank: string): DamageFigure {
    const tally = this.rails.find(row => row.provider === provider && row.bank === bank)
    if (tally === undefined) throw new Error(`no event names ${provider} at ${bank}`)
    return { ...tally, banks: null, casesAfterStop: null, stoppedAt: null }
  }

  provider(provider: string): DamageFigure {
    const tally = this.providers.find(row => row.provider === provider)
    if (tally === undefined) throw new Error(`no event names ${provider}`)
    return { ...tally, bank: null, state: null }
  }
}

/** Moments by their as-of time: asked once each. */
class Ledger {
  readonly #moments = new Map<string, Moment>()

  constructor(private readonly queries: ReportQueries) {}

  async figure(asOf: string, provider: string, bank: string | null): Promise<DamageFigure> {
    const moment = this.#moments.get(asOf) ?? (await Moment.at(this.queries, asOf))
    this.#moments.set(asOf, moment)
    return bank === null ? moment.provider(provider) : moment.rail(provider, bank)
  }
}

/** Everything that the demo prints, asked of the database. */
export async function askFigures(queries: ReportQueries): Promise<Figures> {
  const last = { as_of: END_OF_16 }
  const ledger = new Ledger(queries)
  const attacks = await queries.rows<Attack>('attack', { ...last, bank: JAPAN_POST })
  return {
    overview: await queries.row<Overview>('overview'),
    damage: await askDamage(ledger),
    announcements: await askAnnouncements(queries, ledger),
    providers: await queries.rows<ProviderRow>('providers', { ...last, bank: JAPAN_POST }),
    rules: await queries.rows<RuleFigure>('alerts-by-rule'),
    days: (await queries.rows<{ day: string }>('days')).map(({ day }) => day),
    ruleDays: await queries.rows<RuleDay>('alerts-by-day'),
    earlyWarning: await queries.row<EarlyWarning>('early-warning', last),
    suspected: await queries.rows<SuspectedFigure>('suspected', last),
    suspectedTotal: await queries.row<SuspectedTotal>('suspected-total', last),
    attack: await askSteps(queries, attacks[0]),
    asOf: instant(END_OF_16),
  }
}

async function askDamage(ledger: Ledger): Promise<DamageFigure[]> {
  const figures: DamageFigure[] = []
  for (const { asOf, provider, banks } of QUESTIONS) {
    for (const bank of banks === 'all' ? [null] : banks) figures.push(await ledger.figure(asOf, provider, bank))
  }
  return figures
}

async function askAnnouncements(queries: ReportQueries, ledger: Ledger): Promise<Figures['announcements']> {
  const announced = await queries.rows<Announcement>('announcements', { as_of: END_OF_16 })
  const beside: { announced: Announcement; ours: DamageFigure }[] = []
  for (const announcement of announced) {
    const asOf = QUESTIONS.find(question => instant(question.asOf) === announcement.asOf)?.asOf
    if (asOf === undefined || announcement.provider === null) continue
    const ours = await ledger.figure(asOf, announcement.provider, announcement.bank)
    beside.push({ announced: announcement, ours })
  }
  return beside
}

async function askSteps(queries: ReportQueries, attack: Attack | undefined): Promise<Figures['attack']> {
  if (attack === undefined) return null
  const { claim, account, wallet } = attack
  return { ...attack, steps: await queries.rows<Step>('attack-steps', { claim, account, wallet }) }
}

function instant(text: string): number {
  const parsed = parseInstant(text)
  if (!parsed.ok) throw new Error(`${text}: ${parsed.why}`)
  return parsed.value
}
