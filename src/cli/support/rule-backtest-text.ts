import type { Difference } from '../../duckdb/backtest.js'
import type { Plain } from '../../duckdb/plain.js'
import { formatJst } from '../../events/time.js'
import type { Backtest, Tried } from './rule-backtest.js'
import { tableText } from './table.js'

/** Of long lists: --json and --html have all. */
const SHOWN_MAX = 10

export function backtestText(result: Backtest): string {
  const { rule, from, to, judged, tried, against } = result
  const head = `${rule} over ${judged} links and charges from ${from} to ${to}\n`
  const columns = ['', `this (${tried.version})`, ...(against ? [`${against.name} (${against.tried.version})`] : [])]
  const tries = against ? [tried, against.tried] : [tried]
  const overlaps = tried.overlaps.map(({ rule, mode, accounts, shared }) => [rule, mode, accounts, shared])
  return [
    head,
    tableText(columns, figureRows(tries)),
    overlaps.length > 0 ? tableText(['other rule', 'mode', 'its accounts', 'found by this too'], overlaps) : '',
    `${tried.alone} of ${tried.accounts} accounts are found by no other rule in force\n`,
    against ? `${differenceText('gained', against.gained)}${differenceText('lost', against.lost)}` : '',
  ].join('')
}

/** What each figure says, beside its value for each version. */
export function figureRows(tries: readonly Tried[]): Plain[][] {
  const row = (label: string, of: (tried: Tried) => Plain): Plain[] => [label, ...tries.map(of)]
  return [
    row('alerts', ({ alerts }) => alerts),
    row('alerts a day', ({ alertsADay }) => alertsADay.toFixed(2)),
    row('most alerts on a day', ({ days }) => Math.max(0, ...days.map(({ alerts }) => alerts))),
    row('firing events', ({ firings }) => firings),
    row('accounts', ({ accounts }) => accounts),
    row('  confirmed (claim or disposition)', ({ outcomes }) => outcomes.confirmed),
    row('  excluded', ({ outcomes }) => outcomes.excluded),
    row('  not decided yet', ({ outcomes }) => outcomes.pending),
    row('  nobody has said anything', ({ outcomes }) => outcomes.unknown),
    row('precision: confirmed of decided', ({ precision, outcomes }) =>
      shareText(precision, outcomes.confirmed, outcomes.confirmed + outcomes.excluded),
    ),
    row('recall: found of confirmed', ({ recall, outcomes, fraud }) => shareText(recall, outcomes.confirmed, fraud)),
    row('yen of confirmed accounts up to the first alert', ({ yenBefore }) => yenBefore),
    row('yen of confirmed accounts after it', ({ yenAfter }) => yenAfter),
    row('µs an event, judged alone', ({ microsAnEvent }) => (microsAnEvent === null ? null : microsAnEvent.toFixed(1))),
  ]
}

/** With what it is a share of; a share of nothing is unknown. */
function shareText(share: number | null, part: number, whole: number): string {
  return share === null ? 'unknown (nothing decided)' : `${(100 * share).toFixed(1)} % (${part} of ${whole})`
}

function differenceText(word: 'gained' | 'lost', found: readonly Difference[]): string {
  const yen = found.reduce((sum, difference) => sum + (difference.yen ?? 0), 0)
  const head = `${word}: ${found.length} firing events, ${yen} yen\n`
  const rows = found
    .slice(0, SHOWN_MAX)
    .map(({ event, at, entity, account, yen, outcome }) => [event, formatJst(at), entity, account, yen, outcome])
  const more = found.length > SHOWN_MAX ? `and ${found.length - SHOWN_MAX} more: --json and --html have all\n` : ''
  return rows.length > 0
    ? `${head}${tableText(['event', 'at', 'entity', 'account', 'yen', 'outcome'], rows)}${more}`
    : head
}
