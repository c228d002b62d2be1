import { CASES_HEADER, chargeCases, headOf, reportsOf, sentencesOf, withHome } from './home.js'

const big = `${headOf('x')}SELECT id FROM work WHERE yen >= 1000`
const good = chargeCases(['big', 'alert', 0, 1000], ['small', 'quiet', 0, 999])

describe('what a row expects', () => {
  test('is met', async () => {
    expect(await sentencesOf({ sql: big, cases: good })).toEqual([])
  })

  test('is not met: file, line, and what the rule saw', async () => {
    const cases = chargeCases(['a', 'quiet', 0, 1000], ['a', 'alert', 1, 999], ['b', '', 0, 1000])
    const [report] = await withHome({ x: { sql: big, cases } }, home => reportsOf(home))
    expect(report?.passed).toBe(false)
    expect(report?.problems).toMatchObject([
      { place: expect.stringMatching(/x\.cases\.csv:2$/), case: 'a', sentence: 'expected quiet, but it fired' },
      { place: expect.stringMatching(/x\.cases\.csv:3$/), sentence: 'expected an alert, but it stayed quiet' },
      { place: expect.stringMatching(/x\.cases\.csv:4$/), case: 'b', sentence: 'not marked, but it fired' },
    ])
    expect(report?.problems[1]?.values).toEqual({ yen: '999' })
  })

  test('a case sees nothing of another, although they share tokens', async () => {
    const sql = `${headOf('x')}SELECT id FROM work WHERE provider_charges_1h >= 2`
    const cases = chargeCases(['a', 'quiet', 0, 1], ['b', 'quiet', 1, 1], ['c', '', 2, 1], ['c', 'alert', 3, 1])
    expect(await sentencesOf({ sql, cases })).toEqual([])
  })

  test('a rule that counts the work list is refused before it runs', async () => {
    const sql = `${headOf('x')}SELECT id FROM work WHERE (SELECT count(*) FROM work) >= 2`
    const found = await sentencesOf({ sql, cases: chargeCases(['a', 'alert', 0, 1], ['b', 'quiet', 0, 1]) })
    expect(found).toEqual([expect.stringMatching(/^x\.sql: line 12: a query inside an expression sees the other rows/)])
  })

  test('a severity that there is not', async () => {
    const sql = `${headOf('x')}SELECT id, 'urgent' AS severity FROM work WHERE yen >= 1000`
    expect(await sentencesOf({ sql, cases: good })).toEqual([
      expect.stringMatching(/^x\.cases\.csv:2: fired with the severity "urgent"; expected one of info,/),
    ])
  })
})

describe('a cases file', () => {
  const problem = (cases: string | undefined) => sentencesOf(cases === undefined ? { sql: big } : { sql: big, cases })
  const row = (line: string) => problem(`${good}${line}\n`)

  test('must be there', async () => {
    expect((await problem(undefined))[0]).toBe('x.cases.csv: no such file; a rule needs its cases')
  })

  test.each([
    ['alert', chargeCases(['a', 'quiet', 0, 1])],
    ['quiet', chargeCases(['a', 'alert', 0, 1000])],
  ])('must mark an %s', async (mark, cases) => {
    expect(await problem(cases)).toEqual([expect.stringContaining(`x.cases.csv: no row is marked ${mark}`)])
  })

  test.each([
    [good.replace('yen', 'yne'), 'x.cases.csv:1: the column "yne" is a field of no event type'],
    [good.replace('expect', 'wallet'), 'x.cases.csv:1: the header has no column expect'],
    [good.replace('yen', 'bank'), 'x.cases.csv:1: the header names the column bank twice'],
    ['', 'x.cases.csv:1: the header has no column case'],
    [good.replaceAll(',', ';'), 'x.cases.csv:1: its cells stand between ";"; save the file with commas between them'],
    [
      good.replaceAll(',', '\t'),
      'x.cases.csv:1: its cells stand between "\\t"; save the file with commas between them',
    ],
  ])('must have a good header', async (cases, sentence) => {
    expect((await problem(cases))[0]).toBe(sentence)
  })

  test.each([
    ['c,alert,charge,2020-09-08T10:00:00,paypay,9900,a1,w1,succeeded,1', 'a dead letter (schema): at: a time without'],
    [
      'c,alert,charge,2020-09-08T10:00:00+09:00,nopay,9900,a1,w1,succeeded,1',
      'a dead letter (unknown-provider): provider',
    ],
    [
      'c,alert,charge,2020-09-08T10:00:00+09:00,paypay,40,a1,w1,succeeded,1',
      'a dead letter (schema): bank: expected a bank code',
    ],
    ['c,alert,chrge,2020-09-08T10:00:00+09:00,paypay,9900,a1,w1,succeeded,1', 'a dead letter (unknown-type): type'],
    [
      'c,loud,charge,2020-09-08T10:00:00+09:00,paypay,9900,a1,w1,succeeded,1',
      'expect: alert, quiet or nothing, not "loud"',
    ],
    [',alert,charge,2020-09-08T10:00:00+09:00,paypay,9900,a1,w1,succeeded,1', 'case: missing'],
    ['c,,adoption,2020-09-08T10:00:00+09:00,paypay,9900,,,adopted,', 'a dead letter (schema): status: missing'],
    ['c,,holder,2020-09-08T10:00:00+09:00,,9900,a1,,,', 'a dead letter (schema): person: missing'],
    ['c,,inquiry,2020-09-08T10:00:00+09:00,paypay,9900,a1,,,', 'a dead letter (schema): status: missing'],
    ['c,alert,charge', 'the row has 3 cells, the header has 10'],
  ])('must have good rows: %s', async (line, sentence) => {
    expect((await row(line))[0]).toContain(`x.cases.csv:4: ${sentence}`)
  })

  test('marks only what the rule may fire on, and fills in only what a type has', async () => {
    const cases = `${CASES_HEADER},person\nc,quiet,holder,2020-09-08T10:00:00+09:00,,9900,a1,,,,p1
c,,holder,2020-09-08T10:00:00+09:00,,9900,a1,w1,,,p1\n`
    expect(await problem(cases)).toEqual([
      'x.cases.csv:2: expect: the rule is on charge, it can never fire on a holder; leave the cell empty',
      'x.cases.csv:3: wallet: no field of a holder; leave the cell empty',
    ])
  })

  test('two contents under one id are a dead letter', async () => {
    const line = (yen: number) => `c,,charge,2020-09-08T10:00:00+09:00,paypay,9900,a1,w1,succeeded,${yen},same`
    const cases = `${good.replace('yen\n', 'yen,id\n').replace(/(1000|999)\n/g, '$1,\n')}${line(1)}\n${line(2)}\n`
    expect((await problem(cases))[0]).toMatch(
      /^x\.cases\.csv:[45]: a dead letter \(conflict\): id: same has other content/,
    )
  })
})
