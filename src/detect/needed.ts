import type { BankenEvent, EventType } from '../events/catalogue.js'
import { canonical } from '../events/content.js'
import { doubled } from './doubled.js'
import { type Feature, isLookup, type LookupFeature, type NeededRead, neededReads, type Read } from './feature.js'
import { KeyTable } from './key-table.js'
import { isRead } from './reads.js'
import type { RuleVersion } from './rule-version.js'
import { Texts } from './texts.js'

/** The tokens by which a link or charge may be spoken of: as account, wallet, device, person or phone; and its holder. */
export type SpokenOf = (by: string) => readonly string[]

/** Whether a feature looks beyond the work list. */
export function looksBack(feature: Feature): feature is LookupFeature {
  return isLookup(feature) && feature.reads.length > 0
}

export function needs(feature: Feature): feature is LookupFeature {
  return looksBack(feature) && neededReads(feature).length > 0
}

/** What the looked-up features of these rules need, each kind of event once. */
export function neededBy(versions: readonly RuleVersion[]): readonly NeededRead[] {
  const reads = versions.flatMap(({ definition }) => definition.features.filter(isLookup).flatMap(neededReads))
  return [...new Map(reads.map(read => [signatureOf(read), read])).values()]
}

interface Kind {
  readonly read: NeededRead
  readonly keys: KeyTable
  /** The latest event of a key, by its number, in microseconds. */
  at: Float64Array
  /** Where that matters, the person of all its events, or SEVERAL. */
  person: Int32Array
}

const SEVERAL = -1

/**
 * When the last event was of each kind that looked-up features need, some 30 bytes for each account, person and so on that
 * it speaks of. Only a cache, and it errs to one side: an event that was taken back stays.
 */
export class NeededEvents {
  readonly #kinds = new Map<string, Kind>()
  readonly #byType = new Map<EventType, Kind[]>()
  readonly #persons = new Texts()

  constructor(reads: readonly NeededRead[]) {
    for (const read of reads) {
      const kind = { read, keys: new KeyTable(), at: new Float64Array(1024), person: new Int32Array(1024) }
      this.#kinds.set(signatureOf(read), kind)
      this.#byType.set(read.of, [...(this.#byType.get(read.of) ?? []), kind])
    }
  }

  get reads(): readonly NeededRead[] {
    return [...this.#kinds.values()].map(({ read }) => read)
  }

  /** An event that is in the database. */
  note(event: BankenEvent): void {
    const fields = event as unknown as Readonly<Record<string, string>>
    for (const { read } of this.#byType.get(event.type) ?? []) {
      if (isRead(read, event)) this.add(read, String(fields[read.by]), event.at, fields.person ?? null)
    }
  }

  /** `person`: of all its events; null: there are several, or it does not matter. */
  add(read: NeededRead, key: string, at: number, person: string | null): void {
    const kind = this.#kindOf(read)
    const number = kind.keys.intern(key)
    if (number >= kind.at.length) {
      kind.at = doubled(kind.at)
      kind.person = doubled(kind.person)
    }
    kind.at[number] = Math.max(at, kind.at[number] as number)
    if (read.unlike === undefined) return
    const said = person === null ? SEVERAL : this.#persons.intern(person)
    const known = kind.person[number] as number
    kind.person[number] = known === 0 || known === said ? said : SEVERAL
  }

  /** Whether something of what the feature needs may be there for a link or charge at this time. */
  mayHave(feature: LookupFeature, spokenOf: SpokenOf, at: number): boolean {
    return neededReads(feature).some(read => {
      const kind = this.#kindOf(read)
      if (kind.keys.size === 0) return false
      const from = read.needed === 'ever' ? Number.NEGATIVE_INFINITY : at - read.needed
      return spokenOf(read.by).some(key => {
        const number = kind.keys.find(key)
        return number > 0 && (kind.at[number] as number) >= from && this.#isUnlike(kind, number, spokenOf)
      })
    })
  }

  /** Where that is asked: whether a person of the events may be another than the holder, who must be known for that. */
  #isUnlike({ read, person }: Kind, number: number, spokenOf: SpokenOf): boolean {
    if (read.unlike === undefined) return true
    const [holder] = spokenOf('holder')
    const said = person[number] as number
    return holder !== undefined && (said === SEVERAL || holder !== this.#persons.at(said))
  }

  #kindOf(read: NeededRead): Kind {
    const kind = this.#kinds.get(signatureOf(read))
    if (!kind) throw new Error(`no feature needs ${read.of} by ${read.by}`)
    return kind
  }
}

const signatures = new WeakMap<Read, string>()

function signatureOf(read: Read): string {
  let signature = signatures.get(read)
  if (signature === undefined) {
    const { of, where, has, by, unlike } = read
    signature = canonical({ of, where, has, by, unlike })
    signatures.set(read, signature)
  }
  return signature
}
