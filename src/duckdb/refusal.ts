/** What DuckDB says about a rule's SQL, on one line, with the line that it means. */
export function duckDbReason(error: unknown): string {
  const [said = '', where] = messageOf(error).split(/\n\s*LINE \d+: /)
  const line = where?.split('\n')[0]?.trim()
  return inWords(said.trim().replace(/\s*\n\s*/g, ' ')) + (line ? ` (in: ${line})` : '')
}

const NOT_FOUND = /^Binder Error: (?:Referenced (column|table)|Table "\w+" does not have a (column) named) "([^"]+)"/
const NEAR = /Candidate (?:bindings|tables): (?:: )?(.*)$/

/** The slip that is made most, a name that is not there, in words of our own. */
function inWords(said: string): string {
  const [found, one, other, name] = NOT_FOUND.exec(said) ?? []
  if (found === undefined) return said
  // What a bare name stands before may be there and lack the column: DuckDB says of both that there is no such table.
  if ((one ?? other) === 'table') return `there is no table "${name}" here, or it has no such column; a slip in a name?`
  const near = NEAR.exec(said)?.[1]
  const meant = near ? `is one of these meant: ${near}?` : 'a slip in the name?'
  return `there is no column and no declared feature "${name}" here; ${meant}`
}

/** Whether DuckDB refused the statement, and not our own code: `Binder Error: …`, `Conversion Error: …`. */
export function isDuckDbError(error: unknown): boolean {
  return error instanceof UncomputableError || /^[A-Z][A-Za-z -]* Error: /.test(messageOf(error))
}

/** A rule that was checked fails on what is stored. */
class UncomputableError extends Error {
  override name = 'UncomputableError'
}

/** A failure of a checked rule with what to do about it; any other error as it is. `what`: of which rule. */
export function blamed(error: unknown, what: string): unknown {
  if (!/^(Conversion|Out of Range|Invalid Input) Error: /.test(messageOf(error))) return error
  return new UncomputableError(
    `${what} cannot be computed: ${duckDbReason(error).replace(/[.!]+$/, '')}. ${WHAT_TO_DO}`,
    { cause: error },
  )
}

const WHAT_TO_DO =
  'Nothing of the batch at hand was committed. Mend the rule (a wider type, TRY(…)), and ' +
  'let it judge from before that on: banken rules apply --from TIME'

/** An error of a native module need not be an instance of this realm's Error. */
export function messageOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'message' in error ? String(error.message) : String(error)
}
