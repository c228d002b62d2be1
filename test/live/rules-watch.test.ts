import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { headOf } from '../rules/home.js'
import { sharedBroker } from '../support/broker.js'
import { banken, root } from '../support/cli.js'
import { gapless, published } from './verdict.js'
import { LiveWorld } from './world.js'

/** Three starts of the whole program, on a machine that may be busy. */
const LONG_MS = 300_000
const RULE = 'big-charge'
const THRESHOLDS = readFileSync(join(root, 'config', 'rules.yaml'), 'utf8')

/** What an analyst does in the folders of a running instance. */
class Desk {
  readonly #home: string

  constructor(home: string) {
    this.#home = home
    const pipelines = join(home, 'pipelines')
    rmSync(pipelines)
    cpSync(join(root, 'pipelines'), pipelines, { recursive: true })
  }

  rule(where: string): void {
    const sql = `${headOf(RULE, { reason: '{yen}円 | {yen} yen, threshold {yen_min}' })}SELECT id FROM work WHERE ${where}\n`
    writeFileSync(join(this.#home, 'pipelines', 'rules', `${RULE}.sql`), sql)
  }

  threshold(yen: number): void {
    writeFileSync(join(this.#home, 'config', 'rules.yaml'), `${THRESHOLDS}\n${RULE}:\n  yen_min: ${yen}\n`)
  }

  spoilThresholds(): void {
    writeFileSync(join(this.#home, 'config', 'rules.yaml'), 'big-charge: [')
  }
}

function charge(id: string, at: string, yen: number, provider = 'paypay'): string {
  const owner = { account: `account-${id}`, wallet: `w-${id}` }
  const fields = { id, type: 'charge', at: `2020-09-${at}+09:00`, provider, bank: '9900', yen, outcome: 'succeeded' }
  return JSON.stringify({ ...fields, ...owner })
}

/** The ids of the events that the rule has fired on, each with the version that did. */
function fired(exported: Readonly<Record<string, string>>): [string, string][] {
  const alerts = (exported['alerts.ndjson'] ?? '').split('\n').filter(line => line !== '')
  return alerts
    .map(line => JSON.parse(line))
    .filter(({ rule }) => rule === RULE)
    .flatMap(({ events, ruleVersion }) => events.map((id: string): [string, string] => [id, ruleVersion]))
    .sort()
}

test(
  'a running instance takes changed rules from the period of the newest event on, and a rebuilt one comes to the same',
  async () => {
    const world = await LiveWorld.open(await sharedBroker(), 3)
    try {
      const desk = new Desk(world.home)
      desk.threshold(100_000)
      desk.rule("outcome = 'succeeded' AND yen >= $yen_min")
      const instance = world.start()
      await world.send([charge('a', '01T10:00:00', 50_000), charge('b', '01T11:00:00', 150_000)])
      await world.send([charge('c', '02T10:00:00', 50_000)])
      await world.settled()

      desk.threshold(40_000)
      await instance.says(/big-charge [0-9a-f]{12} judges from 2020-09-02T00:00:00\+09:00/)
      await world.send([charge('d', '02T12:00:00', 45_000), charge('e', '01T12:00:00', 45_000)])
      await world.send([charge('f', '03T10:00:00', 45_000)])
      await world.settled()

      desk.rule("outcome = 'succeeded' AND yen >= $yen_min AND provider <> 'paypay'")
      await instance.says(/big-charge [0-9a-f]{12} judges from 2020-09-03T00:00:00\+09:00/)
      await world.send([charge('g', '03T11:00:00', 45_000, 'kyash'), charge('h', '03T11:00:00', 45_000)])
      await world.settled()

      desk.rule("outcome = 'succeeded' AND yne >= $yen_min")
      await instance.says(/big-charge\.sql: line 12: there is no column.*yne/)
      await world.send([charge('i', '04T10:00:00', 45_000, 'kyash')])
      await world.settled()
      desk.spoilThresholds()
      await instance.says(/all rules judge as they did before.*config\/rules\.yaml: line 1: /)
      await world.send([charge('j', '04T11:00:00', 45_000, 'kyash')])
      await world.settled()
      desk.threshold(40_000)
      await world.stop(instance)

      const answer = await world.export()
      const [second, third] = versionsIn(instance.log())
      const ids = fired(answer)
      expect(ids.map(([id]) => id)).toEqual(['b', 'c', 'd', 'g', 'i', 'j'])
      expect(ids.slice(1).map(([, version]) => version)).toEqual([second, second, third, third, third])

      await rebuild(world)
      expect(await world.export(world.db('rebuilt'))).toEqual(answer)
    } finally {
      await world.close()
    }
  },
  LONG_MS,
)

/** A database that is built anew from the topics, as `rebuilt`. */
async function rebuild(world: LiveWorld): Promise<void> {
  const instance = world.start({ db: world.db('rebuilt') })
  await instance.says(/this instance leads/)
  await world.stop(instance)
}

/** The versions that a log says to judge from a day on. */
function versionsIn(log: string): string[] {
  return [...log.matchAll(/"big-charge ([0-9a-f]{12}) judges from 2020/g)].map(([, version]) => version as string)
}

test(
  'what is applied to a stopped live database goes out with the next run, and a rebuilt one comes to the same',
  async () => {
    const world = await LiveWorld.open(await sharedBroker(), 1)
    try {
      const desk = new Desk(world.home)
      desk.threshold(100_000)
      desk.rule("outcome = 'succeeded' AND yen >= $yen_min")
      const instance = world.start()
      await world.send([1, 2, 3].map(day => charge(`c${day}`, `0${day}T10:00:00`, 50_000)))
      await world.settled()
      const args = ['--home', world.home, 'rules', 'apply', '--db', world.db(), '--from', '2020-09-02']
      const locked = await banken(...args)
      expect([locked.code, locked.stderr]).toEqual([1, expect.stringMatching(/stop it \(Ctrl-C finishes its batch\)/)])
      await world.stop(instance)
      desk.threshold(40_000)
      const { stdout } = await banken(...args)
      expect(stdout).toMatch(/judges from 2020-09-02.*\nalerts: 2 opened, .*\nnothing of it is on the topics yet/)

      const next = world.start()
      await next.says(/this instance leads/)
      await world.stop(next)
      const answer = await world.export()
      expect(fired(answer).map(([id]) => id)).toEqual(['c2', 'c3'])
      const topics = await published(world)
      expect(topics.alerts).toBe(answer['alerts.ndjson'])
      expect(topics.sequence).toEqual(gapless(topics.sequence.length))
      await rebuild(world)
      expect(await world.export(world.db('rebuilt'))).toEqual(answer)
    } finally {
      await world.close()
    }
  },
  LONG_MS,
)
