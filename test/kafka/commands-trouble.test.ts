import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type Server } from 'node:net'
import { AclOperationTypes, AclPermissionTypes, AclResourceTypes, Kafka, logLevel, ResourcePatternTypes } from 'kafkajs'
import { type OwnBroker, ownBroker } from '../support/broker.js'
import { ended, expectSentence, main, type Ran, Scratch } from '../support/cli.js'
import { chargeLine } from '../support/samples.js'
import { homeIn } from './commands.js'

const scratch = new Scratch()
const file = scratch.write('a.ndjson', chargeLine('a'))
const [username, password] = ['banken', 'right']
/** Whoever comes by the listener without a user may do everything, and a user nothing. */
const ACLS = {
  'authorizer.class.name': 'org.apache.kafka.metadata.authorizer.StandardAuthorizer',
  'super.users': 'User:ANONYMOUS',
}

let broker: OwnBroker
let mute: Server
beforeAll(async () => {
  broker = await ownBroker({ sasl: { username, password }, properties: ACLS })
  mute = createServer().listen(0, '127.0.0.1')
  await once(mute, 'listening')
})
afterAll(async () => {
  mute.close()
  await broker.remove()
  scratch.remove()
})

const homes = {
  plain: homeIn(scratch, 'kafka: { sasl: plain }'),
  scram: homeIn(scratch, 'kafka: { sasl: scram-sha-512 }'),
  tls: homeIn(scratch, 'kafka: { tls: true }'),
  none: homeIn(scratch, ''),
}

/** Runs the command as this user. */
function as(user: { readonly username: string; readonly password: string } | undefined, ...args: readonly string[]) {
  const { KAFKA_USERNAME: _u, KAFKA_PASSWORD: _p, ...env } = process.env
  const credentials = user ? { KAFKA_USERNAME: user.username, KAFKA_PASSWORD: user.password } : {}
  return ended(spawn(process.execPath, [main, ...args], { env: { ...env, ...credentials } }))
}

/** Each of the commands that talk to a cluster. */
function each(...options: readonly string[]): Promise<readonly Ran[]> {
  const commands = [
    ['publish', file],
    ['topics', 'create'],
    ['topics', 'check'],
    ['dead-letters', 'list'],
  ]
  return Promise.all(commands.map(command => as({ username, password: 'wrong' }, ...command, ...options)))
}

test('no broker, and a port that says nothing: a sentence after some ten seconds, with all that was tried', async () => {
  const { port } = mute.address() as { port: number }
  const since = performance.now()
  const [refused, silent, doctor] = await Promise.all([
    each('--brokers', '127.0.0.1:1,localhost:2'),
    as(undefined, 'topics', 'check', '--brokers', `127.0.0.1:${port}`),
    as(undefined, 'doctor', '--brokers', '127.0.0.1:1'),
  ])
  expect(performance.now() - since).toBeLessThan(25_000)
  for (const ran of refused) {
    expectSentence(ran, 1, /^banken: no broker answers \(.*127\.0\.0\.1:1: connect ECONNREFUSED.*Start one, or name/m)
    expect(ran.stderr).toMatch(/localhost:2: connect/)
  }
  expectSentence(silent, 1, /takes the connection and says nothing for 10 s: it hangs, or is no Kafka broker/)
  expect(doctor.code).toBe(1)
  expect(doctor.stdout).toMatch(/^BAD {2}broker +no broker answers .*\nok {3}disk /m)
})

test('a user that is not let in, or that there is none of', async () => {
  const check = as(
    { username, password: 'wrong' },
    'topics',
    'check',
    '--home',
    homes.scram,
    '--brokers',
    broker.saslBrokers,
  )
  const others = each('--home', homes.plain, '--brokers', broker.saslBrokers)
  for (const ran of [await check, ...(await others)]) {
    expectSentence(ran, 1, /refuses user and password: set KAFKA_USERNAME and KAFKA_PASSWORD/)
  }
  const nobody = await as(undefined, 'topics', 'check', '--home', homes.plain, '--brokers', broker.saslBrokers)
  expectSentence(nobody, 78, /kafka\.sasl asks for a user and there is none: set KAFKA_USERNAME and KAFKA_PASSWORD/)
  const run = await as(
    undefined,
    'run',
    '--home',
    homes.plain,
    '--brokers',
    broker.saslBrokers,
    '--db',
    scratch.path('n'),
  )
  expectSentence(run, 78, /kafka\.sasl asks for a user and there is none/)
  // The document of the topics is made without a broker, and so without a user.
  expect((await as(undefined, 'asyncapi', '--home', homes.plain)).code).toBe(0)
})

test('a port that cannot be is told at once', async () => {
  for (const port of ['99999', '0', '65536'])
    expectSentence(await as(undefined, 'topics', 'check', '--brokers', `localhost:${port}`), 2, /expected host:port/)
})

test('a port that wants something else than config/ says', async () => {
  const check = (home: string, brokers: string) =>
    as({ username, password }, 'topics', 'check', '--home', home, '--brokers', brokers)
  const [user, noUser, tls] = await Promise.all([
    check(homes.plain, broker.brokers),
    check(homes.none, broker.saslBrokers),
    check(homes.tls, broker.brokers),
  ])
  expectSentence(user, 1, /does not take plain on this port: name another port, or set kafka\.sasl/)
  expectSentence(noUser, 1, /closes the connection at once\. It may want TLS \(kafka\.tls\) or a user \(kafka\.sasl\)/)
  expectSentence(tls, 1, /does not talk TLS on this port/)
})

test('a user that may nothing', async () => {
  const options = ['--home', homes.scram, '--brokers', broker.saslBrokers]
  const create = await as({ username, password }, 'topics', 'create', ...options)
  expectSentence(
    create,
    1,
    /does not allow the user banken to do this \(\w+_AUTHORIZATION_FAILED.*Its administrator must give/,
  )
  const publish = await as({ username, password }, 'publish', file, ...options)
  expectSentence(publish, 1, /no such topic \(or the user banken is not allowed to see it\): /)
})

test('a user that may not see how topics are set is told that they are there', async () => {
  const mine = ['--topic-prefix', 'seen.']
  expect(
    (await as(undefined, 'topics', 'create', '--home', homes.none, '--brokers', broker.brokers, ...mine)).code,
  ).toBe(0)
  const admin = new Kafka({ brokers: [broker.brokers], logLevel: logLevel.NOTHING }).admin()
  await admin.connect()
  const who = { principal: `User:${username}`, host: '*', permissionType: AclPermissionTypes.ALLOW }
  const what = { resourceType: AclResourceTypes.TOPIC, resourceName: 'seen.', operation: AclOperationTypes.DESCRIBE }
  await admin.createAcls({ acl: [{ ...who, ...what, resourcePatternType: ResourcePatternTypes.PREFIXED }] })
  await admin.disconnect()
  const options = ['--home', homes.scram, '--brokers', broker.saslBrokers, ...mine]
  const { stdout } = await as({ username, password }, 'doctor', ...options)
  expect(stdout).toMatch(/^ok +broker .*all 12 topics are there; how they are set this user may not see$/m)
})
