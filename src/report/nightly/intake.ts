import { MICROS } from '../../events/time.js'
import type { Bilingual, Block, Column, Notice, Row, Section, Table } from '../table.js'
import type { Names } from './names.js'
import type { Nightly } from './nightly.js'
import type { SourceRow } from './rows.js'
import { unjudgedBlocks } from './unjudged.js'

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
      ...unjudgedBlocks(nightly, names),
    ],
  }
}

/** What the source itself counted of what was read, and how much of that was counted here; undefined where nobody did. */
function ownCount({ broker, messages, records, counted }: SourceRow) {
  if (broker !== null) return { own: broker, here: messages }
  return records === null ? undefined : { own: records, here: counted ?? 0 }
}

/** Counts that do not add up, another count than the file's, more than the broker handed out, or a file not read to its end. */
function isWrong(row: SourceRow): boolean {
  const { own, here } = ownCount(row) ?? { own: 0, here: 0 }
  return !row.balances || row.isBrokenOff || here > own || (row.broker === null && here !== own)
}

function balanceNotice({ sources, overview }: Nightly): Notice {
  const wrong = sources.filter(isWrong).length
  const isEven = overview.stored === overview.allEvents && overview.deadLettered === overview.deadLetters
  if (wrong === 0 && isEven) {
    const withOwn = sources.filter(row => ownCount(row) !== undefined).length
    return {
      tone: 'good',
      ja: `全${sources.length}ソースで 受信 = 格納 + 重複 + 不達 が成り立ち、どの記録も受信か無視に数えられ、格納と不達は表の行数と一致し、ソース側の件数がある${withOwn}ソースはそれとも合っています。`,
      en: `Every source balances: received = stored + duplicates + dead letters; every record was received or ignored; stored and dead letters equal the rows; ${withOwn} of ${sources.length} have a count of their own, and it agrees.`,
    }
  }
  const rows = isEven ? '' : '格納または不達の件数が表の行数と一致しません。'
  return {
    tone: 'alarm',
    ja: `${wrong}ソースで件数が合わないか、最後まで読まれていません。${rows}原因が分かるまで、この報告の数字を外部に出さないでください。`,
    en: `The counts of ${wrong} sources do not balance, or they were not read to their end: do not hand these figures on before the cause is known.`,
  }
}

const COLUMNS: readonly Column[] = [
  { id: 'source', ja: 'ソース', en: 'source', kind: 'text' },
  { id: 'records', ja: '記録', en: 'records', kind: 'count' },
  { id: 'ignored', ja: '無視', en: 'ignored', kind: 'count' },
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
      sum(row => row.messages),
      sum(row => row.ignored),
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
      ja: `1つの記録から複数のイベントを受信することがあり、対応表で何も伝えないとされた記録(死活確認など)は無視に数えます。ソース側の件数は、ファイルなら最後に読んだときの記録の数、トピックならブローカーが割り当てたオフセットの数(「–」は元の件数が分からないもの)。トピックで記録より多い分は、トランザクションの印か圧縮で消えた記録です。基準時刻までのイベントは${overview.events.toLocaleString('en-US')}件、データベース全体では${overview.allEvents.toLocaleString('en-US')}件。`,
      en: "A record may give several of what was received; one that tells nothing by its mapping, such as a heartbeat, is ignored. A source's own count: of a file the records found when it was last read, of a topic the offsets that its broker handed out; – where it is not known. Offsets beyond the records are markers of transactions, or records that compaction took.",
    },
  }
}

const BROKEN_OFF: Bilingual = { ja: '読み終えていない', en: 'not read to its end' }

function sourceRow(row: SourceRow): Row {
  const own = ownCount(row)
  return {
    ...(isWrong(row) && { tone: 'alarm' as const }),
    cells: [
      row.source,
      row.messages,
      row.ignored,
      row.received,
      row.stored,
      row.duplicates,
      row.deadLettered,
      row.isBrokenOff ? BROKEN_OFF : (own?.own ?? null),
      own === undefined ? null : own.own - own.here,
    ],
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
