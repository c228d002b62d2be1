import type { DeadLetterReason } from '../events/dead-letter-reason.js'

/** Why a message is not an event: a code for programs and a sentence for people that names the field. */
export interface Refusal {
  readonly reason: DeadLetterReason
  readonly why: string
}

/** Expected trouble is a value: either what was wanted, or why not. */
export type Outcome<T> = { readonly ok: true; readonly value: T } | ({ readonly ok: false } & Refusal)

export function refuse(reason: DeadLetterReason, why: string): { ok: false } & Refusal {
  return { ok: false, reason, why }
}

const SHOWN_CHARACTERS_MAX = 40

/** A received value as it may stand in a sentence: short, on one line. */
export function shown(value: unknown): string {
  const text = typeof value === 'string' ? JSON.stringify(value.slice(0, SHOWN_CHARACTERS_MAX + 1)) : String(value)
  return text.length > SHOWN_CHARACTERS_MAX + 2 ? `${text.slice(0, SHOWN_CHARACTERS_MAX)}…` : text
}
