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
  kafka: kafkaSettings,
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
    settings: readYaml(join(folder, 'default.yaml'), settings),
    providers: new Map(files.map(name => [basename(name, '.yaml'), readYaml(join(providersFolder, name), provider)])),
    thresholds: readYaml(join(folder, 'rules.yaml'), thresholds),
  }
}

/** Reads `config/banks.yaml`: the names of banks by their 全銀 code, for people. */
export function readBanks(home: string): ReadonlyMap<string, BankNames> {
  return new Map(Object.entries(readYaml(join(home, 'config', 'banks.yaml'), banks)))
}

/** Reads a YAML file of a schema. Aliases are not followed, so that a small file stays small. */
export function readYaml<T extends z.ZodType>(path: string, schema: T): z.output<T> {
  const document = parseDocument(read(path), { maxAliasCount: 0 } as object)
  const [problem] = document.errors
  if (problem) {
    throw new ConfigError(`${path}: line ${problem.linePos?.[0].line ?? 1}: ${problem.message.split('\n')[0]}`)
  }
  const parsed = schema.safeParse(toJs(document, path))
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0] as z.core.$ZodIssue
  throw new ConfigError(`${path}: ${issue.path.join('.') || 'the file'}: expected ${issue.message}`)
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
