import type { BankenEvent } from '../events/catalogue.js'
import { contentOf, sha256 } from '../events/content.js'
import type { Outcome, Refusal } from '../ingest/dead-letter.js'
import type { Ignored } from '../ingest/mapping/mapper.js'
import { type Message, type Position, positionOf } from '../ingest/receive.js'
import { type Counts, type DeadLetter, deadLetterKey, type SetChange, type StoredEvent } from './event-set.js'

export interface Received {
  /** Of an event without its bytes. */
  readonly message: Message
  readonly outcome: Outcome<BankenEvent> | Ignored
  /** Of an event, its canonical content; absent, it is made when it is settled. */
  readonly content?: string
  /** What else the same message gave, where its source is mapped: never taken apart from it. */
  readonly also?: readonly Received[]
}

/**
 * Settles a batch into the set: which events are new, which messages are duplicates, and which of two contents of one
 * id stays. The result is the same whatever the order, because the lower SHA-256 always wins.
 */
export class Settlement {
  readonly #stored: ReadonlyMap<string, StoredEvent>
  readonly #current = new Map<string, StoredEvent>()
  readonly #letters: DeadLetter[] = []
  readonly #counts = new Map<string, Counts>()

  /** `stored`: the events of the database that have an id of this batch. */
  constructor(stored: ReadonlyMap<string, StoredEvent>) {
    this.#stored = stored
  }

  add(received: Received): void {
    this.#countsOf(received.message).messages += 1
    this.#add(received)
    for (const other of received.also ?? []) this.#add(other)
  }

  #add({ message, outcome, content }: Received): void {
    const counts = this.#countsOf(message)
    if (outcome.ok === null) {
      counts.ignored += 1
      return
    }
    counts.received += 1
    if (outcome.ok) this.#settle(outcome.value, content ?? contentOf(outcome.value), message)
    else this.#letters.push(refused(message, outcome))
  }

  /** The messages that are no events, repeats included, in the order in which they were found. */
  get letters(): readonly DeadLetter[] {
    return this.#letters
  }

  /** `known`: keys of the dead letters that the database has already; a repeat of one counts as a duplicate. */
  change(known: ReadonlySet<string>): SetChange {
    const deadLetters = new Map<string, DeadLetter>()
    for (const letter of this.#letters) {
      const key = deadLetterKey(letter)
      const isRepeat = known.has(key) || deadLetters.has(key)
      if (!isRepeat) deadLetters.set(key, letter)
      this.#countsOf(letter.position)[isRepeat ? 'duplicates' : 'deadLettered'] += 1
    }
    return {
      fresh: [...this.#current.values()],
      displaced: [...this.#current.keys()].map(id => this.#stored.get(id)).filter(event => event !== undefined),
      deadLetters: [...deadLetters.values()],
      counts: this.#counts,
    }
  }

  #settle(event: BankenEvent, content: string, position: Position): void {
    const incoming = { event, content, position: positionOf(position) }
    const known = this.#current.get(event.id) ?? this.#stored.get(event.id)
    if (!known) this.#store(incoming)
    else if (known.content === incoming.content) this.#countsOf(position).duplicates += 1
    else this.#decide(known, incoming)
  }

  #decide(known: StoredEvent, incoming: StoredEvent): void {
    const incomingWins = sha256(incoming.content) < sha256(known.content)
    if (incomingWins) {
      this.#countsOf(known.position).stored -= 1
      this.#store(incoming)
    }
    this.#letters.push(incomingWins ? lostConflict(known, incoming) : lostConflict(incoming, known))
  }

  #store(event: StoredEvent): void {
    this.#current.set(event.event.id, event)
    this.#countsOf(event.position).stored += 1
  }

  #countsOf({ source }: Position): Counts {
    let counts = this.#counts.get(source)
    if (!counts) {
      counts = { messages: 0, received: 0, stored: 0, duplicates: 0, deadLettered: 0, ignored: 0 }
      this.#counts.set(source, counts)
    }
    return counts
  }
}

function refused(message: Message, { reason, why }: Refusal): DeadLetter {
  const { bytes, key = null } = message
  return { reason, why, bytes, key, sha256: sha256(bytes), position: positionOf(message) }
}

function lostConflict({ event, content, position }: StoredEvent, winner: StoredEvent): DeadLetter {
  return {
    reason: 'conflict',
    why: whyConflict(event, winner),
    bytes: Buffer.from(content),
    key: null,
    sha256: sha256(content),
    position,
  }
}

/** Which fields differ and where the other record is, so that somebody can look at both. No values: they may be long. */
function whyConflict(lost: BankenEvent, { event, position: { source, partition, offset } }: StoredEvent): string {
  const [mine, other] = [lost, event] as unknown as Readonly<Record<string, unknown>>[]
  const names = [...new Set([...Object.keys(mine ?? {}), ...Object.keys(other ?? {})])].sort()
  const differ = names.filter(name => JSON.stringify(mine?.[name]) !== JSON.stringify(other?.[name]))
  const place = `${source}${partition > 0 ? `, partition ${partition}` : ''}, line or offset ${offset}`
  return (
    `id: ${lost.id} has other content (${differ.join(', ')}) in ${place}; that one stays, for its SHA-256 is lower. If both ` +
    'happened, the producer must send this one again under an id of its own'
  )
}
