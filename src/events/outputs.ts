import { z } from 'zod'
import { deadLetterReasons } from './dead-letter-reason.js'

/**
 * What is published, as the contract has it (sections 5 and 6). The objects are strict, for they say what banken itself
 * writes; the JSON Schemas made from them let fields be added, as the contract does: a subscriber ignores what it does
 * not know.
 */
export const severities = ['info', 'low', 'medium', 'high', 'critical'] as const
export type Severity = (typeof severities)[number]

/** Of an account at a time (contract, section 4). */
export const twoFactorStatuses = ['enrolled', 'not-enrolled', 'unknown', 'void'] as const

const is = <T extends z.ZodType>(schema: T, description: string): T => schema.meta({ description })

const time = (description: string) =>
  z
    .string()
    .regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,6})?\+09:00$/)
    .meta({ format: 'date-time', description })
const hex = (digits: number) => z.string().regex(new RegExp(`^[0-9a-f]{${digits}}$`))
const token = () => z.string().regex(/^[A-Za-z0-9_.:-]{1,128}$/)
const bank = () => z.string().regex(/^[0-9]{4}$/)
const ruleId = () => is(z.string().regex(/^[a-z][a-z0-9-]*$/), 'Rule id: the stem of its file')
const count = (description: string) => is(z.int().min(0), description)
const pair = (description: string) =>
  is(z.strictObject({ ja: is(z.string(), 'Japanese'), en: is(z.string(), 'English') }), description)
const some = <T extends z.ZodType>(item: T, what: string) =>
  is(z.array(item).max(100), `Distinct ${what}, sorted, the smallest 100`)

/** What names an alert: one rule × one entity × one period. */
const alertKey = {
  id: is(hex(32), 'First 32 hexadecimal digits of SHA-256 of rule|entity type|entity id|period start. Also the key'),
  rule: ruleId(),
  entity: is(
    z.strictObject({
      type: is(
        z.enum(['account', 'wallet', 'device', 'ip', 'phone', 'person', 'rail', 'provider', 'bank', 'ring']),
        'What kind of thing it is',
      ),
      id: is(z.string().min(1), 'Its token, code or address; of a rail (事業者×銀行) provider|bank'),
    }),
    'What the alert is about',
  ),
  period: is(
    z.strictObject({ from: time('Start, cut in JST'), to: time('End, exclusive') }),
    "The rule's period that holds the firing events",
  ),
}

export const openAlert = z
  .strictObject({
    id: alertKey.id,
    rule: alertKey.rule,
    ruleVersion: is(hex(12), 'Version of the rule that judged the period, a key of the rules topic'),
    title: pair('What it is'),
    reason: pair('Why it fired, with the observed value and the threshold. An alert asks for a check (確認が必要)'),
    severity: is(z.enum(severities), 'The highest of its firing events'),
    status: is(z.literal('open'), 'It holds'),
    mode: is(z.enum(['live', 'shadow']), 'shadow: on trial, on a topic of its own'),
    entity: alertKey.entity,
    period: alertKey.period,
    firstAt: time('Event time of the first firing event'),
    lastAt: time('Event time of the last firing event'),
    knownAt: time('When the first of them could be known: the greatest time of the events that made it fire'),
    events: is(z.array(token()).max(100), 'Ids of the first 100 firing events in the order of (at, id)'),
    eventCount: is(z.int().min(1), 'How many firing events there are'),
    yen: count('Whole yen of the succeeded charges (チャージ) among all firing events'),
    providers: some(token(), 'payment providers (事業者)'),
    banks: some(bank(), 'banks by their 全銀 code'),
    accounts: some(token(), 'account tokens'),
    wallets: some(token(), 'wallet tokens'),
    twoFactor: is(
      z.enum(twoFactorStatuses),
      'Two-factor status (2要素認証) at the last firing event; void: after a SIM re-issue',
    ),
    features: is(
      z.record(z.string(), z.union([z.number(), z.string(), z.boolean(), z.null()])),
      'The features that the rule names, at the last firing event; null is unknown',
    ),
    runbook: is(z.string(), 'What to do, in one or two sentences'),
  })
  .meta({ title: 'alert', description: 'An alert that holds: the whole of it, never a difference' })

export const retractedAlert = z
  .strictObject({
    id: alertKey.id,
    rule: alertKey.rule,
    status: is(z.literal('retracted'), 'Nothing fires it any more'),
    entity: alertKey.entity,
    period: alertKey.period,
  })
  .meta({ title: 'retracted alert', description: 'An alert that nothing fires any more: take it down' })

const state = z.enum(['reported', 'investigating', 'undisclosed'])
const orUnknown = <T extends z.ZodType>(schema: T, description: string) => is(z.nullable(schema), description)
const figure = (description: string) => orUnknown(z.int(), description)
const rate = (description: string) => orUnknown(z.number().min(0), description)

