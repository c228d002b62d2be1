import { withSql } from '../../src/cli/support/sql-endpoint.js'
import { Scratch } from '../support/cli.js'
import { openMigrated } from '../support/database.js'

const scratch = new Scratch()
const before = process.env.BANKEN_SQL_TOKEN
afterAll(() => {
  scratch.remove()
  if (before === undefined) delete process.env.BANKEN_SQL_TOKEN
  else process.env.BANKEN_SQL_TOKEN = before
})

const SETTINGS = { port: 0, host: '127.0.0.1', rowsMax: 10, secondsMax: 5, memoryMegabytesMax: 500 }

test('nothing listens where no port is set, or no token; a port that is not to be had is told', async () => {
  const db = await openMigrated(scratch.path('a.duckdb'))
  const told: string[] = []
  const log = (level: string, text: string) => told.push(`${level} ${text}`)
  process.env.BANKEN_SQL_TOKEN = 'secret'
  await (await withSql(db, SETTINGS, log)).close()
  expect(told).toEqual([])
  delete process.env.BANKEN_SQL_TOKEN
  await (await withSql(db, { ...SETTINGS, port: 65_000 }, log)).close()
  expect(told).toEqual([expect.stringMatching(/^error .*BANKEN_SQL_TOKEN is not/)])
  process.env.BANKEN_SQL_TOKEN = 'secret'
  await (await withSql(db, { ...SETTINGS, port: 65_000, host: '203.0.113.1' }, log)).close()
  expect(told[1]).toMatch(/^error no live queries: .*203\.0\.113\.1/)
  db.close()
})
