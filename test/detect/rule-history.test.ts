import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { openPipeline } from '../../src/cli/support/pipeline.js'
import { entriesBehind, entriesFrom, type HistoryEntry, REMOVED, versionsOf } from '../../src/detect/rule-history.js'
import { type RuleDefinition, versionOf } from '../../src/detect/rule-version.js'

const entry = (version: string, from: number | null): HistoryEntry => ({ rule: 'r', version, from, definition: '{}' })

test('each version judges from its start to the next one', () => {
  const versions = versionsOf([entry('a', null), entry('b', 100), entry('c', 200)])
  expect(versions.map(({ version, from, to }) => [version, from, to])).toEqual([
    ['a', null, 100],
    ['b', 100, 200],
    ['c', 200, null],
  ])
})

test('a version that was replaced in its own period judges nothing', () => {
  const versions = versionsOf([entry('a', null), entry('b', 100), entry('c', 100)])
  expect(versions.map(({ version, from, to }) => [version, from, to])).toEqual([
    ['a', null, 100],
    ['c', 100, null],
  ])
})

test('a removed rule ends, and one that comes back begins again', () => {
  const versions = versionsOf([entry('a', null), entry(REMOVED, 100), entry('a', 300)])
  expect(versions.map(({ version, from, to }) => [version, from, to])).toEqual([
    ['a', null, 100],
    ['a', 300, null],
  ])
})

const DAY = 86_400_000_000
const NINE_HOURS = 9 * 3_600_000_000
/** 0:00 in Japan of the nth day. */
const jst = (nth: number) => nth * DAY - NINE_HOURS

test('what is applied from an instant judges from the start of its period, also where it did once and was replaced', () => {
  const ruleOf = (sql: string) => ({ id: 'r', period: '1 day', sql }) as unknown as RuleDefinition
  const [old, changed] = [ruleOf('old'), ruleOf('changed')]
  const known = (definition: RuleDefinition, from: number | null): HistoryEntry => ({
    rule: 'r',
    version: versionOf(definition),
    from,
    definition: JSON.stringify(definition),
  })
  const history = [known(old, null), known(changed, jst(5))]
  const startsOf = (current: readonly RuleDefinition[], at: number) =>
    entriesFrom(history, current, at).map(({ version, from }) => [version, from])
  // A version that judged there once does not any more, and one that begins later not yet.
  expect(startsOf([old], jst(3) + 1)).toEqual([[versionOf(old), jst(3)]])
  expect(startsOf([changed], jst(3) + 1)).toEqual([[versionOf(changed), jst(3)]])
  expect(startsOf([changed], jst(5) + 1)).toEqual([])
  expect(startsOf([], jst(3) + 1)).toEqual([[REMOVED, jst(3)]])
  expect(
    versionsOf([...history, ...entriesFrom(history, [old], jst(3))]).map(({ version, to }) => [version, to]),
  ).toEqual([
    [versionOf(old), jst(3)],
    [versionOf(old), null],
  ])
})

/** A drained account on a day: a link and two charges soon after. */
function drain(account: string, day: string): string[] {
  const common = { provider: 'paypay', bank: '9900', account, wallet: `w-${account}`, outcome: 'succeeded' }
  const at = (time: string) => `${day}T${time}+09:00`
  return [
    { id: `l-${account}`, type: 'link', at: at('10:00:00'), ...common, operation: 'register' },
    { id: `c1-${account}`, type: 'charge', at: at('10:01:00'), ...common, yen: 80_000 },
    { id: `c2-${account}`, type: 'charge', at: at('10:02:00'), ...common, yen: 80_000 },
  ].map(event => JSON.stringify(event))
}

interface Found {
  readonly account: string
  readonly status: string
  readonly version: string | null
}

