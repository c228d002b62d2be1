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

/** A message as far as positions go. */
interface Placed {
  readonly source: string
  readonly partition: number
  readonly offset: number
}

/** The positions after these messages, which come in the order of their offsets. */
export function advanced(positions: Positions, messages: Iterable<Placed>): Positions {
  const after = new Map(positions)
  let run: Placed | undefined
  let first = 0
  const close = () => {
    if (!run) return
    const key = placeKey(run.source, run.partition)
    after.set(key, { first: after.get(key)?.first ?? first, next: run.offset + 1 })
  }
  // Messages come in runs of one partition: a key is made once for each run.
  for (const message of messages) {
    if (run?.source !== message.source || run.partition !== message.partition) {
      close()
      first = message.offset
    }
    run = message
  }
  close()
  return after
}
