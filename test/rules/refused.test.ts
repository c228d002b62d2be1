import { checkRules } from '../../src/cli/support/check-rules.js'
import { openMigrated } from '../../src/cli/support/home.js'
import { readConfig } from '../../src/files/config.js'
import { readRules } from '../../src/files/rules.js'
import { chargeCases, headOf, reportsOf, sentencesOf, withHome } from './home.js'

const select = 'SELECT id FROM work WHERE yen > 1'

/** The sentence with which loading a rule `x` is refused. */
function refusal(sql: string, thresholds?: string): Promise<string> {
  const load = async (home: string) => {
    const db = await openMigrated(':memory:', home, { create: true })
    try {
      const { thresholds: values } = readConfig(home)
      await checkRules(db, readRules(home, values))
      return 'loaded'
    } catch (error) {
      return error instanceof Error ? `${error.name}: ${error.message}`.replace(home, '') : String(error)
    } finally {
      db.close()
    }
  }
  return withHome({ good: { sql: `${headOf('good')}${select}` }, x: { sql } }, load, thresholds)
}

test('a good rule is loaded', async () => {
  expect(await refusal(`${headOf('x')}${select};\n`)).toBe('loaded')
})

test.each([
  [
    'an unknown column',
    'SELECT id FROM work\nWHERE yne > 1',
    /x\.sql: line 13: there is no column and no declared feature "yne" here; is one of these meant: .*yen.*\(in: WHERE yne > 1/,
  ],
  ['a syntax error', 'SELECT id FORM work WHERE', /line 12: syntax error at or near "/],
  [
    'an unknown function',
    'SELECT id FROM work WHERE foo(yen)',
    /line 12: foo\(\): not one of the functions that a rule may call/,
  ],
  [
    'a threshold in capitals',
    'SELECT id FROM work WHERE yen >= $YEN_MIN',
    /line 12: a threshold is named with its name in config\/rules\.yaml, in small letters/,
  ],
  ['a threshold without a name', 'SELECT id FROM work WHERE yen >= ?', /line 12: a threshold is named/],
  ['types that do not fit', 'SELECT id FROM work WHERE yen > event_at', /Binder Error: Cannot compare values/],
  ['no id', 'SELECT account FROM work', /selects account; it must select id/],
])('DuckDB refuses %s, with the file and the reason', async (_, sql, reason) => {
  const sentence = await refusal(`${headOf('x')}${sql}`)
  expect(sentence).toMatch(/^RuleError: pipelines\/rules\/x\.sql: /)
  expect(sentence).toMatch(reason)
})

test.each([
  [{ severity: 'urgent' }, 'line 6: severity: expected one of info, low, medium, high, critical, got "urgent"'],
  [{ on: 'link, spend' }, 'line 3: on: expected one of link, charge, sweep, got "link, spend"'],
  [{ title: 'Title' }, 'line 2: title: expected "Japanese | English", got "Title"'],
  [{ owner: null }, 'owner: missing from the head, which ends at line 10; expected who answers for it'],
  [
    { owner: null, onwer: 'me' },
    'owner: missing from the head, which ends at line 11 and whose line 11 has onwer, which is no key; expected who',
  ],
  [{ author: 'me' }, 'line 12: author: expected only id, title, on,'],
  [{ entity: 'ring' }, 'line 4: entity: expected another entity: only a rule on: sweep knows rings, got "ring"'],
  [{ span: '30 days' }, 'line 12: span: expected nothing: only a rule on: sweep has it, got "30 days"'],
  [
    { on: 'sweep' },
    'every: missing from the head, which ends at line 11; expected how often it is run: 1 hour or 1 day',
  ],
  [{ id: 'y' }, 'line 1: id: expected the name of the file, x, got y'],
  [{ reason: '不正な{yen}円 | {yen} yen' }, 'line 11: reason: expected no 「不正」, for nothing is proved'],
  [
    { reason: '｛yen｝円 | {yen} yen' },
    'line 11: reason: expected {name} of a column, feature or threshold, in half-width',
  ],
  [{ reason: '{Yen}円 | {yen} yen' }, 'line 11: reason: expected {name} of a column, feature or threshold'],
  [{ title: '不正 | Title' }, 'line 2: title: expected no 「不正」'],
  [{ reason: '{yne} | {yne}' }, 'reason: {yne} is no column of work, no declared feature and no threshold'],
])('a head with %j', async (changes, sentence) => {
  expect(await refusal(`${headOf('x', changes)}${select}`)).toContain(`pipelines/rules/x.sql: ${sentence}`)
})

test('a head that a blank line cuts in two', async () => {
  const [first = '', ...rest] = headOf('x').split('\n')
  expect(await refusal(`${[first, '', ...rest].join('\n')}${select}`)).toContain(
    'x.sql: title: missing from the head, which ends at line 1, for line 2 is no "-- key: value"; expected',
  )
})

const sweep = { on: 'sweep', every: '1 day', span: '30 days', reads: 'charge', fires: 'charge' }
const sweepSelect = 'SELECT id, account AS entity, yen FROM v_charges WHERE event_at >= $from'

test('a good rule about a day is loaded', async () => {
  expect(await refusal(`${headOf('x', sweep)}${sweepSelect}`)).toBe('loaded')
})

test.each(['AS', 'AS MATERIALIZED', 'AS NOT MATERIALIZED'])(
  'what a rule about a day names itself (%s) is no table',
  async as => {
    const own = `WITH links ${as} (${sweepSelect}) SELECT * FROM links`
    expect(await refusal(`${headOf('x', sweep)}${own}`)).toBe('loaded')
  },
)

test.each([
  [{}, sweepSelect.replace('yen', 'yne'), 'x.sql: line 16: there is no column and no declared feature "yne" here'],
  [{}, 'SELECT id, yen FROM v_charges', 'selects id, yen; a sweep must select entity'],
  [{}, 'SELECT id, account AS entity FROM v_charges', 'reason: {yen} is neither selected nor a threshold of it'],
  [{}, `${sweepSelect} AND yen > $least`, '$least has no value; write it in config/rules.yaml under x'],
  [
    {},
    sweepSelect.replace('v_charges', 'v_links').replace('yen', '1 AS yen'),
    'reads: add link, for v_links changes with such events',
  ],
  [{}, `${sweepSelect} AND holder IS NULL`, 'reads: add holder, for holder changes with such events'],
  [{ span: 'a month' }, sweepSelect, 'span: expected a span such as 30 days, or history, got "a month"'],
  [{ fires: 'sim' }, sweepSelect, 'fires: expected one of link, charge, claim, got "sim"'],
  [{ period: '1 hour' }, sweepSelect, 'period: expected a period that is no shorter than every, got "1 hour"'],
])('a rule about a day with %j and %s', async (changes, sql, sentence) => {
  expect(await refusal(`${headOf('x', { ...sweep, ...changes })}${sql}`)).toContain(sentence)
})

test('a key that is given twice, and a head without a SELECT', async () => {
  expect(await refusal(`${headOf('x')}-- owner: me\n${select}`)).toContain('x.sql: line 12: owner is given twice')
  expect(await refusal(headOf('x'))).toContain('x.sql: line 12: expected a SELECT behind the head')
})

test('a threshold without a value', async () => {
  const sql = `${headOf('x')}SELECT id FROM work WHERE yen > $yen_min`
  expect(await refusal(sql)).toContain('x.sql: line 12: $yen_min has no value; write it in config/rules.yaml under x')
  expect(await refusal(sql, 'x: { yen_min: 5 }')).toBe('loaded')
  expect(await refusal(sql, 'x: { yen_min: many }')).toContain('rules.yaml: line 1: x.yen_min: expected a number')
})

test('`rules test` reports a refused rule and goes on with the others', async () => {
  const cases = chargeCases(['a', 'alert', 0, 2], ['b', 'quiet', 0, 1])
  const files = {
    good: { sql: `${headOf('good')}${select}`, cases },
    x: { sql: `${headOf('x')}SELECT no FROM work`, cases },
  }
  const reports = await withHome(files, home => reportsOf(home))
  expect(reports.map(({ rule, passed }) => [rule, passed])).toEqual([
    ['good', true],
    ['x', false],
  ])
  expect(reports[1]?.problems[0]?.sentence).toMatch(/^line \d+: there is no column and no declared feature "no" here/)
})

test('what goes wrong only on an event is told with its case', async () => {
  const sql = `${headOf('x')}SELECT id FROM work WHERE account::INTEGER > 1`
  const [sentence] = await sentencesOf({ sql, cases: chargeCases(['a', 'alert', 0, 2], ['a', 'quiet', 1, 2]) })
  expect(sentence).toMatch(/^x\.cases\.csv:2: DuckDB refuses the rule on this case: Conversion Error: .*'a1'/)
})

test('a rule that is not there', async () => {
  await expect(reportsOf('.', ['no-such-rule'])).rejects.toThrow(
    /^no-such-rule: no such rule; there are cash-out, first-charge-high,/,
  )
})

test.each([
  ['SELECT * FROM work', 'line 12: SELECT * is refused'],
  ['SELECT id FROM work; SELECT id FROM work', 'line 12: a second statement'],
  ['SELECT id FROM work\nWHERE event_at < now()', 'line 13: now(): a rule has no clock'],
  ['SELECT id FROM work WHERE event_at < current_timestamp', 'line 12: current_timestamp: a rule has no clock'],
  ['SELECT id FROM work WHERE age(event_at) > 1', 'line 12: age(): a rule has no clock'],
  ['SELECT id FROM work WHERE random() > 0.5', 'line 12: random(): a rule must say the same each time'],
  ["SELECT id FROM work WHERE uuid() <> ''", 'line 12: uuid(): a rule must say the same each time'],
  ["SELECT id FROM read_csv('/etc/passwd')", 'line 12: read_csv(): a rule reads FROM work alone'],
  ["SELECT id FROM '/etc/passwd'", 'line 12: /etc/passwd: a rule reads FROM work alone'],
  ["SELECT id FROM work WHERE getenv('HOME') = 'x'", 'line 12: getenv(): a rule reads nothing but work'],
  ['SELECT id FROM v_charges', 'line 12: v_charges: a rule reads FROM work alone'],
  ['SELECT w.id FROM work w JOIN charges c ON c.id = w.id', 'line 12: JOIN: a rule reads FROM work alone'],
  ['SELECT any_value(id) AS id FROM work', 'line 12: any_value(): work holds whatever came in together'],
  ['SELECT id FROM work QUALIFY row_number() OVER () = 1', 'line 12: QUALIFY is refused'],
  ['SELECT id FROM work LIMIT 1', 'line 12: LIMIT is refused'],
  ['SELECT id FROM work WHERE id IN (SELECT id FROM charges)', 'line 12: a query inside an expression'],
  ["COPY work TO 'x.csv'", 'line 12: only a SELECT may stand here'],
  ["ATTACH 'x.duckdb'", 'line 12: only a SELECT may stand here'],
  ['PRAGMA version', 'line 12: only a SELECT may stand here'],
  ['SET threads = 1', 'line 12: only a SELECT may stand here'],
  ['INSTALL httpfs', 'line 12: only a SELECT may stand here'],
  ['SELECT id FROM work) UNION (SELECT id FROM work', 'line 12: syntax error'],
  ['SELECT id FROM work UNION SELECT id FROM work', 'line 12: only UNION ALL may join two of them'],
  [
    "SELECT id FROM work\nWHERE yen > 1 AND outcome = 'success'",
    "line 13: outcome is never 'success'; it is one of succeeded, failed, refused, or unknown (NULL)",
  ],
  ["SELECT id FROM work w WHERE 'fixed' <> w.network", "line 12: network is never 'fixed'; it is one of home, mobile"],
  ["SELECT id FROM work WHERE two_factor NOT IN ('enrolled', 'none')", "line 12: two_factor is never 'none'"],
  ["SELECT id FROM work WHERE list_has_any(factors, ['pin', 'otp'])", "line 12: factors is never 'otp'"],
  ["SELECT id FROM work WHERE list_contains(factors, 'PIN')", "line 12: factors is never 'PIN'"],
  ['SELECT account AS id FROM work', 'line 12: id is the id of the event itself'],
  ['SELECT id FROM (SELECT lower(id) AS ID FROM work)', 'line 12: id is the id of the event itself'],
  ["SELECT id FROM work WHERE type = 'two-factor'", "line 12: type is never 'two-factor'"],
  [
    "SELECT id FROM work WHERE yen > 1 UNION ALL SELECT id FROM work WHERE adoption = 'no'",
    "line 12: adoption is never 'no'",
  ],
])('SQL that reaches too far: %s', async (sql, sentence) => {
  expect(await refusal(`${headOf('x')}${sql}`)).toContain(`x.sql: ${sentence}`)
})

test.each([
  "SELECT id, CASE WHEN uncertain THEN 'info' END AS severity FROM work WHERE list_has_any(factors, ['pin', 'name'])",
  'FROM work SELECT id WHERE yen BETWEEN 1 AND 3 AND coalesce(network, device) IS NOT NULL',
  "SELECT id FROM work WHERE event_at - INTERVAL '1 hour' < wallet_opened_at AND to_jst(event_at)::DATE > DATE '2020-01-01'",
  'SELECT id FROM (SELECT id, 2 * yen AS twice FROM work) WHERE twice > 5',
  "SELECT id FROM work WHERE operation = 'charge' AND device <> 'success' AND reason IS DISTINCT FROM 'pin'",
  'SELECT w.id AS id FROM work w WHERE yen > 1',
  "SELECT id FROM (SELECT id, 'none' AS reason FROM work) WHERE reason = 'none'",
  "SELECT id FROM work WHERE extract(hour FROM to_jst(event_at)) < 5 AND bank LIKE '99%' AND yen IN (1, 2)",
])('SQL that looks at each row by itself: %s', async sql => {
  expect(await refusal(`${headOf('x')}${sql}`)).toBe('loaded')
})
