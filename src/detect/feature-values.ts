import type { z } from 'zod'
import { type EventType, fieldsOf, schemas } from '../events/catalogue.js'

interface Where {
  readonly of: EventType
  readonly where: Readonly<Record<string, readonly string[] | null | undefined>>
}

/** A value that no event can have: the feature would be 0 for ever. */
export function impossible({ of, where }: Where): string | undefined {
  for (const { name, kind } of fieldsOf(of)) {
    const schema = (schemas[of].shape as Record<string, z.ZodType>)[name]
    const strange = kind === 'text' && where[name]?.find(value => schema?.safeParse(value).success === false)
    if (strange)
      return `where: ${name}: ${schema?.safeParse(strange).error?.issues[0]?.message}, which ${strange} is not`
  }
  return undefined
}
