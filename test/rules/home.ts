import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type RuleReport, testRules } from '../../src/cli/support/rule-report.js'

export interface RuleFiles {
  readonly sql: string
  /** Without it the rule has no cases file. */
  readonly cases?: string
}

/** A rule's head of eleven lines, with changes; `null` leaves a line out. */
export function headOf(id: string, changes: Readonly<Record<string, string | null>> = {}): string {
  const lines = {
    id,
    title: '表題 | Title',
    on: 'charge',
    entity: 'account',
    period: '1 day',
    severity: 'high',
    phase: 'charge',
    mode: 'live',
    owner: 'fraud-analytics',
    runbook: 'Call the holder of the account today.',
    reason: '{yen}円 | {yen} yen',
    ...changes,
  }
  const given = Object.entries(lines).filter(([, value]) => value !== null)
  return given.map(([key, value]) => `-- ${key}: ${value}\n`).join('')
}

export const CASES_HEADER = 'case,expect,type,at,provider,bank,account,wallet,outcome,yen'

/** A cases file of charges: `case, expect, seconds after 10:00, yen`. */
export function chargeCases(...rows: readonly (readonly [string, string, number, number])[]): string {
  const lines = rows.map(([name, expect, seconds, yen]) => {
    const at = `2020-09-08T10:00:${String(seconds).padStart(2, '0')}+09:00`
    return `${name},${expect},charge,${at},paypay,9900,a1,w1,succeeded,${yen}`
  })
  return `${[CASES_HEADER, ...lines].join('\n')}\n`
}

/** Calls `use` with a folder that has this project's config and pipelines, but these rules. */
export async function withHome<T>(
  rules: Readonly<Record<string, RuleFiles>>,
  use: (home: string) => Promise<T>,
  thresholds = '{}',
): Promise<T> {
  const home = mkdtempSync(join(tmpdir(), 'banken-rules-'))
  try {
    cpSync('config', join(home, 'config'), { recursive: true })
    for (const part of ['schema', 'views', 'features']) {
      cpSync(join('pipelines', part), join(home, 'pipelines', part), { recursive: true })
    }
    const folder = join(home, 'pipelines', 'rules')
    mkdirSync(folder)
    writeFileSync(join(home, 'config', 'rules.yaml'), thresholds)
    for (const [id, { sql, cases }] of Object.entries(rules)) {
      writeFileSync(join(folder, `${id}.sql`), sql)
      if (cases !== undefined) writeFileSync(join(folder, `${id}.cases.csv`), cases)
    }
    return await use(home)
  } finally {
    rmSync(home, { recursive: true })
  }
}

export async function reportsOf(home: string, names: readonly string[] = []): Promise<RuleReport[]> {
  const reports: RuleReport[] = []
  for await (const report of testRules(home, names)) reports.push(report)
  return reports
}

/** What the test of a single rule has to say, each as `file:line: sentence` with the file's bare name. */
export async function sentencesOf(rule: RuleFiles, thresholds?: string): Promise<string[]> {
  const [report] = await withHome({ x: rule }, home => reportsOf(home), thresholds)
  return (report?.problems ?? []).map(({ place, sentence }) => `${place.replace(/^.*\//, '')}: ${sentence}`)
}
