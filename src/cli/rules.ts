import type { Command } from 'commander'
import { readConfig } from '../files/config.js'
import { type RefusedFile, readRuleFiles } from '../files/rules.js'
import { globalsOf } from './support/command.js'
import { cpuMicros } from './support/cpu.js'
import { print } from './support/output.js'
import { appliedText, applyRules } from './support/rule-apply.js'
import { type AskedBacktest, backtest } from './support/rule-backtest.js'
import { writeBacktest } from './support/rule-backtest-page.js'
import { backtestText } from './support/rule-backtest-text.js'
import { fromOption, toOption } from './support/rule-candidate.js'
import type { Problem } from './support/rule-cases.js'
import type { Measuring } from './support/rule-cost.js'
import { coverageText, phasesText, readUnjudged } from './support/rule-coverage.js'
import { explainEvent, explanationText } from './support/rule-explain.js'
import { type Asked, hunt, huntText, writeCalls } from './support/rule-hunt.js'
import { lintRules, lintText } from './support/rule-lint.js'
import { type RuleReport, testRules } from './support/rule-report.js'
import { overSample } from './support/rule-sample.js'
import { shadows, shadowText } from './support/rule-shadow.js'
import { listedAll } from './support/rules-listed.js'
import { listTable } from './support/rules-table.js'

interface Options {
  readonly json?: boolean
}

/** `banken rules`: detection as code. */
export function register(program: Command): void {
  const rules = program
    .command('rules')
    .description('the detection rules of pipelines/rules: written, tested, tried on history, put in force')
  rules
    .command('list')
    .description('every rule with its head, its version and its thresholds')
    .option('--db <file>', 'also: what each rule could not judge of what is stored there; only read')
    .option('--json', 'print one JSON object: the rules, and the phases that no live rule watches')
    .action((options: ListOptions, command: Command) => list(options, globalsOf(command).home))
  rules
    .command('test')
    .argument('[rules...]', 'ids of rules; without one, all of them')
    .description('run the cases beside each rule: the same events must fire, in any order and any batch')
    .option('--json', 'print one JSON array')
    .action((names: string[], options: Options, command: Command) => test(names, options, globalsOf(command).home))
  rules
    .command('lint')
    .argument('[rules...]', 'ids of rules; without one, all of them and config/rules.yaml')
    .description('what is wrong with a rule before it sees an event: head, cases, thresholds, SQL that reaches too far')
    .option('--json', 'print one JSON array')
    .action((names: string[], options: Options, command: Command) => lint(names, options, globalsOf(command).home))
  rules
    .command('explain')
    .argument('<rule>', 'id of a rule')
    .argument('<event>', 'id of a link or charge in the database')
    .description('each condition of the rule with what it saw of this event: why it fired, or which one did not hold')
    .requiredOption('--db <file>', 'the database; only read')
    .option('--json', 'print one JSON object')
    .action((rule: string, event: string, options: Options & { db: string }, command: Command) =>
      explain(rule, event, options, globalsOf(command).home),
    )
  registerOverHistory(rules)
}

/** Those that ask stored history. */
function registerOverHistory(rules: Command): void {
  overHistory(rules.command('hunt'))
    .description('run a rule, installed or new, over stored history: whom to call, without accounts that have a claim')
    .option('--out <file>', 'write the call list as CSV for a spreadsheet')
    .action((rule: string, options: HuntOptions, command: Command) => callList(rule, options, globalsOf(command).home))
  inSpan(rules.command('shadow'))
    .description('what the rules in shadow mode would have done: alerts, yen, and what became of the accounts')
    .action(async (options: Options & Asked, command: Command) => {
      const found = await shadows(globalsOf(command).home, options)
      await print([options.json ? `${JSON.stringify(found, null, 2)}\n` : shadowText(found)])
    })
  rules
    .command('apply')
    .description('let the rules as they stand judge what is stored from an instant on, in place of earlier versions')
    .requiredOption('--db <file>', 'the database; of one of banken run, while that is stopped')
    .requiredOption('--from <time>', 'RFC 3339, or a day in JST', fromOption)
    .option('--json', 'print one JSON object')
    .action(async (options: Options & { db: string; from: number }, command: Command) => {
      const applied = await applyRules(globalsOf(command).home, options.db, options.from)
      await print([options.json ? `${JSON.stringify(applied, null, 2)}\n` : appliedText(applied)])
    })
  overHistory(rules.command('backtest'))
    .description(
      'how a rule, installed or new, would have done over stored history: alerts, precision, recall, yen, cost',
    )
    .option('--against <version>', 'compare with this file <id>.sql, or with the rule as this git revision has it')
    .option('--html <file>', 'write a page that needs no other file')
    .action((rule: string, options: BacktestOptions, command: Command) => tried(rule, options, globalsOf(command).home))
}

