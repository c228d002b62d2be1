import { isAscii, isUtf8 } from 'node:buffer'
import { bufferOf } from './buffer-of.js'
import { type Outcome, refuse } from './dead-letter.js'

export const MESSAGE_BYTES_MAX = 64 * 1024
const DEPTH_MAX = 512

export type Json = { [key: string]: unknown }

/**
 * Reads one JSON object. Refuses what two readers could read differently: a duplicate key, a number that a double
 * cannot hold, a `__proto__` key, bytes that are not UTF-8.
 */
export function decodeJson(bytes: Uint8Array): Outcome<Json> {
  const document = decodeDocument(bytes, MESSAGE_BYTES_MAX)
  if (!document.ok) return document
  const { value } = document
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return refuse('schema', 'the message is JSON, but not an object')
  }
  return { ok: true, value: value as Json }
}

/** Reads any JSON of up to `bytesMax` bytes, with the same refusals. */
export function decodeDocument(bytes: Uint8Array, bytesMax: number): Outcome<unknown> {
  if (bytes.length > bytesMax) {
    return refuse('too-large', `the message has ${bytes.length} bytes; the limit is ${bytesMax}`)
  }
  const hasAsciiOnly = isAscii(bytes)
  if (!hasAsciiOnly && !isUtf8(bytes)) return refuse('encoding', 'the message is not valid UTF-8')
  const text = bufferOf(bytes).toString(hasAsciiOnly ? 'latin1' : 'utf8')
  const parsed = parse(text)
  if (!parsed.ok) return parsed
  const { value } = parsed
  const keys = countKeys(value, DEPTH_MAX)
  if (typeof keys === 'string') return refuse('json', keys)
  if (keys !== countColons(bytes)) return refuse('json', 'an object has the same key twice')
  return { ok: true, value }
}

function parse(text: string): Outcome<unknown> {
  try {
    return { ok: true, value: JSON.parse(text) }
  } catch (error) {
    return refuse('json', `not JSON: ${whatJsonParseSaid(error)}`)
  }
}

/** The engine's message without the excerpt of the input, which may be long. */
function whatJsonParseSaid(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  return message.replace(/, (\.\.\.)?".*$/s, '').replace(/ in JSON/, '')
}

/** How many keys the value has in all; or a sentence on what is wrong with it. */
function countKeys(value: unknown, depthLeft: number): number | string {
  if (typeof value === 'number') return Math.abs(value) <= Number.MAX_SAFE_INTEGER ? 0 : 'a number outside ±(2^53 − 1)'
  if (typeof value !== 'object' || value === null) return 0
  if (depthLeft === 0) return `nested deeper than ${DEPTH_MAX} levels`
  const isList = Array.isArray(value)
  let keys = 0
  for (const key of Object.keys(value)) {
    if (!isList && key === '__proto__') return 'a key named __proto__'
    const inner = countKeys((value as Json)[key], depthLeft - 1)
    if (typeof inner === 'string') return inner
    keys += inner + (isList ? 0 : 1)
  }
  return keys
}

const QUOTE = 34
const BACKSLASH = 92
const COLON = 58

/** Colons outside of strings, in UTF-8 that is known to be JSON: one for each key as it was written. */
function countColons(bytes: Uint8Array): number {
  let colons = 0
  let inString = false
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i]
    if (byte === QUOTE) inString = !inString
    else if (inString && byte === BACKSLASH) i++
    else if (!inString && byte === COLON) colons++
  }
  return colons
}
