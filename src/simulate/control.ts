import { toJst } from './moments.js'
import type { SimulatedEvent } from './world.js'

export type Fields = Readonly<Record<string, unknown>>

/** Control ids say what they control: there are few, and people look them up. */
export function control(type: string, name: string, ms: number, fields: Fields): SimulatedEvent {
  return { id: `${type}-${name}`, type, at: toJst(ms), ...fields }
}
