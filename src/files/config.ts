import { existsSync, readdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import { z } from 'zod'
import { parseInstant } from '../events/time.js'
import { mapping } from '../ingest/mapping/mapping.js'
import { kafkaSettings } from './kafka-settings.js'
import { ConfigError, checked, type Layer, placeOf, readYaml, yamlOf } from './yaml.js'

const settings = z.strictObject({
  batchCountMax: z.int('a whole number, 1 or more').min(1, 'a whole number, 1 or more'),
  budgetMicros: z.number('microseconds, more than 0').positive('microseconds, more than 0'),
  databaseMegabytesMax: z
    .int('a whole number of megabytes, 1 or more')
    .min(1, 'a whole number of megabytes, 1 or more'),
  deadLetterRatioMax: z.number('a share from 0 to 1').min(0, 'a share from 0 to 1').max(1, 'a share from 0 to 1'),
  deadLetterSampleMin: z.int('a whole number, 1 or more').min(1, 'a whole number, 1 or more'),
  hotWindowDays: z.number('days, more than 0').positive('days, more than 0'),
  profile: z.string('a name, or empty').regex(/^[a-z-]*$/, 'a name in kebab-case, or empty'),
  sliceEventsMax: z.int('a whole number, 1 or more').min(1, 'a whole number, 1 or more'),
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
  statement: z.array(z.string(), 'a list of names').optional(),
  mapping: mapping.optional(),
})

/** JSON Schema of `config/providers/<id>.yaml`, for editors. */
export function providerSchema(): object {
  return { title: 'banken provider', ...z.toJSONSchema(provider, { io: 'input', target: 'draft-07' }) }
}

const instant = z.string('a time with its zone').transform((text, ctx) => {
  const parsed = parseInstant(text)
  if (parsed.ok) return parsed.value
  ctx.issues.push({ code: 'custom', message: parsed.why, input: text })
  return z.NEVER
})

/** One after the other: the first has no `since`. */
const dated = z
  .array(z.strictObject({ since: instant.nullable().default(null), value: z.number('a number') }), 'a number')
  .min(1, 'at least one value')
  .refine(
    values =>
      values.every(({ since }, i) =>
        i === 0 ? since === null : since !== null && since > (values[i - 1]?.since ?? Number.NEGATIVE_INFINITY),
      ),
    'values in order, the first without since, each later one with it',
  )

const threshold = z.union([z.number('a number'), dated], 'a number, or a list of { since, value }')
const thresholdsOfRule = z.record(z.string(), threshold, 'thresholds: name and number')
const thresholds = z.record(z.string(), z.unknown(), 'thresholds by rule')
const thresholdsByRule = z.record(z.string(), thresholdsOfRule)

const banks = z.record(
  z.string().regex(/^\d{4}$/, 'bank codes of 4 digits, in quotes'),
  z.strictObject(
    { ja: z.string('a name'), en: z.string('a name'), aliases: z.array(z.string(), 'a list of names').optional() },
    'names in ja and en',
  ),
)

export type Settings = z.output<typeof settings>
export type Provider = z.output<typeof provider>
export type BankNames = z.output<typeof banks>[string]
/** By rule, then by name; where what stands there is wrong, what is wrong: it stops no other rule. */
export type Thresholds = Readonly<Record<string, z.output<typeof thresholdsOfRule> | ConfigError>>

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
  for (const where of [folder, providersFolder]) refuseOtherEndings(where)
  const files = readdirSync(providersFolder)
    .filter(name => name.endsWith('.yaml'))
    .sort()
  const settings = readSettings(folder)
  return {
    settings,
    providers: new Map(files.map(name => [basename(name, '.yaml'), readYaml(join(providersFolder, name), provider)])),
    thresholds: readThresholds(home, settings.profile),
  }
}

/** A file that looks like one of ours and is read by nobody would be missed by somebody. */
function refuseOtherEndings(folder: string): void {
  const other = readdirSync(folder).find(name => /\.ya?ml$/i.test(name) && !name.endsWith('.yaml'))
  if (other === undefined) return
  const name = other.replace(/\.ya?ml$/i, '.yaml')
  throw new ConfigError(`${join(folder, other)}: is not read, for its name does not end in .yaml; call it ${name}`)
}

/** `rules.yaml`, with what the profile's file says otherwise: a bank that sees its own accounts alone sees less of an attack. */
export function readThresholds(home: string, profile: string): Thresholds {
  const layers = thresholdLayers(home, profile)
  const rules = Object.keys(checked(layers, thresholds))
  return Object.fromEntries(rules.map(rule => [rule, thresholdsIn(layers, rule)]))
}

function thresholdsIn(layers: readonly Layer[], rule: string): Thresholds[string] {
  const own = layers.map(layer => ({ ...layer, value: pick(layer.value, rule) }))
  try {
    return checked(own, thresholdsByRule)[rule] ?? {}
  } catch (error) {
    if (error instanceof ConfigError) return error
    throw error
  }
}

/** Of an object the one entry. */
function pick(value: unknown, key: string): object {
  const isThere = typeof value === 'object' && value !== null && key in value
  return isThere ? { [key]: (value as Record<string, unknown>)[key] } : {}
}

/** The thresholds of a rule. Throws a ConfigError where what stands there is wrong. */
export function thresholdsOf(thresholds: Thresholds, rule: string): z.output<typeof thresholdsOfRule> {
  const own = thresholds[rule] ?? {}
  if (own instanceof ConfigError) throw own
  return own
}

/** File and line of the thresholds of a rule, or of one of them. */
export function thresholdPlace(home: string, profile: string, key: readonly string[]): string {
  return placeOf(thresholdLayers(home, profile), key)
}

function thresholdLayers(home: string, profile: string) {
  const files = ['rules.yaml', ...(profile === '' ? [] : [`rules.${profile}.yaml`])]
  return files.map(file => yamlOf(join(home, 'config', file)))
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
