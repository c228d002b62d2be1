import { type Outcome, refuse } from '../dead-letter.js'
import { decodeJson } from '../decode-json.js'
import { keysOf, type Path, pathText, valueAt } from './path.js'

const BASE64 = /^[A-Za-z0-9+/_-]+={0,2}$/

/** A copy of the envelope in which the base64 text at `path` is the JSON object that it holds. */
export function unpacked(envelope: unknown, path: Path): Outcome<unknown> {
  const keys = keysOf(path)
  const text = valueAt(envelope, keys)
  const name = pathText(path)
  if (text === undefined || text === null) return refuse('mapping', `${name}: missing`)
  if (typeof text !== 'string' || !BASE64.test(text)) return refuse('mapping', `${name}: not base64`)
  const payload = decodeJson(Buffer.from(text, 'base64'))
  if (!payload.ok) return refuse(payload.reason, `${name}: in the base64: ${payload.why}`)
  return { ok: true, value: replaced(envelope, keys, payload.value) }
}

function replaced(value: unknown, [key, ...rest]: readonly string[], payload: unknown): unknown {
  if (key === undefined) return payload
  const object = value as Record<string, unknown>
  return { ...object, [key]: replaced(object[key], rest, payload) }
}
