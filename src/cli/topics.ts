import type { Command } from 'commander'
import { providerTopics } from '../files/kafka-settings.js'
import type { Connection } from '../kafka/connect.js'
import { createTopics, topicStates } from '../kafka/topics-admin.js'
import { differencesOf, topicPlans } from '../kafka/topics-plan.js'
import { onCluster } from './support/broker-visit.js'
import { type Cluster, clusterOf, withKafkaOptions } from './support/kafka.js'
import { print } from './support/output.js'
import { type CheckReport, checkTopics } from './support/topics-check.js'
import { differenceText, hazardText, remedies, type TopicFinding } from './support/topics-report.js'

interface Options {
  readonly json?: boolean
}

/** `banken topics`: the topics of the contract on a cluster. */
export function register(program: Command): void {
  const topics = program.command('topics').description('the topics on the Kafka cluster: make them, check them')
  withKafkaOptions(topics.command('create'))
    .description('make the topics that are missing, as config/ says; what is there is left as it is')
    .option('--json', 'print one JSON array')
    .action((options: Options, command: Command) => create(options, clusterOf(command)))
  withKafkaOptions(topics.command('check'))
    .description('how the topics differ from config/, and what their producers do wrong; exit code 1 if anything')
    .option('--json', 'print one JSON object')
    .action((options: Options, command: Command) => check(options, clusterOf(command)))
}

interface Made extends TopicFinding {
  readonly outcome: 'created' | 'there' | 'differs'
}

async function create({ json }: Options, cluster: Cluster): Promise<void> {
  const made = await onCluster(cluster, connection => createMissing(connection, cluster))
  await print([json ? `${JSON.stringify(made, null, 2)}\n` : made.map(madeText).join('')])
}

async function createMissing({ admin }: Connection, { settings }: Cluster): Promise<Made[]> {
  const plans = topicPlans(settings.topics, settings.topicPrefix, providerTopics(settings))
  const states = await topicStates(admin, plans)
  await createTopics(
    admin,
    plans.filter(({ topic }) => !states.has(topic)),
  )
  return plans.map(plan => {
    const state = states.get(plan.topic)
    const differences = state ? differencesOf(plan, state) : []
    const outcome = state ? (differences.length > 0 ? 'differs' : 'there') : 'created'
    return { topic: plan.topic, outcome, differences }
  })
}

const OUTCOMES: Readonly<Record<Made['outcome'], string>> = {
  created: 'created',
  there: 'there already',
  differs: 'there already, and not as config/ says: see banken topics check',
}

function madeText({ topic, outcome }: Made): string {
  return `${topic}: ${OUTCOMES[outcome]}\n`
}

async function check({ json }: Options, cluster: Cluster): Promise<void> {
  const report = await onCluster(cluster, connection => checkTopics(connection, cluster))
  await print([json ? `${JSON.stringify(report, null, 2)}\n` : checkText(report)])
  if (report.hazards.length > 0 || report.topics.some(({ differences }) => differences.length > 0)) process.exitCode = 1
}

function checkText({ topics, hazards, sampled }: CheckReport): string {
  const found = [
    ...topics.flatMap(({ topic, differences }) => differences.map(each => differenceText(topic, each))),
    ...hazards.map(hazardText),
  ]
  const looked = `${topics.length} topics, and the newest ${sampled} records of those that producers write`
  if (found.length === 0) return `all is well with ${looked}\n`
  const todo = remedies(topics, hazards).map(each => `- ${each}`)
  return `${[...found, '', 'what to do:', ...todo, '', `looked at ${looked}`].join('\n')}\n`
}
