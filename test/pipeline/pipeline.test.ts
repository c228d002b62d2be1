import { setTimeout } from 'node:timers/promises'
import type { Admitted } from '../../src/detect/detector.js'
import { Pipeline } from '../../src/pipeline/pipeline.js'
import type { Detection, EventStore } from '../../src/pipeline/ports.js'
import { receivedOf } from '../../src/pipeline/received.js'
import type { Received } from '../../src/pipeline/settle.js'

const known = { providers: new Set(['paypay']) }

/** A batch of one charge. */
function batchOf(id: string): readonly Received[] {
  const charge = { id, type: 'charge', at: '2020-09-01T00:00:00Z', provider: 'paypay', bank: '9900', account: 'a' }
  const text = JSON.stringify({ ...charge, wallet: 'w', outcome: 'succeeded', yen: 1 })
  return [receivedOf({ source: 's', partition: 0, offset: 0, bytes: Buffer.from(text) }, known)]
}

type Failing = 'apply' | 'admit' | 'detect' | 'commit'

/** A pipeline without a database, whose parts say what is asked of them; each takes a while, and may fail. */
async function pipelineOf(said: string[], failing?: Failing, brake = 1): Promise<Pipeline> {
  const slow = async (word: Failing, of: string, ms: number) => {
    said.push(`${word}${of} begins`)
    await setTimeout(ms)
    said.push(`${word}${of} ends`)
    if (failing === word) throw new Error(`no ${word}`)
  }
  const idsOf = ({ fresh }: { fresh: readonly { id: string }[] }) => fresh.map(({ id }) => ` ${id}`).join('')
  const store: EventStore = {
    async *ids() {
      yield []
    },
    lookUp: async () => new Map(),
    knownLetters: async () => new Set(),
    begin: async () => undefined,
    commit: () => slow('commit', '', 30),
    rollback: async () => void said.push('rollback'),
    apply: ({ fresh }) => slow('apply', idsOf({ fresh: fresh.map(({ event }) => event) }), 10),
  }
  const detection: Detection = {
    admit: async change => {
      await slow('admit', idsOf(change), idsOf(change) === ' large' ? 80 : 15)
      return {} as Admitted
    },
    detect: async (change, admitted, onJudged) => {
      await admitted
      await slow('detect', idsOf(change), 1)
      onJudged()
      return []
    },
    settle: async () => [],
  }
  return Pipeline.open(store, detection, {
    batchCountMax: 10,
    known,
    deadLetterRatioMax: brake,
    deadLetterSampleMin: 1,
  })
}

const whatHappened = (commit: Promise<unknown>) => commit.then(() => 'committed').catch((error: Error) => error.message)

test('a change is taken into memory while its events are written, and judged after both', async () => {
  const said: string[] = []
  const pipeline = await pipelineOf(said)
  await pipeline.commit(batchOf('a'))
  expect(said).toEqual([
    'admit a begins',
    'apply a begins',
    'apply a ends',
    'admit a ends',
    'detect a begins',
    'detect a ends',
    'commit begins',
    'commit ends',
  ])
})

test('the next batch is taken into memory while the one before is committed: once that is judged, and once', async () => {
  const said: string[] = []
  const pipeline = await pipelineOf(said)
  const next = batchOf('b')
  await pipeline.commit(batchOf('a'), undefined, () => next)
  expect(said.indexOf('admit b begins')).toBeGreaterThan(said.indexOf('detect a ends'))
  expect(said.slice(-2)).toEqual(['admit b ends', 'commit ends'])
  said.length = 0
  await pipeline.commit(next)
  expect(said.filter(word => word.endsWith('begins'))).toEqual(['apply b begins', 'detect b begins', 'commit begins'])
})

test.each(['commits', 'fails'])('a commit that %s leaves nothing behind that goes on', async end => {
  const said: string[] = []
  const pipeline = await pipelineOf(said, end === 'fails' ? 'commit' : undefined)
  const next = batchOf('large')
  const told = await whatHappened(pipeline.commit(batchOf('a'), undefined, () => next))
  expect(told).toBe(end === 'fails' ? 'no commit' : 'committed')
  expect(said).toContain('admit large ends')
})

test('another batch than the one that memory holds is refused', async () => {
  const pipeline = await pipelineOf([])
  const next = batchOf('b')
  expect(pipeline.expects(next)).toBe(true)
  await pipeline.commit(batchOf('a'), undefined, () => next)
  expect([pipeline.expects(batchOf('b')), pipeline.expects(next)]).toEqual([false, true])
  expect(await whatHappened(pipeline.commit(batchOf('b')))).toMatch('memory holds another batch')
  expect(await whatHappened(pipeline.commit(next))).toBe('committed')
})

test('what is wrong with the next batch is told when its turn comes', async () => {
  const pipeline = await pipelineOf([], undefined, 0.5)
  const [first] = batchOf('b')
  const bad = [{ ...(first as Received), outcome: { ok: false as const, reason: 'json' as const, why: 'not JSON' } }]
  const two = [...bad, ...bad, ...bad]
  expect(await whatHappened(pipeline.commit(batchOf('a'), undefined, () => two))).toBe('committed')
  expect(await whatHappened(pipeline.commit(two))).toMatch(/^stopped: 3 of 4 messages are bad/)
})

test.each(['apply', 'admit', 'detect'] as const)(
  'where %s fails, that is told and the transaction given up',
  async step => {
    const said: string[] = []
    const pipeline = await pipelineOf(said, step)
    expect(await whatHappened(pipeline.commit(batchOf('a'), undefined, () => batchOf('b')))).toBe(`no ${step}`)
    expect(said).toContain('apply a ends')
    expect(said).toContain('rollback')
    expect(said).not.toContain('admit b begins')
  },
)
