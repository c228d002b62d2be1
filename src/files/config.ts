import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { parseDocument } from 'yaml'
import { z } from 'zod'
import { kafkaSettings } from './kafka-settings.js'

/** The configuration is wrong: a sentence with file, line and key. Exit code 78. */
class ConfigError extends Error {
  override name = 'ConfigError'
}

const settings = z.strictObject({
  batchCountMax: z.int('a whole number, 1 or more').min(1, 'a whole number, 1 or more'),
  deadLetterRatioMax: z.number('a share from 0 to 1').min(0, 'a share from 0 to 1').max(1, 'a share from 0 to 1'),
  deadLetterSampleMin: z.int('a whole number, 1 or more').min(1, 'a whole number, 1 or more'),
  hotWindowDays: z.number('days, more than 0').positive('days, more than 0'),
  snapshot: z.strictObject({
    file: z.string('a path, or empty'),
    everyMinutes: z.number('minutes, more than 0').positive('minutes, more than 0'),
  }),
  sql: z.strictObject({
    port: z.int('a port, or 0 for none').min(0, 'a port, or 0 for none').max(65_535, 'a port, or 0 for none'),
    host: z.string('an address').min(1, 'an address'),
    rowsMax: z.int('a whole number, 1 or more').min(1, 'a whole number, 1 or more'),
    secondsMax: z.number('seconds, more than 0').positive('seconds, more than 0'),
    memoryMegabytesMax: z.number('megabytes, more than 0').positive('megabytes, more than 0'),
  }),
  kafka: kafkaSettings.refine(({ topics }) => topics.minInsyncReplicas <= topics.replication, {
    path: ['topics', 'minInsyncReplicas'],
    message: 'at most as many as topics.replication, or nobody could write',
  }),
})

const provider = z.strictObject({
  names: z.strictObject({ ja: z.string('a name'), en: z.string('a name') }, 'names in ja and en'),
  services: z.array(z.string(), 'a list of names'),
  aliases: z.array(z.string(), 'a list of names'),
})

const thresholds = z.record(z.string(), z.record(z.string(), z.number('a number'), 'thresholds: name and number'))

const banks = z.record(
  z.string().regex(/^\d{4}$/, 'bank codes of 4 digits, in quotes'),
  z.strictObject({ ja: z.string('a name'), en: z.string('a name') }, 'names in ja and en'),
)

export type Settings = z.output<typeof settings>
export type Provider = z.output<typeof provider>
export type BankNames = z.output<typeof banks>[string]
/** By rule, then by name. */
export type Thresholds = z.output<typeof thresholds>

export interface Config {
  readonly settings: Settings
  readonly providers: ReadonlyMap<string, Provider>
  readonly thresholds: Thresholds
}

/** Reads `config/` of a banken home. Throws a ConfigError for what is missing, misspelt or out of range. */
export function readConfig(home: string): Config {
  const folder = join(home, 'config')
  if (!existsSync(folder))
    throw new ConfigError(`${folder}: no such folder; --home names the folder that holds config/ and pipelines/`)
  const providersFolder = join(folder, 'providers')
  const files = readdirSync(providersFolder)
    .filter(name => name.endsWith('.yaml'))
    .sort()
  return {
    settings: readSettings(folder),
    providers: new Map(files.map(name => [basename(name, '.yaml'), readYaml(join(providersFolder, name), provider)])),
    thresholds: readYaml(join(folder, 'rules.yaml'), thresholds),
  }
}

/** Reads `config/banks.yaml`: the names of banks by their 全銀 code, for people. */
export function readBanks(home: string): ReadonlyMap<string, BankNames> {
  return new Map(Object.entries(readYaml(join(home, 'config', 'banks.yaml'), banks)))
}

/** `default.yaml`, with what `local.yaml` says otherwise where it is there: objects are merged, all else is replaced. */
function readSettings(folder: string): Settings {
  const layers = [yamlOf(join(folder, 'default.yaml'))]
  const local = join(folder, 'local.yaml')
  if (existsSync(local)) layers.push(yamlOf(local))
  return checked(layers, settings)
}

/** Reads a YAML file of a schema. Aliases are not followed, so that a small file stays small. */
export function readYaml<T extends z.ZodType>(path: string, schema: T): z.output<T> {
  return checked([yamlOf(path)], schema)
}

interface Layer {
  readonly path: string
  readonly value: unknown
}

function yamlOf(path: string): Layer {
  const document = parseDocument(read(path), { maxAliasCount: 0 } as object)
  const [problem] = document.errors
  if (problem) {
    throw new ConfigError(`${path}: line ${problem.linePos?.[0].line ?? 1}: ${problem.message.split('\n')[0]}`)
  }
  return { path, value: toJs(document, path) }
}

function checked<T extends z.ZodType>(layers: readonly Layer[], schema: T): z.output<T> {
  const parsed = schema.safeParse(layers.map(({ value }) => value).reduce(merged))
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0] as z.core.$ZodIssue
  throw new ConfigError(`${blamed(layers, issue)}: ${whatIsWrong(issue)}`)
}

function whatIsWrong(issue: z.core.$ZodIssue): string {
  const where = issue.path.join('.')
  if (issue.code === 'unrecognized_keys') return `no such key: ${[...issue.path, issue.keys[0]].join('.')}`
  return `${where || 'the file'}: expected ${issue.message.replace(/^Invalid input: expected /, '')}`
}

function merged(under: unknown, over: unknown): unknown {
  // A file or a part of it in which everything is a comment says nothing.
  if (over === null && isObject(under)) return under
  if (!isObject(under) || !isObject(over)) return over
  const both = Object.entries(over).map(([key, value]) => [key, key in under ? merged(under[key], value) : value])
  return { ...under, ...Object.fromEntries(both) }
}

/** The last file that has the value which is wrong; all of them where none has it. */
function blamed(layers: readonly Layer[], issue: z.core.$ZodIssue): string {
  const unknown = issue.code === 'unrecognized_keys' ? issue.keys.slice(0, 1) : []
  const path = [...issue.path, ...unknown]
  const holders = layers.filter(({ value }) => path.length > 0 && has(value, path))
  return holders.at(-1)?.path ?? layers.map(layer => layer.path).join(' and ')
}

function has(value: unknown, [key, ...rest]: readonly PropertyKey[]): boolean {
  if (key === undefined) return true
  return typeof value === 'object' && value !== null && key in value && has((value as never)[key], rest)
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function toJs(document: ReturnType<typeof parseDocument>, path: string): unknown {
  try {
    return document.toJS({ maxAliasCount: 0 })
  } catch {
    throw new ConfigError(`${path}: uses an alias (*name); write the value out`)
  }
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    throw new ConfigError(`${path}: no such file`)
  }
}
