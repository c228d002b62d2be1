/** What was read of one partition: from `first`, where reading began, to `next`, the offset to be read next. */
export interface Span {
  readonly first: number
  readonly next: number
}

/** By place: a partition of a topic, as `topic:partition`. */
export type Positions = ReadonlyMap<string, Span>

export function placeKey(topic: string, partition: number): string {
  return `${topic}:${partition}`
}

export function placeOf(key: string): { readonly topic: string; readonly partition: number } {
  const colon = key.lastIndexOf(':')
  return { topic: key.slice(0, colon), partition: Number(key.slice(colon + 1)) }
}

/** Whether everything that `these` have read, `those` have read too. */
export function isWithin(these: Positions, those: Positions): boolean {
  for (const [key, { first, next }] of these) if (next > (those.get(key)?.next ?? first)) return false
  return true
}

/** Whether an offset of this place lies before these positions; where there are none, all do, and of another place nothing. */
export function liesBefore(until: Positions | undefined, place: string, offset: number): boolean {
  return until === undefined || offset < (until.get(place)?.next ?? 0)
}

/** A message as far as positions go. */
interface Placed {
  readonly source: string
  readonly partition: number
  readonly offset: number
}

/** The positions after these messages, which come in the order of their offsets. */
export function advanced(positions: Positions, messages: Iterable<Placed>): Positions {
  const after = new Map(positions)
  for (const [source, spans] of spansOf(messages)) {
    spans.forEach(({ first, next }, partition) => {
      const key = placeKey(source, partition)
      after.set(key, { first: after.get(key)?.first ?? first, next })
    })
  }
  return after
}

/** By source and partition: to make a key for each message would take longer than all the rest. */
function spansOf(messages: Iterable<Placed>): ReadonlyMap<string, readonly Span[]> {
  const read = new Map<string, { first: number; next: number }[]>()
  for (const { source, partition, offset } of messages) {
    let spans = read.get(source)
    if (!spans) {
      spans = []
      read.set(source, spans)
    }
    const span = spans[partition]
    if (span) span.next = offset + 1
    else spans[partition] = { first: offset, next: offset + 1 }
  }
  return read
}
