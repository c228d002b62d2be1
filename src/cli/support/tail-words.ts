import { type OutputName, readOutput } from '../../events/outputs.js'

/** A record that banken did not write, or a later banken whose words are not known here. */
export class UnreadableError extends Error {
  override name = 'UnreadableError'
}

/** A terminal is not to be flooded by one record. */
export const LINE_CHARACTERS = 1_000

type Payload<N extends OutputName> = NonNullable<ReturnType<typeof readOutput<N>>>

/** What stands in a record. Throws an UnreadableError where it is something else. */
export function payloadOf<N extends OutputName>(name: N, value: Buffer): Payload<N> {
  const payload = readOutput(name, jsonOf(value))
  if (payload === undefined) throw new UnreadableError(`is no ${name}`)
  return payload as Payload<N>
}

function jsonOf(value: Buffer): unknown {
  try {
    return JSON.parse(value.toString())
  } catch {
    throw new UnreadableError('is no JSON')
  }
}

/** `2020-09-09 01:25:11` of a time in Japan as it is published; parts of a second are left out. */
export function clock(time: string): string {
  return time.slice(0, 19).replace('T', ' ')
}
