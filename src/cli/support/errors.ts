/** The command line itself is wrong: exit code 2. */
export class UsageError extends Error {
  override name = 'UsageError'
}

const EXIT_CODES: Readonly<Record<string, number>> = {
  UsageError: 2,
  CommanderError: 2,
  ConfigError: 78,
  RuleError: 78,
  UncomputableError: 78,
  CredentialsError: 78,
}

export function exitCodeOf(error: unknown): number {
  return error instanceof Error ? (EXIT_CODES[error.name] ?? 1) : 1
}

const FOR_PEOPLE = new Set([
  'UsageError',
  'ConfigError',
  'DatabaseError',
  'InputError',
  'BrakeError',
  'RuleError',
  'UncomputableError',
  'OutputError',
  'GapError',
  'ClusterError',
  'CredentialsError',
])

const TOO_LITTLE_MEMORY =
  'DuckDB needs more memory than it may take; nothing of the batch at hand was committed. Allow more by ' +
  'databaseMegabytesMax in config/, or make batchCountMax and sliceEventsMax smaller'

/** One sentence for what was foreseen; the whole stack for a bug. */
export function sentenceOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  if (/^Out of Memory Error: |could not allocate block/.test(error.message))
    return `${TOO_LITTLE_MEMORY} (${error.message.split('\n')[0]})`
  if (FOR_PEOPLE.has(error.name)) return error.message
  return `a bug in banken, nothing of the batch at hand was committed:\n${error.stack ?? error.message}`
}
