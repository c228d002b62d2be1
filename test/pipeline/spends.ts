import { mapperOf } from '../support/mapping.js'

/** Of messages that hold several events, or none: amounts of 0 are bad, and those of 3 are ignored. */
export const spends = mapperOf(`
input: { format: ndjson, each: items }
ignore: [{ yen: 3 }]
events:
  - type: spend
    fields: { id: id, at: { path: at, time: epoch-s }, wallet: { is: w }, yen: yen, kind: { is: store } }
`)
