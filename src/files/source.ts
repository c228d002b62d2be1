import type { Source } from '../pipeline/ports.js'
import { CsvSource } from './csv.js'
import { InputError } from './input-error.js'
import { NdjsonSource } from './ndjson.js'

const CSV = /\.csv(\.gz)?$/i
const NDJSON = /\.(ndjson|jsonl|json)(\.gz)?$/i

/** The reader for a file, by the end of its name. `defaultType` is the type of CSV rows without a type cell. */
export function fileSource(path: string, defaultType?: string): Source {
  if (CSV.test(path)) return new CsvSource(path, defaultType)
  if (NDJSON.test(path)) return new NdjsonSource(path)
  throw new InputError(`${path}: neither .ndjson, .jsonl, .json nor .csv (each also with .gz); rename it to what it is`)
}
