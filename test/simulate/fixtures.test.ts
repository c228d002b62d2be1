import { readdirSync, readFileSync, statSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { fixturesReadme } from '../../src/simulate/fixtures-readme.js'
import { september2020 } from '../../src/simulate/september-2020.js'
import { toExpectedCsv, toLabelsCsv, toNdjson } from '../../src/simulate/write-fixtures.js'

const dir = 'fixtures/september-2020'
const september = september2020()
const text = (file: string) => readFileSync(`${dir}/${file}`, 'utf8')
const again = 'run `npm run fixtures`'

/** A plain comparison: a diff of megabytes helps no one. */
function same(file: string, committed: string, generated: string): void {
  if (committed !== generated) throw new Error(`${dir}/${file} is not what the generator makes: ${again}`)
}

test('the committed fixtures are what the generator makes', () => {
  const unzipped = (file: string) => gunzipSync(readFileSync(`${dir}/${file}`)).toString('utf8')
  same('traffic.ndjson.gz', unzipped('traffic.ndjson.gz'), toNdjson(september.traffic))
  same('signals.ndjson.gz', unzipped('signals.ndjson.gz'), toNdjson(september.signals))
  same('expected-alerts.csv', text('expected-alerts.csv'), toExpectedCsv(september.expectations))
  same('controls.ndjson', text('controls.ndjson'), toNdjson(september.controls))
  same('claims.ndjson', text('claims.ndjson'), toNdjson(september.claims))
  same('labels.csv', text('labels.csv'), toLabelsCsv(september.labels))
  same('README.md', text('README.md'), fixturesReadme(september))
})

test('they take less than 4 MB', () => {
  const bytes = readdirSync(dir).reduce((sum, file) => sum + statSync(`${dir}/${file}`).size, 0)
  expect(bytes).toBeLessThan(4_000_000)
})
