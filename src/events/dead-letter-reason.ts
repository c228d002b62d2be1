/** Why a message is no event, as a code (contract, section 3). */
export const deadLetterReasons = [
  'json',
  'encoding',
  'schema',
  'unknown-type',
  'unknown-provider',
  'conflict',
  'too-large',
  'mapping',
  'expired',
] as const

export type DeadLetterReason = (typeof deadLetterReasons)[number]
