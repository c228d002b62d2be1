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
export function wholeNumber(name: string, min: number): (text: string) => number {
  return text => {
    const value = Number(text)
    if (/^\d+$/.test(text) && value >= min) return value
    throw new UsageError(`${name}: expected a whole number, ${min} or more, got ${JSON.stringify(text)}`)
  }
}
