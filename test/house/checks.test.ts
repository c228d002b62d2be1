import { amongRows, bannedIn, belowTheDoor, blankSql, inSource, inSql, inTests } from './banned.js'
import { blank } from './blank.js'
import { functionsOf, tooLong } from './lengths.js'
import { readFiles } from './modules.js'
import { halfRules, outOfSequence, withoutComment } from './pipelines.js'

/** A body of so many lines between its braces. */
const body = (lines: number) => `${'  f()\n'.repeat(lines)}}\n`

describe('blank', () => {
  test('keeps length and lines of every file here, and closes what it opens', () => {
    for (const { source } of [...readFiles('src', '.ts'), ...readFiles('test', '.ts')]) {
      const blanked = blank(source)
      expect(blanked.length).toBe(source.length)
      expect(blanked.split('\n').length).toBe(source.split('\n').length)
      for (const [open, close] of ['()', '[]', '{}']) {
        expect(blanked.split(open as string).length).toBe(blanked.split(close as string).length)
      }
    }
  })

  test.each([
    ["a = 'it\\'s' // b", "a = '     '     "],
    ['a = b / c / d', 'a = b / c / d'],
    ['return /[/"]/.test(a)', 'return /    /.test(a)'],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a template is what is read
    ['`a${{ b: `}` }.b}c` + d', '` ${{ b: ` ` }.b} ` + d'],
  ])('%j', (source, blanked) => {
    expect(blank(source)).toBe(blanked)
  })
})

describe('lengths', () => {
  test.each([
    ['function', 'function a() {\n'],
    ['exported async function', 'export async function a(\n  b: B,\n): Promise<{ c: number }> {\n'],
    ['arrow', 'export const a = (b: B): C => {\n'],
    ['typed arrow', 'const a: F = async b => {\n'],
    ['test', "test('a', () => {\n"],
  ])('a long %s is found', (_, head) => {
    expect(tooLong({ path: 'a.ts', source: `${head}${body(60)}` })).toHaveLength(1)
    expect(tooLong({ path: 'a.ts', source: `${head}${body(40)}` })).toEqual([])
  })

  test('a long method is found, with its line', () => {
    const source = `class A {\n  readonly b = 1\n  async *#c<T>(d: T) {\n${body(60)}}\n`
    expect(tooLong({ path: 'a.ts', source })).toEqual(['a.ts:3: a function of 62 lines; at most 50'])
  })

  test('braces in text, calls of one line and describe do not count', () => {
    const source = `const a = () => f('{')\n\nconst b = 1\ndescribe('a', () => {\n${body(60)}`
    expect(tooLong({ path: 'a.ts', source })).toEqual([])
    expect(functionsOf(source)[0]).toEqual({ line: 1, lines: 1 })
  })

  test('a long file is found', () => {
    expect(tooLong({ path: 'a.ts', source: 'a\n'.repeat(250) })).toEqual([])
    expect(tooLong({ path: 'a.ts', source: 'a\n'.repeat(251) })).toEqual(['a.ts: 251 lines; at most 250'])
  })
})

describe('bans', () => {
  test.each([
    ['const a = Date.now()', 1],
    ['const a = new Date()', 1],
    ['const a = new Date(millis)', 0],
    ['const a = Math.random()', 1],
    ["const a = 'Date.now()' // Math.random()", 0],
    ['const a = clock.now()', 0],
  ])('time and chance: %j', (source, count) => {
    expect(bannedIn({ path: 'a.ts', source }, belowTheDoor)).toHaveLength(count)
  })

  test('unfinished and loud', () => {
    const source = `console.log(1) // TO${'DO'}: later`
    expect(bannedIn({ path: 'a.ts', source }, inSource)).toHaveLength(2)
  })

  test('rows as arguments', () => {
    expect(bannedIn({ path: 'a.ts', source: 'all.push(...rows)' }, amongRows)).toHaveLength(1)
  })

  test.each(['test.only(a)', 'it.skip(a)', 'describe.each.only(a)', 'test.todo(a)', 'xit(a)'])(
    'skipped: %s',
    source => {
      expect(bannedIn({ path: 'a.ts', source }, inTests)).toHaveLength(1)
    },
  )

  test.each([
    ['SELECT now()', 1],
    ['SELECT CURRENT_DATE', 1],
    ["SELECT 'now()' -- random()", 0],
    ['SELECT known(a), event_at', 0],
  ])('SQL: %s', (source, count) => {
    expect(bannedIn({ path: 'a.sql', source }, inSql, blankSql)).toHaveLength(count)
  })
})

describe('pipelines', () => {
  test('finds a table, view or macro without a comment', () => {
    const source = `CREATE TABLE a (b INT);
      CREATE OR REPLACE VIEW c AS SELECT 1;
      CREATE OR REPLACE MACRO d(e) AS e;
      CREATE OR REPLACE MACRO d(e) AS TABLE SELECT e;
      COMMENT ON MACRO d IS 'd';`
    expect(withoutComment({ path: 'a.sql', source })).toEqual([
      'a.sql: TABLE a has no COMMENT',
      'a.sql: VIEW c has no COMMENT',
      'a.sql: MACRO TABLE d has no COMMENT',
    ])
  })

  test('finds a gap, a double and a bad name in the sequence', () => {
    expect(outOfSequence(['schema/001-a.sql', 'schema/002-b-c.sql'])).toEqual([])
    expect(outOfSequence(['schema/001-a.sql', 'schema/003-b.sql'])).toHaveLength(1)
    expect(outOfSequence(['schema/001-a.sql', 'schema/001-b.sql'])).toHaveLength(1)
    expect(outOfSequence(['schema/001 a.sql'])).toHaveLength(1)
  })

  test('finds a rule without cases and cases without a rule', () => {
    expect(halfRules(['a.sql', 'a.cases.csv', 'README.md'])).toEqual([])
    expect(halfRules(['a.sql'])).toEqual(['a.sql: without a.cases.csv'])
    expect(halfRules(['b.cases.csv'])).toEqual(['b.cases.csv: without b.sql'])
    expect(halfRules(['c.txt'])).toHaveLength(1)
  })
})