describe('over a database', () => {
  let folder = ''
  const path = () => join(folder, 'banken.duckdb')
  const rulesFile = () => join(folder, 'config', 'rules.yaml')

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'banken-history-'))
    for (const name of ['config', 'pipelines']) cpSync(name, join(folder, name), { recursive: true })
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  /** Reads lines with the rules as they stand now; resolves to the rapid-drain alerts. */
  async function read(lines: readonly string[]): Promise<Found[]> {
    const { db, pipeline } = await openPipeline(path(), folder)
    const messages = lines.map((line, i) => ({ source: 's', partition: 0, offset: i + 1, bytes: Buffer.from(line) }))
    const source = {
      name: 's',
      async *messages() {
        yield messages
      },
    }
    for await (const report of pipeline.run(source)) expect(report.change.deadLetters).toEqual([])
    const rows = await db.values(
      "SELECT entity.id, status, rule_version FROM alerts WHERE rule = 'rapid-drain' ORDER BY entity.id",
    )
    db.close()
    return rows.map(([account, status, version]) => ({ account, status, version }) as Found)
  }

  function setYenMin(yen: number): void {
    const text = readFileSync(rulesFile(), 'utf8')
    writeFileSync(rulesFile(), text.replace(/(rapid-drain:[\s\S]*?yen_min: )\d+/, `$1${yen}`))
  }

  test('a change takes effect from the period of the newest event on; earlier periods keep their version', async () => {
    const before = await read([...drain('a', '2020-09-01'), ...drain('b', '2020-09-02')])
    expect(before.map(({ account, status }) => [account, status])).toEqual([
      ['a', 'open'],
      ['b', 'open'],
    ])
    setYenMin(200_000)
    const changed = await read([])
    expect(changed.map(({ account, status }) => [account, status])).toEqual([
      ['a', 'open'],
      ['b', 'retracted'],
    ])
    expect(changed[0]?.version).toBe(before[0]?.version)
    const late = await read([...drain('late', '2020-09-01'), ...drain('next', '2020-09-03')])
    expect(late.map(({ account, status }) => [account, status])).toEqual([
      ['a', 'open'],
      ['b', 'retracted'],
      ['late', 'open'],
    ])
    setYenMin(150_000)
    const again = await read([])
    expect(again.find(({ account }) => account === 'next')?.status).toBe('open')
    expect(again.find(({ account }) => account === 'b')?.status).toBe('retracted')
  })

  test('a removed rule retracts from the period of the newest event on', async () => {
    await read([...drain('a', '2020-09-01'), ...drain('b', '2020-09-02')])
    for (const ending of ['.sql', '.cases.csv']) rmSync(join(folder, 'pipelines', 'rules', `rapid-drain${ending}`))
    const removed = await read([])
    expect(removed.map(({ account, status }) => [account, status])).toEqual([
      ['a', 'open'],
      ['b', 'retracted'],
    ])
  })

  test('on a database without events a rule always was so', async () => {
    await read([])
    setYenMin(150_000)
    const found = await read(drain('a', '2020-09-01'))
    expect(found.map(({ account, status }) => [account, status])).toEqual([['a', 'open']])
  })
})

const anyEntry = fc.record({
  rule: fc.constantFrom('a', 'b'),
  version: fc.constantFrom('v1', 'v2', REMOVED),
  from: fc.constantFrom(null, 1, 2),
  definition: fc.constant('{"id":"a"}'),
})
/** As it is read from the topic: an entry that was made again stands at its newest place. */
const onTopic = (entries: readonly HistoryEntry[]) => {
  const keys = entries.map(({ rule, version, from }) => `${rule}|${from}|${version}`)
  return entries.filter((_, i) => keys.lastIndexOf(keys[i] as string) === i)
}

test('a database that is behind comes to the versions of the topic, also where a rule went back and forth', () => {
  fc.assert(
    fc.property(fc.array(anyEntry), fc.nat(), (entries, count) => {
      const own = entries.slice(0, count)
      const behind = entriesBehind(own, onTopic(entries))
      const sorted = (all: readonly HistoryEntry[]) =>
        versionsOf(all)
          .map(version => JSON.stringify(version))
          .sort()
      expect(sorted([...own, ...(behind ?? [])])).toEqual(sorted(entries))
    }),
  )
})

test('entries that were never published are no part of the topic', () => {
  const [a, b] = [entry('v1', 1), entry('v2', 1)]
  expect(entriesBehind([a, b], [a])).toBeUndefined()
  expect(entriesBehind([a], [a])).toEqual([])
})
