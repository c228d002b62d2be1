import { createReadStream, statSync } from 'node:fs'
import { pipeline, type Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { InputError } from './input-error.js'

const CHUNK_BYTES = 1 << 20

/** Refuses what cannot be read before anything is, so that a slip in the third file does not leave the first two half told. */
export function checkReadable(path: string): void {
  let isFolder: boolean
  try {
    isFolder = statSync(path).isDirectory()
  } catch (error) {
    throw unreadable(path, error)
  }
  if (isFolder) throw new InputError(`${path}: a folder; name the files in it`)
}

/** How far a file has been read: what a progress bar shows. */
export class FileMeter {
  readonly #size: number
  bytesRead = 0

  constructor(path: string) {
    this.#size = statSync(path).size
  }

  /** From 0 to 1. */
  get share(): number {
    return this.#size === 0 ? 1 : this.bytesRead / this.#size
  }
}

/** The bytes of a file in chunks; `.gz` is unpacked on the way. */
export async function* readChunks(path: string, meter?: FileMeter): AsyncGenerator<Buffer> {
  const file = createReadStream(path, { highWaterMark: CHUNK_BYTES })
  const stream: Readable = path.endsWith('.gz') ? unpacked(file) : file
  try {
    for await (const chunk of stream) {
      if (meter) meter.bytesRead = file.bytesRead
      yield chunk as Buffer
    }
  } catch (error) {
    throw unreadable(path, error)
  }
}

/** An error of either stream ends the reading of the last; the callback is there because pipeline asks for one. */
function unpacked(file: Readable): Readable {
  return pipeline(file, createGunzip({ chunkSize: CHUNK_BYTES }), () => undefined)
}

function unreadable(path: string, error: unknown): InputError {
  const code = (error as NodeJS.ErrnoException).code
  if (code === 'ENOENT') return new InputError(`${path}: no such file`)
  if (code === 'EACCES') return new InputError(`${path}: may not be read; check its permissions`)
  if (code?.startsWith('Z_')) return new InputError(`${path}: not a whole gzip file (${(error as Error).message})`)
  return new InputError(`${path}: cannot be read: ${(error as Error).message}`)
}
