/** What is kept of a message of a mapped source that is no event. */
export interface Kept {
  readonly mapping: string
  /** Of the raw message: equal for equal ones. */
  readonly hmac: string
  /** Masked; null where it could not be read so far. */
  readonly record: unknown
}

const START = /^\{"mapping":"[^"\\]+","hmac":"[0-9a-f]{64}","record":/
const HEAD_BYTES = 400

export function keptBytes({ mapping, hmac, record }: Kept): Uint8Array {
  return Buffer.from(JSON.stringify({ mapping, hmac, record }))
}

/** Whether the bytes of a dead letter are such a remainder, and not the message. */
export function isKept(bytes: Uint8Array): boolean {
  return START.test(Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, HEAD_BYTES)).toString('latin1'))
}
