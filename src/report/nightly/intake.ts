import { MICROS } from '../../events/time.js'
import type { Block, Column, Notice, Row, Section, Table } from '../table.js'
import type { Names } from './names.js'
import type { Nightly } from './nightly.js'
import type { SourceRow } from './rows.js'

/** Section 1: whether everything that was sent has been read, who fell silent, and by which rules it was judged. */
export function intakeSection(nightly: Nightly, names: Names, providers: readonly string[]): Section {
  return {
    id: 'intake',
    ja: '受信と判定の状態',
    en: 'What came in, and whether it could be judged',
    blocks: [
      { notice: balanceNotice(nightly) },
      { table: sourcesTable(nightly) },
      { table: silentTable(nightly, names) },
      ...neverSeen(nightly, names, providers),
      { notice: rulesNotice(nightly) },
      { notice: UNJUDGED },
    ],
  }
}

/** A source whose counts do not add up, or that was given more than its broker handed out. */
function isWrong({ balances, broker, received }: SourceRow): boolean {
  return !balances || (broker !== null && received > broker)
}

function balanceNotice({ sources, overview }: Nightly): Notice {
  const wrong = sources.filter(isWrong).length
  const isEven = overview.stored === overview.allEvents && overview.deadLettered === overview.deadLetters
  if (wrong === 0 && isEven) {
    return {
      tone: 'good',
      ja: `全${sources.length}ソースで 受信 = 格納 + 重複 + 不達 が成り立ち、格納と不達は表の行数と一致しています。`,
      en: 'Every source balances: received = stored + duplicates + dead letters; stored and dead letters equal the rows.',
    }
  }
  const rows = isEven ? '' : '格納または不達の件数が表の行数と一致しません。'
  return {
    tone: 'alarm',
    ja: `${wrong}ソースで件数が合いません。${rows}原因が分かるまで、この報告の数字を外部に出さないでください。`,
    en: 'The counts do not balance: do not hand these figures on before the cause is known.',
  }
}

const COLUMNS: readonly Column[] = [
  { id: 'source', ja: 'ソース', en: 'source', kind: 'text' },
  { id: 'received', ja: '受信', en: 'received', kind: 'count' },
  { id: 'stored', ja: '格納', en: 'stored', kind: 'count' },
  { id: 'duplicates', ja: '重複', en: 'duplicates', kind: 'count' },
  { id: 'dead_letters', ja: '不達', en: 'dead letters', kind: 'count' },
  { id: 'source_count', ja: 'ソース側の件数', en: "source's own count", kind: 'count' },
  { id: 'difference', ja: '差', en: 'difference', kind: 'count' },
]

function sourcesTable({ sources, overview }: Nightly): Table {
  const sum = (count: (row: SourceRow) => number) => sources.reduce((total, row) => total + count(row), 0)
  const total: Row = {
    tone: 'total',
    cells: [
      '合計 total',
      sum(row => row.received),
      sum(row => row.stored),
      sum(row => row.duplicates),
      sum(row => row.deadLettered),
      null,
      null,
    ],
  }
  return {
    id: 'sources',
    ja: 'ソース別の件数',
    en: 'Counts by source',
    columns: COLUMNS,
    rows: [...sources.map(sourceRow), total],
    empty: { ja: '受信したソースはありません。', en: 'No source was read.' },
    note: {
      ja: `ソース側の件数は、ブローカーが割り当てたオフセットの数です(ファイルは自身の件数を持たないため「–」)。受信より多い分は、トランザクションの印か圧縮で消えた記録です。基準時刻までのイベントは${overview.events.toLocaleString('en-US')}件、データベース全体では${overview.allEvents.toLocaleString('en-US')}件。`,
      en: 'The own count of a source is the number of offsets that its broker handed out; a file has none. Offsets beyond what was received are markers of transactions, or records that compaction took.',
    },
  }
}

function sourceRow(row: SourceRow): Row {
  const difference = row.broker === null ? null : row.broker - row.received
  return {
    ...(isWrong(row) && { tone: 'alarm' as const }),
    cells: [row.source, row.received, row.stored, row.duplicates, row.deadLettered, row.broker, difference],
  }
}

function silentTable({ providersSeen, asOf }: Nightly, names: Names): Table {
  const silent = providersSeen.filter(({ dayEvents, weekEvents }) => dayEvents === 0 && weekEvents > 0)
  return {
    id: 'silent-providers',
    ja: '沈黙した事業者',
    en: 'Silent providers',
    columns: [
      { id: 'provider', ja: '事業者', en: 'provider', kind: 'name' },
      { id: 'last_at', ja: '最後のイベント', en: 'last event', kind: 'time' },
      { id: 'hours', ja: '沈黙(時間)', en: 'silent for, hours', kind: 'count' },
      { id: 'per_day', ja: '前7日の1日平均', en: 'a day, week before', kind: 'count' },
    ],
    rows: silent.map(row => ({
      tone: 'alarm',
      cells: [
        names.provider(row.provider),
        row.lastAt,
        Math.floor((asOf - row.lastAt) / MICROS.hour),
        Math.floor(row.weekEvents / 7),
      ],
    })),
    empty: {
      ja: '前7日に動きのあった事業者は、基準時刻までの24時間にもすべてイベントがあります。',
      en: 'Every provider with events in the week before has some in the last 24 hours.',
    },
  }
}

/** A provider that is configured and has never sent anything is not silent: it is not connected. */
function neverSeen({ providersSeen }: Nightly, names: Names, providers: readonly string[]): Block[] {
  const seen = new Set(providersSeen.map(({ provider }) => provider))
  const missing = providers.filter(id => !seen.has(id)).map(id => names.provider(id))
  if (missing.length === 0) return []
  return [
    {
      notice: {
        tone: 'plain',
        ja: `設定にあり、まだイベントのない事業者: ${missing.map(({ ja }) => ja).join('、')}`,
        en: `Configured, without any event so far: ${missing.map(({ en }) => en).join(', ')}`,
      },
    },
  ]
}

function rulesNotice({ rules, packVersion }: Nightly): Notice {
  const live = rules.filter(({ mode }) => mode === 'live').length
  return {
    tone: rules.length > 0 ? 'plain' : 'alarm',
    ja: `ルール一式の版 ${packVersion}: 本番${live}件、試行${rules.length - live}件(基準時刻に有効なもの)`,
    en: `Rule pack ${packVersion}: ${live} live, ${rules.length - live} shadow, in force at the as-of time`,
  }
}

/** Nothing of this is in the database: it must not look like a zero. */
const UNJUDGED: Notice = {
  tone: 'plain',
  ja: '判定できなかったルール: このデータベースには記録がなく、未集計です(0件という意味ではありません)。',
  en: 'Rules that could not judge: this database keeps no record of them, so they are not counted; that is not zero.',
}
