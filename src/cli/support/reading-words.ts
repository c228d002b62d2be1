import type { Carried } from '../../kafka/carried.js'
import type { LogLevel } from '../../kafka/client.js'
import type { Decoded } from '../../pipeline/decoded.js'
import type { Positions } from '../../pipeline/positions.js'
import type { Cluster } from './kafka.js'

/** What the thread that reads is begun with. */
export interface ReadingTask {
  readonly cluster: Cluster
  /** A name that no other process has. */
  readonly instance: string
  /** Topics by their names on the cluster. */
  readonly sources: readonly string[]
}

/** What the thread that reads is told. */
export type ToReader =
  | { readonly kind: 'start'; readonly positions: Positions }
  /** Bytes of what was taken, by place. */
  | { readonly kind: 'taken'; readonly bytesOf: ReadonlyMap<string, number> }
  | { readonly kind: 'stop' }

/** What it tells. */
export type FromReader =
  | { readonly kind: 'started' }
  | { readonly kind: 'not started'; readonly error: Carried }
  | { readonly kind: 'arrived'; readonly decoded: Decoded; readonly hasMore: boolean }
  | { readonly kind: 'failed'; readonly error: Carried }
  /** A broker has answered. */
  | { readonly kind: 'contact' }
  /** It broke off and is tried again. */
  | { readonly kind: 'trouble'; readonly error: Carried }
  | { readonly kind: 'log'; readonly level: LogLevel; readonly message: string; readonly fields: string }
  | { readonly kind: 'stopped' }