interface BacktestOptions extends Options, AskedBacktest {
  readonly html?: string
}

async function tried(rule: string, options: BacktestOptions, home: string): Promise<void> {
  const result = await backtest(home, rule, options, () => performance.now())
  if (options.html !== undefined) await writeBacktest(home, options.html, result)
  await print([options.json ? `${JSON.stringify(result, null, 2)}\n` : backtestText(result)])
}

/** What every command that runs a rule over stored history takes. */
function overHistory(command: Command): Command {
  return inSpan(command.argument('<rule>', 'id of a rule, or the path of a file <id>.sql'))
}

function inSpan(command: Command): Command {
  return command
    .requiredOption('--db <file>', 'the database; only read')
    .option('--from <time>', 'RFC 3339, or a day in JST; without it from the first link or charge', fromOption)
    .option('--to <time>', 'RFC 3339, exclusive, or a day in JST, to its end; without it to the last one', toOption)
    .option('--json', 'print one JSON object')
}

interface HuntOptions extends Options, Asked {
  readonly out?: string
}

async function callList(rule: string, options: HuntOptions, home: string): Promise<void> {
  const found = await hunt(home, rule, options)
  if (options.out !== undefined) await writeCalls(options.out, found)
  const isWritten = options.out !== undefined
  await print([options.json ? `${JSON.stringify(found, null, 2)}\n` : huntText(found, isWritten)])
}

async function lint(names: readonly string[], options: Options, home: string): Promise<void> {
  const measuring: Measuring = work => {
    if (process.stderr.isTTY) process.stderr.write('measuring what the rules cost over generated traffic …\n')
    return overSample(home, readConfig(home), cpuMicros)(work)
  }
  const report = await lintRules(home, names, measuring)
  await print([options.json ? `${JSON.stringify(report.problems, null, 2)}\n` : lintText(report)])
  if (report.problems.length > 0) process.exitCode = 1
}

async function explain(rule: string, event: string, options: Options & { db: string }, home: string): Promise<void> {
  const explanation = await explainEvent(home, options.db, rule, event)
  await print([options.json ? `${JSON.stringify(explanation, null, 2)}\n` : explanationText(explanation)])
}

interface ListOptions extends Options {
  readonly db?: string
}

async function list({ db, json }: ListOptions, home: string): Promise<void> {
  const config = readConfig(home)
  const { rules, refused } = readRuleFiles(home, config.thresholds)
  tell(refused)
  const counts = db === undefined ? undefined : await readUnjudged(home, config, db, rules)
  if (json) await print([`${JSON.stringify(listedAll(rules, counts), null, 2)}\n`])
  else await print([listTable(rules), phasesText(rules), counts ? coverageText(counts, rules) : ''])
}

/** What cannot be read is named, and stops nothing else; but not all is well. */
function tell(refused: readonly RefusedFile[]): void {
  if (refused.length > 0) process.exitCode = 78
  for (const { error } of refused) process.stderr.write(`banken: ${error.message}\n`)
}

async function test(names: readonly string[], options: Options, home: string): Promise<void> {
  const reports: RuleReport[] = []
  const noted = noting(testRules(home, names, { onRefused: tell }), reports)
  await print(options.json ? jsonOf(noted) : textOf(noted, reports))
  if (reports.some(report => !report.passed)) process.exitCode = 1
}

async function* noting(reports: AsyncIterable<RuleReport>, noted: RuleReport[]): AsyncGenerator<RuleReport> {
  for await (const report of reports) {
    noted.push(report)
    yield report
  }
}

async function* jsonOf(reports: AsyncIterable<RuleReport>): AsyncGenerator<string> {
  const all: RuleReport[] = []
  for await (const report of reports) all.push(report)
  yield `${JSON.stringify(all, null, 2)}\n`
}

async function* textOf(reports: AsyncIterable<RuleReport>, noted: readonly RuleReport[]): AsyncGenerator<string> {
  for await (const { rule, passed, cases, events, problems } of reports) {
    yield `${passed ? '✓' : '✗'} ${rule}: ${cases} cases, ${events} events\n`
    yield* problems.map(problemText)
  }
  const failed = noted.filter(report => !report.passed).length
  const cases = noted.reduce((sum, report) => sum + report.cases, 0)
  yield `${noted.length} rules, ${cases} cases, ${failed} failed\n`
}

function problemText({ place, case: name, sentence, values }: Problem): string {
  const head = `    ${place}: ${name ? `「${name}」: ` : ''}${sentence}\n`
  const shown = Object.entries(values ?? {}).map(([column, value]) => `${column} ${value ?? 'NULL'}`)
  return shown.length > 0 ? `${head}      ${shown.join(', ')}\n` : head
}
