import { GapError, GivenUpError } from '../pipeline/live-ports.js'
import { BombError } from './codecs.js'
import { ClusterError, deepest } from './trouble.js'

/** An error as it goes from thread to thread: its class does not go along. */
export interface Carried {
  readonly name: string
  readonly message: string
  /** Whether whoever begins again may find the cluster back. */
  readonly isGivenUp: boolean
}

/** What is known by its class here, and not by its name alone. */
const CLASSES = [GapError, BombError, ClusterError]

/** Of an error what lies at the bottom of it: that is what is told. */
export function carried(error: unknown): Carried {
  const isGivenUp = error instanceof GivenUpError
  const cause = isGivenUp ? error.cause : error
  if (!(cause instanceof Error)) return { name: 'Error', message: String(cause), isGivenUp }
  const { name, message } = deepest(cause)
  return { name, message, isGivenUp }
}

/** The error that was carried, of the class that it had there where that makes a difference. */
export function restored({ name, message, isGivenUp }: Carried): Error {
  const known = CLASSES.find(each => each.name === name)
  const error = known ? new known(message) : Object.assign(new Error(message), { name })
  return isGivenUp ? new GivenUpError(error) : error
}
