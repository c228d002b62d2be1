import type { Command } from 'commander'
import { UsageError } from './errors.js'

/** A file of `src/cli/` exports one of these as `register`; the folder is the list of commands. */
export type Register = (program: Command) => void

export interface GlobalOptions {
  readonly home: string
}

export function globalsOf(command: Command): GlobalOptions {
  return command.optsWithGlobals()
}

/** A whole number of an option; throws a UsageError for anything else. */
export function wholeNumber(name: string, min: number, max = Number.POSITIVE_INFINITY): (text: string) => number {
  const wanted = max < Number.POSITIVE_INFINITY ? `from ${min} to ${max}` : `${min} or more`
  return text => {
    const value = Number(text)
    if (/^\d+$/.test(text) && value >= min && value <= max) return value
    throw new UsageError(`${name}: expected a whole number, ${wanted}, got ${JSON.stringify(text)}`)
  }
}
