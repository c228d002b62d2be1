import { createHash } from 'node:crypto'
import type { BankenEvent } from './catalogue.js'

/**
 * The canonical content of an event: JSON, keys sorted, no spaces, instants as integer microseconds, absent fields
 * left out. The schemas emit their keys sorted, so that this is one plain call; a test holds them to it.
 */
export function contentOf(event: BankenEvent): string {
  return JSON.stringify(event)
}

/** SHA-256 as 64 hexadecimal digits. */
export function sha256(bytes: string | Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

/** JSON with sorted keys, so that the order in which a file writes things makes no other version. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, inner) =>
    inner && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  )
}
