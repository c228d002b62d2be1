import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Config, readConfig } from '../../files/config.js'
import { MappedSource } from '../../files/mapped.js'
import { Mappings } from '../../files/mappings.js'
import { kindOf, recordBytes } from '../../ingest/mapping/fixed.js'
import type { Mapper } from '../../ingest/mapping/mapper.js'
import type { FixedInput } from '../../ingest/mapping/spec.js'
import { FIXTURES_KEY } from './mapping.js'

export interface MappingRate {
  readonly mapping: string
  readonly format: string
  readonly records: number
  readonly recordsPerSecond: number
}

/** How fast the sample of each mapping is read and mapped, without a database: each over and over in one large file. */
export async function mappingRates(
  home: string,
  folder: string,
  records: number,
  now: () => number,
): Promise<MappingRate[]> {
  const config = readConfig(home)
  const rates: MappingRate[] = []
  for (const id of new Mappings(home, config, FIXTURES_KEY).ids) {
    const sample = join(home, 'fixtures', 'providers', id)
    const file = readdirSync(sample).find(name => name.startsWith('raw.') && !name.endsWith('.gz'))
    if (file) rates.push(await rateOf(id, join(sample, file), { home, config, folder, records, now }))
  }
  return rates
}

interface Bench {
  readonly home: string
  readonly config: Config
  readonly folder: string
  readonly records: number
  readonly now: () => number
}

async function rateOf(id: string, sample: string, { home, config, folder, records, now }: Bench): Promise<MappingRate> {
  let count = 0
  const mapper = new Mappings(home, config, FIXTURES_KEY).watched(id, () => {
    count += 1
  })
  await readAll(sample, mapper)
  const files = filesOf(sample, mapper, join(folder, `${id}.raw`), Math.max(1, Math.ceil(records / count)))
  count = 0
  const started = now()
  for (const file of files) await readAll(file, mapper)
  const recordsPerSecond = Math.round((count * 1000) / (now() - started))
  return { mapping: id, format: mapper.mapping.input.format, records: count, recordsPerSecond }
}

async function readAll(path: string, mapper: Mapper): Promise<void> {
  const messages = new MappedSource(path, mapper).messages()
  while (!(await messages.next()).done);
}

/** One large file; of a format in which a file is one document, that document so many times: none has 200,000 records. */
function filesOf(sample: string, mapper: Mapper, large: string, times: number): string[] {
  const { format } = mapper.mapping.input
  if (format === 'json') return Array.from({ length: times }, () => sample)
  writeFileSync(large, enlarged(readFileSync(sample), mapper, times))
  return [large]
}

/** The same records so many times, in a file that is still whole. */
function enlarged(bytes: Buffer, { mapping: { input } }: Mapper, times: number): Buffer {
  if (input.format === 'fixed') return enlargedFixed(bytes, input, times)
  const start = input.format === 'csv' && !input.columns ? bytes.indexOf('\n') + 1 : 0
  const body = Buffer.concat([bytes.subarray(start), Buffer.from(bytes.at(-1) === 10 ? '' : '\n')])
  return Buffer.concat([bytes.subarray(0, start), ...Array.from({ length: times }, () => body)])
}

/** With count and sum as they are then. */
function enlargedFixed(bytes: Buffer, input: FixedInput, times: number): Buffer {
  const width = recordBytes(input)
  const lines = bytes
    .toString('latin1')
    .split(/\r?\n/)
    .map(line => Buffer.from(line, 'latin1'))
  const records = lines.filter(line => line.length === width)
  const of = (kind: string) => records.filter(record => kindOf(input, record) === kind)
  const trailer = Buffer.from(of('trailer')[0] ?? '')
  for (const name of [input.count, input.sum.trailer]) multiply(trailer, input, name, times)
  const body = Array.from({ length: times }, () => of('data')).flat()
  return Buffer.concat(
    [...of('header'), ...body, trailer, ...of('end')].flatMap(record => [record, Buffer.from('\r\n')]),
  )
}

function multiply(trailer: Buffer, input: FixedInput, name: string, times: number): void {
  let start = 0
  for (const column of input.trailer.columns) {
    if ('name' in column && column.name === name) {
      const value = Number(trailer.subarray(start, start + column.bytes).toString('latin1')) * times
      trailer.write(String(value).padStart(column.bytes, '0'), start, 'latin1')
    }
    start += column.bytes
  }
}
