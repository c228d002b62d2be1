import { isAscii, isUtf8 } from 'node:buffer'
import iconv from 'iconv-lite'
import { bufferOf } from '../ingest/buffer-of.js'

/** How a file's bytes become text; undefined where they are not of that encoding. */
export interface Encoding {
  readonly name: string
  text(bytes: Uint8Array): string | undefined
}

/** What bytes become that CP932 does not have: iconv-lite lets some single ones through. */
const UNREADABLE = /[\ufffd\u0080\u00a0\uf8f0-\uf8f3]/

export const UTF_8: Encoding = {
  name: 'UTF-8',
  text: bytes => (isUtf8(bytes) ? bufferOf(bytes).toString('utf8') : undefined),
}

/** Kept, for to make one takes as long as to decode a line; `end` leaves it as it was. */
const cp932 = iconv.getDecoder('cp932')

/** Shift_JIS as Windows writes it (CP932), with the signs ① ㈱ 髙. */
const CP932: Encoding = {
  name: 'Shift_JIS (CP932)',
  text: bytes => {
    if (isAscii(bytes)) return bufferOf(bytes).toString('latin1')
    const text = cp932.write(bufferOf(bytes)) + (cp932.end() ?? '')
    return UNREADABLE.test(text) ? undefined : text
  },
}

/** The encoding that a mapping names. */
export function encodingOf(name: 'utf-8' | 'shift_jis' | undefined): Encoding {
  return name === 'shift_jis' ? CP932 : UTF_8
}
