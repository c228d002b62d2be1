import { once } from 'node:events'

/**
 * Writes to stdout and waits where the reader is slower. A reader that has seen enough (`| head`) ends the writing
 * quietly.
 */
export async function print(pieces: Iterable<string> | AsyncIterable<string>): Promise<void> {
  let failure: NodeJS.ErrnoException | undefined
  const note = (error: NodeJS.ErrnoException) => {
    failure = error
  }
  process.stdout.on('error', note)
  try {
    for await (const piece of pieces) {
      if (failure) break
      if (!process.stdout.write(piece)) await once(process.stdout, 'drain')
    }
  } catch (error) {
    if (!isClosed(error)) throw error
  }
  if (failure && !isClosed(failure)) throw failure
}

function isClosed(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'EPIPE'
}
