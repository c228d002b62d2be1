import { readUnjudged } from '../../src/cli/support/rule-coverage.js'
import { explainEvent } from '../../src/cli/support/rule-explain.js'
import { readConfig } from '../../src/files/config.js'
import { readRules } from '../../src/files/rules.js'
import { chargeLine } from '../support/samples.js'
import { databaseOf } from './history.js'
import { headOf, withHome } from './home.js'

const lines = [
  chargeLine('hit', { yen: 7000, device: 'x' }),
  chargeLine('unknown', { yen: 7000 }),
  chargeLine('small', { yen: 3, device: 'x' }),
  chargeLine('both', { yen: 3 }),
]

/** Ways to write one rule: 5,000 yen or more by device x. With what they call the two columns. */
const written: readonly (readonly [string, string, readonly [string, string]])[] = [
  ['plainly', "SELECT id FROM work WHERE yen >= 5000 AND device = 'x'", ['yen', 'device']],
  ['with a remark behind it', "SELECT id FROM work WHERE yen >= 5000 AND device = 'x' -- the end", ['yen', 'device']],
  ['with the table named', "SELECT w.id FROM work w WHERE w.yen >= 5000 AND w.device = 'x'", ['yen', 'device']],
  ['with a column named', "SELECT id, yen AS y, device AS d FROM work WHERE y >= 5000 AND d = 'x'", ['y', 'd']],
  [
    'from the inside',
    "SELECT id FROM (SELECT id, device FROM work WHERE yen >= 5000) WHERE device = 'x'",
    ['yen', 'device'],
  ],
  [
    'with other names inside',
    "SELECT s.id FROM (SELECT id, 2 * yen AS yen, device AS d FROM work) AS s (id, y) WHERE s.y >= 10000 AND s.d = 'x'",
    ['y', 'd'],
  ],
  [
    'with a UNION inside',
    `SELECT id FROM (SELECT id, device AS d FROM work WHERE yen >= 5000
      UNION ALL SELECT id, 'none' AS other FROM work WHERE false) WHERE d = 'x'`,
    ['yen', 'd'],
  ],
  [
    'in two halves',
    `SELECT id, 'high' AS severity FROM work WHERE yen >= 9000 AND device = 'x'
      UNION ALL SELECT w.id AS other, 'low' FROM work w WHERE w.yen BETWEEN 5000 AND 8999 AND w.device = 'x'`,
    ['yen', 'device'],
  ],
]

test.each(written)(
  'a rule written %s is explained, and what it cannot judge is counted',
  async (_, sql, [yen, device]) => {
    await withHome({ r: { sql: `${headOf('r')}${sql}` } }, async home => {
      const db = await databaseOf(home, lines)
      const config = readConfig(home)
      const [count] = await readUnjudged(home, config, db, readRules(home, config.thresholds))
      expect(count).toMatchObject({ events: 4, unjudged: 1 })
      const explained = async (event: string) => (await explainEvent(home, db, 'r', event)).conditions
      const told = async (event: string, name: string) => (await explained(event)).filter(one => name in one.columns)
      expect(await told('unknown', device)).toContainEqual(
        expect.objectContaining({ holds: null, columns: { [device]: null } }),
      )
      expect((await told('small', yen)).every(({ holds }) => holds === false)).toBe(true)
      expect((await told('hit', device))[0]).toMatchObject({ holds: true, columns: { [device]: 'x' } })
    })
  },
)

test('a rule over periods is not explained by one event', async () => {
  await expect(explainEvent('.', 'no database is opened', 'shared-ring', 'hit')).rejects.toThrow(
    /looks at whole periods/,
  )
})
