import type { BankenEvent } from '../../events/catalogue.js'
import { type Outcome, type Refusal, refuse } from '../dead-letter.js'
import { decodeDocument, MESSAGE_BYTES_MAX } from '../decode-json.js'
import { EventMaker, type Explained } from './event.js'
import type { Surroundings } from './field.js'
import { keptBytes } from './kept.js'
import type { Mapping } from './mapping.js'
import { type Masks, masked } from './mask.js'
import { masksOf } from './masks.js'
import { type Cursor, pathText, readerOf } from './path.js'
import type { EventEntry } from './spec.js'
import { unpacked } from './unpack.js'
import { UnseenKeys } from './unseen.js'
import { type Test, testOf, whyNone } from './when.js'

/** What a record gave that its mapping says tells nothing, such as a heartbeat: neither an event nor a fault. */
export interface Ignored {
  readonly ok: null
}

/** What a message of a mapped source gave: an event, a refusal with the bytes that may be kept of it, or nothing. */
export type Mapped =
  | Ignored
  | { readonly ok: true; readonly value: BankenEvent }
  | ({ readonly ok: false; readonly bytes: Uint8Array } & Refusal)

export type OnRecord = (cursor: Cursor, outcomes: readonly Mapped[]) => void

/**
 * A mapping at work: from a provider's message to canonical events. A record gives all its events or one dead letter, or is
 * ignored; a message of several records gives what each of them gives. Pure.
 */
export class Mapper {
  readonly id: string
  readonly mapping: Mapping
  readonly #makers: readonly EventMaker[]
  readonly #entries: readonly EventEntry[]
  readonly #around: Surroundings
  readonly #masks: Masks
  readonly #ignores: readonly Test[]
  readonly #unseen: UnseenKeys
  readonly #onRecord: OnRecord | undefined

  /** `onRecord` sees each record with what it gave: `mappings try` shows them. */
  constructor(mapping: Mapping, around: Surroundings, onRecord?: OnRecord) {
    this.#onRecord = onRecord
    this.id = around.provider
    this.mapping = mapping
    this.#around = around
    this.#entries = mapping.events
    this.#makers = mapping.events.map(entry => new EventMaker(entry, mapping, around))
    this.#masks = masksOf(mapping)
    this.#unseen = new UnseenKeys(mapping.events)
    this.#ignores = (mapping.ignore ?? []).map(testOf)
  }

  /** Every key that it reads. */
  get keys(): ReadonlySet<string> {
    return this.#masks.keys
  }

  /** Keys that its fields are read from and that no record has had; none while there were few records. */
  get unseenKeys(): readonly string[] {
    return this.#unseen.keys
  }

  /** Of the key of its tokens. */
  get keyFingerprint(): string {
    return this.#around.tokens.fingerprint
  }

  /** A message of a topic, or a line of NDJSON. At least one outcome. */
  message(bytes: Uint8Array): readonly Mapped[] {
    const decoded = decodeDocument(bytes, MESSAGE_BYTES_MAX)
    return decoded.ok ? this.document(decoded.value, bytes) : [this.#letter(decoded, undefined, bytes)]
  }

  /** A decoded JSON document; `bytes` are what it was decoded from, and go no further than into an HMAC. */
  document(json: unknown, bytes: Uint8Array): readonly Mapped[] {
    const records = this.#recordsOf(json)
    if (!records.ok) return [this.#letter(records, json, bytes)]
    return records.value.flatMap(cursor => this.record(cursor, bytes))
  }

  /** The same, record by record, each mapped when it is asked for. */
  *documentRecords(json: unknown, bytes: Uint8Array): Generator<readonly Mapped[]> {
    const records = this.#recordsOf(json)
    if (!records.ok) yield [this.#letter(records, json, bytes)]
    else for (const cursor of records.value) yield this.record(cursor, bytes)
  }

  /** One record: a row, a line of data, or an item of a list. */
  record(cursor: Cursor, bytes: Uint8Array): readonly Mapped[] {
    this.#unseen.look(cursor.record, cursor.root)
    const outcomes = this.#outcomes(cursor, bytes)
    this.#onRecord?.(cursor, outcomes)
    return outcomes
  }

  #outcomes(cursor: Cursor, bytes: Uint8Array): readonly Mapped[] {
    for (const ignores of this.#ignores) if (ignores(cursor)) return [{ ok: null }]
    const events = this.#events(cursor)
    if (events.ok) return events.value.map(value => ({ ok: true, value }))
    return [this.#letter(events, cursor.record, bytes, cursor.index)]
  }

  /** A message that could not be read as far as its records. */
  refused(refusal: Refusal, bytes: Uint8Array): Mapped {
    return this.#letter(refusal, undefined, bytes)
  }

  /** The events that a record was to give, field by field. */
  explain(cursor: Cursor): readonly Explained[] {
    return this.#makers.flatMap(maker => {
      const inside = maker.enter(cursor)
      return inside ? maker.explain(inside) : []
    })
  }

  #recordsOf(json: unknown): Outcome<readonly Cursor[]> {
    const { input } = this.mapping
    if (input.format !== 'json' && input.format !== 'ndjson')
      return { ok: true, value: [{ root: json, record: json, index: 0 }] }
    const opened = input.base64 === undefined ? { ok: true as const, value: json } : unpacked(json, input.base64)
    if (!opened.ok) return opened
    const root = opened.value
    if (input.each !== '$' && !isObject(root)) return refuse('schema', 'the message is JSON, but not an object')
    if (input.each === undefined) return { ok: true, value: [{ root, record: root, index: 0 }] }
    const name = pathText(input.each)
    const list = readerOf(input.each)({ root, record: root, index: 0 })
    if (!Array.isArray(list)) return refuse('mapping', `${name}: ${list === undefined ? 'missing' : 'not a list'}`)
    if (list.length === 0) return refuse('mapping', `${name}: an empty list; the message tells nothing`)
    return { ok: true, value: list.map((record: unknown, index) => ({ root, record, index })) }
  }

  #events(cursor: Cursor): Outcome<readonly BankenEvent[]> {
    const events: BankenEvent[] = []
    for (const maker of this.#makers) {
      const inside = maker.enter(cursor)
      if (!inside) continue
      const event = maker.make(inside)
      if (!event.ok) return event
      events.push(event.value)
    }
    return events.length > 0 ? { ok: true, value: events } : refuse('mapping', whyNone(this.#entries, cursor))
  }

  /** What is kept of a message that is no event: its masked record, and an HMAC that tells equal ones from others. */
  #letter({ reason, why }: Refusal, record: unknown, bytes: Uint8Array, index = 0): Mapped {
    const place = Buffer.from(`\n${index}`)
    const hmac = this.#around.tokens.hmac(Buffer.concat([bytes, place]))
    return { ok: false, reason, why, bytes: keptBytes({ mapping: this.id, hmac, record: masked(record, this.#masks) }) }
  }
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
