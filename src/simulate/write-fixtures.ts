import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { fixturesReadme } from './fixtures-readme.js'
import { september2020 } from './september-2020.js'
import type { Expectation } from './signals/script.js'
import type { Label, SimulatedEvent } from './world.js'

/** One JSON object a line, each line ended. */
export function toNdjson(events: readonly SimulatedEvent[]): string {
  return events.map(event => `${JSON.stringify(event)}\n`).join('')
}

/** CSV with a header; tokens need no quotes. */
export function toLabelsCsv(labels: readonly Label[]): string {
  const rows = labels.map(({ subject, id, campaign, kind }) => `${subject},${id},${campaign},${kind}\n`)
  return `subject,id,campaign,kind\n${rows.join('')}`
}

/** CSV with a header; of a ring, the entity is its smallest account. */
export function toExpectedCsv(expectations: readonly Expectation[]): string {
  const rows = expectations.map(
    ({ rule, expect, entityType, entity, campaign }) => `${rule},${expect},${entityType},${entity},${campaign}\n`,
  )
  return `rule,expect,entity_type,entity,campaign\n${rows.join('')}`
}

/** Writes the fixtures of September 2020 into `dir`, which is made if need be. Throws what the file system throws. */
export function writeFixtures(dir: string): void {
  const september = september2020()
  const { traffic, controls, claims, signals, labels, expectations } = september
  mkdirSync(dir, { recursive: true })
  writeFileSync(join(dir, 'traffic.ndjson.gz'), gzipSync(toNdjson(traffic), { level: 9 }))
  writeFileSync(join(dir, 'controls.ndjson'), toNdjson(controls))
  writeFileSync(join(dir, 'claims.ndjson'), toNdjson(claims))
  writeFileSync(join(dir, 'signals.ndjson.gz'), gzipSync(toNdjson(signals), { level: 9 }))
  writeFileSync(join(dir, 'expected-alerts.csv'), toExpectedCsv(expectations))
  writeFileSync(join(dir, 'labels.csv'), toLabelsCsv(labels))
  writeFileSync(join(dir, 'README.md'), fixturesReadme(september))
}
