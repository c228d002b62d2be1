/** A record to be published. A value of null is a tombstone: a compacted topic forgets its key. */
export interface OutRecord {
  readonly topic: string
  readonly key: Uint8Array | null
  readonly value: Uint8Array | null
  readonly headers: Readonly<Record<string, string>>
}
