import { promisify } from 'node:util'
import { gunzip, gzip } from 'node:zlib'
import { Decompress } from 'fzstd'
import kafkajs from 'kafkajs'
import snappy from 'kafkajs-snappy'
import { compressFrame, decompressFrame } from 'lz4-napi'

/** What one compressed batch of records may grow to. A producer's batch is 1 MB by default, a hundredth of this. */
const DECOMPRESSED_BYTES_MAX = 128 * 1024 * 1024

/** A batch of records that is larger than any honest producer makes: read further, it would fill the memory. */
export class BombError extends Error {
  override name = 'BombError'
  /** Tells kafkajs that another try would unpack it again. */
  readonly retriable = false
}

interface Codec {
  compress(encoder: { readonly buffer: Buffer }): Promise<Buffer>
  decompress(buffer: Buffer): Promise<Buffer>
}

const zip = promisify(gzip)
const unzip = promisify<Buffer, { maxOutputLength: number }, Buffer>(gunzip)

const gzipCodec: Codec = {
  compress: encoder => zip(encoder.buffer),
  async decompress(buffer) {
    try {
      return await unzip(buffer, { maxOutputLength: DECOMPRESSED_BYTES_MAX })
    } catch (error) {
      throw (error as { code?: string }).code === 'ERR_BUFFER_TOO_LARGE' ? bomb('gzip') : error
    }
  },
}

const lz4Codec: Codec = {
  compress: encoder => compressFrame(encoder.buffer),
  // LZ4 cannot grow more than 255-fold, so that 1 MB stays within memory.
  decompress: buffer => decompressFrame(buffer),
}

const zstdCodec: Codec = {
  compress: () => Promise.reject(new Error('banken does not write zstd')),
  async decompress(buffer) {
    const parts: Uint8Array[] = []
    let size = 0
    const stream = new Decompress(part => {
      size += part.length
      if (size > DECOMPRESSED_BYTES_MAX) throw bomb('zstd')
      parts.push(part)
    })
    stream.push(buffer, true)
    return Buffer.concat(parts)
  },
}

/** Teaches kafkajs every codec that a broker lets producers use, each with a bound. It knows only gzip, without one. */
export function registerCodecs(): void {
  const { CompressionCodecs, CompressionTypes } = kafkajs
  CompressionCodecs[CompressionTypes.GZIP] = () => gzipCodec
  CompressionCodecs[CompressionTypes.Snappy] = snappy
  CompressionCodecs[CompressionTypes.LZ4] = () => lz4Codec
  CompressionCodecs[CompressionTypes.ZSTD] = () => zstdCodec
}

function bomb(codec: string): BombError {
  return new BombError(
    `a ${codec} batch of records grows beyond ${DECOMPRESSED_BYTES_MAX / 1024 / 1024} MiB when it is unpacked`,
  )
}