const tally = z
  .strictObject({
    provider: is(token(), 'Payment provider (事業者)'),
    bank: is(bank(), '全銀 bank code'),
    basis: is(
      z.enum(['declared', 'confirmed', 'compensated', 'excluded', 'suspected']),
      '申告, 確認, 補償, 対象外; suspected (要確認) is never added to the others',
    ),
    as_of: time('The at of the newest event that changed this cell'),
    state: is(state, 'reported; investigating (調査中): an inquiry is open; undisclosed (未公表)'),
    cases: figure('件数; null unless reported (suspected: accounts, never null). Unknown is not zero'),
    yen: figure('額 in whole yen; null where cases is'),
    cases_so_far: figure('件数 so far, during an open inquiry alone'),
    yen_so_far: figure('額 so far, during an open inquiry alone'),
    accounts: figure('Distinct accounts'),
    charges: figure('Charges that the claims name'),
    prevented_yen: figure('Whole yen that were held back in time'),
    recovered_yen: figure('Whole yen that were got back'),
    net_yen: figure('yen − prevented_yen − recovered_yen; may be below zero'),
    first_occurred_at: orUnknown(time('A time'), 'When the first counted damage began'),
    last_occurred_at: orUnknown(time('A time'), 'When the last counted damage ended'),
    cases_after_stop: figure('件数 that began at or after the first stop (停止) of new links'),
    yen_after_stop: figure('額 of these'),
    links: figure('登録口座数: registered links, as last counted'),
    cases_per_100k_links: rate('Cases per 100,000 links'),
    rate_low: rate('Lower bound of that rate, Wilson 95 %'),
    rate_high: rate('Upper bound of that rate, Wilson 95 %'),
  })
  .meta({ title: 'tally', description: 'The damage of one provider × bank × basis: the row of damage() in SQL' })

const rule = z
  .strictObject({
    rule: ruleId(),
    version: is(
      z.string().regex(/^([0-9a-f]{12}|removed)$/),
      'First 12 hexadecimal digits of SHA-256 over the rule; "removed" where the rule ends',
    ),
    effectiveFrom: is(z.nullable(time('A time')), 'Start of the first period that it judges; null: from the beginning'),
    definition: is(
      z.looseObject({
        id: ruleId(),
        title: pair('What it is'),
        severity: is(z.enum(severities), 'Unless the rule gives one per event'),
        mode: is(z.enum(['live', 'shadow']), 'live or shadow'),
        sql: is(z.string(), 'The SELECT that fires'),
        thresholds: is(
          z.record(
            z.string(),
            z.union([z.number(), z.array(z.object({ since: z.number().nullable(), value: z.number() }))]),
          ),
          'Thresholds by name; one that changes on a day as a list, since in microseconds since 1970',
        ),
      }),
      'The rule with its thresholds and features',
    ),
  })
  .meta({ title: 'rule', description: 'A version of a rule, and from when on it judges' })

const digits = (description: string) => is(z.string().regex(/^\d+$/), description)

const sequence = () => digits('Numbers the records of all outputs in the order of publication, from 1')

export const deadLetterHeaders = z
  .strictObject({
    '__connect.errors.topic': is(z.string(), 'The topic that it came on'),
    '__connect.errors.partition': digits('Its partition there'),
    '__connect.errors.offset': digits('Its offset there'),
    '__connect.errors.stage': is(z.enum(['decode', 'map', 'validate', 'store']), 'Where it was found to be bad'),
    '__connect.errors.exception.message': is(z.string(), 'A sentence: which field, and why'),
    'banken.reason': is(z.enum(deadLetterReasons), 'The reason as a code'),
    'banken.sha256': is(hex(64), 'SHA-256 of the value; with the reason it names the dead letter'),
    ce_sequence: sequence(),
  })
  .meta({ title: 'dead letter headers', description: 'Where a message was and what is wrong with it, all as text' })

/** The headers of an output: CloudEvents 1.0 in binary mode. Of a tombstone: `ce_sequence` alone. */
export function cloudEventHeaders(kind: 'alert' | 'tally' | 'rule') {
  return z.strictObject({
    'content-type': is(z.literal('application/json'), 'Of the value'),
    ce_specversion: is(z.literal('1.0'), 'CloudEvents'),
    ce_id: is(
      z.string().regex(/\/[0-9a-f]{16}\/\d+$/),
      'key/hash of the value/sequence: another for each record, and the same where one comes again',
    ),
    ce_source: is(z.literal('banken'), 'Who wrote it'),
    ce_type: is(z.literal(`banken.${kind}.v1`), 'What it is'),
    ce_subject: is(z.string().min(1), 'The key'),
    ce_time: is(z.optional(time('A time')), 'Event time, where the value has one'),
    ce_sequence: sequence(),
  })
}

/** What `banken schema` prints besides the types of events. */
export const outputs = {
  alert: z.discriminatedUnion('status', [openAlert, retractedAlert]).meta({ title: 'alert' }),
  tally,
  rule,
  'dead-letter': deadLetterHeaders,
} as const

export type OutputName = keyof typeof outputs
type Output<N extends OutputName> = z.output<(typeof outputs)[N]>
export type Alert = Output<'alert'>
export type OpenAlert = z.output<typeof openAlert>
export type PublishedTally = Output<'tally'>

export const outputNames = Object.keys(outputs) as OutputName[]

export function isOutputName(name: string): name is OutputName {
  return Object.hasOwn(outputs, name)
}

/** Reads what was published, as a subscriber must: fields may have been added. Undefined where it is something else. */
export function readOutput<N extends OutputName>(name: N, value: unknown): Output<N> | undefined {
  const parsed = outputs[name].safeParse(value)
  if (parsed.success) return parsed.data as Output<N>
  return parsed.error.issues.every(({ code }) => code === 'unrecognized_keys') ? (value as Output<N>) : undefined
}

/** JSON Schema of what is published, in a draft. Fields may be added to it. */
export function outputSchema(schema: z.ZodType, target: 'draft-2020-12' | 'draft-07' = 'draft-2020-12'): object {
  return z.toJSONSchema(schema, {
    target,
    reused: 'inline',
    override: ({ jsonSchema }) => {
      if (jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties
      // zod's bounds of a whole number say nothing about this one.
      if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum
    },
  })
}
