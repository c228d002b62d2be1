import type { Message } from '../../ingest/receive.js'

/** Messages of one source as they go to another thread: bytes behind bytes, for to copy each by itself takes longer. */
export interface Packed {
  readonly source: string
  readonly bytes: Uint8Array<ArrayBuffer>
  /** Where each of them ends. */
  readonly ends: Int32Array<ArrayBuffer>
}

export function packed(source: string, messages: readonly Message[]): Packed {
  const ends = new Int32Array(messages.length)
  let end = 0
  for (const [place, message] of messages.entries()) {
    end += message.bytes.length
    ends[place] = end
  }
  const bytes = new Uint8Array(end)
  for (const [place, message] of messages.entries()) bytes.set(message.bytes, ends[place - 1] ?? 0)
  return { source, bytes, ends }
}

/** The messages by their bytes alone, and with their places for offsets. */
export function unpacked({ source, bytes, ends }: Packed): Message[] {
  return Array.from(ends, (end, place) => {
    return { source, partition: 0, offset: place, bytes: bytes.subarray(ends[place - 1] ?? 0, end) }
  })
}
