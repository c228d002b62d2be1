import { shapeOf } from './mask.js'
import { type Cursor, pathText, readerOf } from './path.js'
import type { Condition, EventEntry } from './spec.js'

/** Whether a record is one that an event of the mapping is made from. */
export type Test = (cursor: Cursor) => boolean

/** All conditions of an event, or of what is ignored; always true where there are none. */
export function testOf(when: EventEntry['when'] = {}): Test {
  const tests = Object.entries(when).map(([path, condition]) => conditionTest(path, condition))
  return cursor => tests.every(test => test(cursor))
}

function conditionTest(path: string, condition: Condition): Test {
  const read = readerOf(path)
  if (typeof condition === 'object' && !Array.isArray(condition)) {
    const { not = [], present } = condition
    const refused = new Set(not.map(String))
    return cursor => {
      const value = read(cursor)
      const isThere = value !== undefined && value !== null && value !== ''
      return (present === undefined || present === isThere) && !refused.has(String(value))
    }
  }
  const allowed = valuesOf(condition)
  return cursor => allowed.has(String(read(cursor)))
}

function valuesOf(condition: Condition): ReadonlySet<string> {
  const list = Array.isArray(condition) ? condition : [condition]
  return new Set(list.filter(value => typeof value !== 'object').map(String))
}

/** Why no event takes a record: the first value that none of them waits for. */
export function whyNone(events: readonly EventEntry[], cursor: Cursor): string {
  for (const path of new Set(events.flatMap(({ when = {} }) => Object.keys(when)))) {
    const known = events.flatMap(({ when = {} }) => {
      const condition = when[path]
      return condition === undefined ? [] : [...valuesOf(condition)]
    })
    const value = readerOf(path)(cursor)
    if (known.length === 0 || known.includes(String(value))) continue
    const says = value === undefined || value === null ? 'missing' : `unknown, its shape is ${shapeOf(String(value))}`
    return `${path}: ${says}; the mapping knows ${[...new Set(known)].join(', ')}`
  }
  const inside = new Set(events.flatMap(event => (event.in === undefined ? [] : pathText(event.in))))
  return inside.size > 0
    ? `no event of the mapping takes this record: none of ${[...inside].join(', ')} is there`
    : 'no event of the mapping takes this record'
}
