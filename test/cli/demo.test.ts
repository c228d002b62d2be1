import { execFileSync, spawnSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { askFigures } from '../../src/cli/demo/figures.js'
import { Names } from '../../src/cli/demo/names.js'
import { demoPage } from '../../src/cli/demo/page.js'
import type { Figures } from '../../src/cli/demo/rows.js'
import { demoText } from '../../src/cli/demo/text.js'
import { Database } from '../../src/duckdb/database.js'
import { ReportQueries } from '../../src/duckdb/demo-queries.js'
import { readBanks, readConfig } from '../../src/files/config.js'
import { pageText, undrawn } from '../support/page-text.js'

const BUILT = join('dist', 'main.js')
const FOLDER = join('pipelines', 'reports', 'september-2020')
const out = mkdtempSync(join(tmpdir(), 'banken-demo-'))
const names = new Names(readConfig('.').providers, readBanks('.'))

interface Printed {
  readonly damage: readonly Readonly<Record<string, unknown>>[]
  readonly providers: readonly { provider: string; adoption: string; stops: { operation: string; since: string }[] }[]
  readonly earlyWarning: { accounts: number; warnedAtFirst: number; saved: { minutes: number; yen: number }[] }
  readonly rules: readonly { rule: string; alerts: number }[]
  readonly replay: Readonly<Record<string, unknown>>
  readonly page: string
  readonly database: string
}

let printed: Printed
let page: string
/** The page without the bytes of its font. */
let html: string
let figures: Figures

beforeAll(async () => {
  printed = JSON.parse(
    execFileSync(process.execPath, [BUILT, 'demo', '--out', out, '--json'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }),
  )
  page = readFileSync(printed.page, 'utf8')
  html = pageText(page)
  const db = await Database.open(printed.database, { readOnly: true })
  figures = await askFigures(new ReportQueries(db, FOLDER))
  db.close()
}, 180_000)

afterAll(() => rmSync(out, { recursive: true }))

const END_OF_15 = '2020-09-15T23:59:59.999999+09:00'
const END_OF_16 = '2020-09-16T23:59:59.999999+09:00'

function damage(provider: string, bank: string | null) {
  return printed.damage.find(row => row.provider === provider && row.bank === bank)
}

test('docomo: 143 cases at 11 banks, one of them after its stop', () => {
  expect(damage('docomo', null)).toMatchObject({
    asOf: '2020-09-15T00:00:00+09:00',
    cases: 143,
    banks: 11,
    yen: 26_760_000,
    stoppedAt: '2020-09-10T00:00:00+09:00',
    casesAfterStop: 1,
  })
})

test.each([
  ['paypay', '9900', END_OF_15, 17, 1_415_141],
  ['kyash', '9900', END_OF_15, 3, 230_000],
  ['kyash', '0040', END_OF_15, 1, 300_000],
  ['linepay', '9900', END_OF_16, 2, 498_000],
])('%s at %s as of %s: %i cases, %i yen', (provider, bank, asOf, cases, yen) => {
  expect(damage(provider, bank)).toMatchObject({ asOf, cases, yen, state: 'reported' })
})

test.each(['paypal', 'wellnet', 'rakuten-edy', 'billing-system', 'merpay', 'yume-card'])('%s is unknown', provider => {
  expect(damage(provider, '9900')).toMatchObject({ asOf: END_OF_16, cases: null, yen: null, state: 'undisclosed' })
})

test('12 providers at 9900, 8 of them without two-factor, 4 stopped', () => {
  const { providers } = printed
  expect(providers).toHaveLength(12)
  expect(
    providers
      .filter(({ adoption }) => adoption === 'not-adopted')
      .map(({ provider }) => provider)
      .sort(),
  ).toEqual(['paypay', 'linepay', 'paypal', 'wellnet', 'rakuten-edy', 'billing-system', 'merpay', 'yume-card'].sort())
  const since = Object.fromEntries(providers.map(({ provider, stops }) => [provider, stops]))
  const at = (time: string, approximate: boolean) => ({ since: `2020-09-16T${time}+09:00`, approximate })
  const both = (stop: object) => ['charge', 'register'].map(operation => ({ operation, ...stop }))
  expect(since.paypay).toEqual(both(at('09:00:00', false)))
  expect(since.linepay).toEqual(both(at('08:55:00', true)))
  for (const provider of ['docomo', 'kyash']) {
    expect(since[provider]?.length).toBeGreaterThan(0)
    for (const stop of since[provider] ?? [])
      expect(Date.parse(stop.since)).toBeLessThan(Date.parse('2020-09-15T00:00+09:00'))
  }
})

test('text and page give the figures in the words of the announcements', () => {
  const text = demoText(figures, names)
  for (const words of [
    '9月15日0時時点 143件(11行) 2,676万円',
    '新規口座登録停止日(9月10日0時)以降の被害は1件',
    'PayPayが17件・1,415,141円',
    'LINE Payが2件・49万8千円',
    'Kyash: ゆうちょ銀行で3件・23万円、イオン銀行で1件・30万円',
    ...['PayPal', 'ウエルネット', '楽天Edy', 'ビリングシステム', 'メルペイ', 'ゆめカード'].map(
      name => `${name}は未公表`,
    ),
  ]) {
    expect(text).toContain(words)
    expect(html).toContain(words)
  }
  expect(html).toContain('9月16日8時55分頃')
  expect(`${text}${html}`).not.toMatch(/(?<!\d)0件・/)
})

test('the page needs nothing but itself', () => {
  expect(html).not.toMatch(/https?:\/\/|<script|<link|<iframe|@import|url\((?!data:font\/woff2;|#)/)
  expect(html).toMatch(/^<!doctype html>\n<html lang="ja">/)
  expect(html.match(/<table/g)?.length).toBe(html.match(/<caption/g)?.length)
  expect(html).not.toMatch(/undefined|NaN|\[object/)
  expect(undrawn(page)).toEqual([])
})

test('the same events give the same page', () => {
  expect(demoPage(figures, names, FOLDER)).toBe(page)
})

const STORY_RULES = [
  'first-charge-high',
  'rapid-drain',
  'limit-ladder',
  'shared-wallet',
  'shared-device',
  'reverse-brute-force',
  'takeover-after-sim-reissue',
  'operation-while-suspended',
]

/** The rules of the story, and those of the signals that are in this tree. */
function rulesOfFixtures(): string[] {
  const rows = readFileSync(join('fixtures', 'september-2020', 'expected-alerts.csv'), 'utf8')
    .split('\n')
    .slice(1)
  const labelled = new Set(rows.filter(row => row.includes(',alert,')).map(row => row.split(',')[0] ?? ''))
  return [...STORY_RULES, ...[...labelled].filter(rule => existsSync(join('pipelines', 'rules', `${rule}.sql`)))]
}

test('a longer reaction never saves more, and every rule of the fixtures spoke', () => {
  const { saved, warnedAtFirst, accounts } = printed.earlyWarning
  expect(saved.map(({ minutes }) => minutes)).toEqual([0, 5, 30, 240])
  expect(saved.map(({ yen }) => yen)).toEqual(saved.map(({ yen }) => yen).sort((a, b) => b - a))
  expect(warnedAtFirst).toBeGreaterThan(accounts / 2)
  expect(printed.rules.map(({ rule }) => rule)).toEqual(expect.arrayContaining(rulesOfFixtures()))
  // The link after docomo's stop and the charges around LINE Pay's: ordinary use of what is not stopped stays quiet.
  expect(printed.rules.find(({ rule }) => rule === 'operation-while-suspended')?.alerts).toBe(2)
  expect(printed.replay).toMatchObject({ deadLettered: 0, duplicates: 0, interrupted: false })
})

test('markup in tokens and names reaches the page escaped', () => {
  const evil = '"><script>x</script>'
  const bad: Figures = {
    ...figures,
    damage: figures.damage.map(row => ({ ...row, provider: evil })),
    rules: figures.rules.map(row => ({ ...row, title: { ja: evil, en: evil } })),
    attack: figures.attack && { ...figures.attack, account: evil, wallet: evil, claim: evil },
  }
  const page = demoPage(bad, names, FOLDER)
  expect(page).not.toContain('<script')
  expect(page).toContain('&quot;&gt;&lt;script&gt;')
})

test('another database is not removed, nor one from which somebody has published', async () => {
  const demo = (path: string) =>
    spawnSync(process.execPath, [BUILT, 'demo', '--out', out, '--db', path], { encoding: 'utf8' })
  const published = join(out, 'published.duckdb')
  copyFileSync(join(out, 'september-2020.duckdb'), published)
  const args = ['report', '--db', published, '--publish', 'mine', '--as-of', '2020-09-15']
  expect(spawnSync(process.execPath, [BUILT, ...args]).status).toBe(0)
  expect(demo(published)).toMatchObject({ status: 2, stderr: expect.stringContaining('holds more than the demo') })
  const path = join(out, 'mine.duckdb')
  const db = await Database.open(path, { create: true })
  await db.run('CREATE TABLE mine (id INTEGER)')
  db.close()
  expect(demo(path)).toMatchObject({ status: 2, stderr: expect.stringContaining('holds more than the demo') })
})
