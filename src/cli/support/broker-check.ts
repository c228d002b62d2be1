import { assertTopics, type Connection } from '../../kafka/connect.js'
import { isForbidden } from '../../kafka/connect-errors.js'
import { topicStates } from '../../kafka/topics-admin.js'
import { differencesOf, type TopicPlan, topicPlans } from '../../kafka/topics-plan.js'
import { onCluster } from './broker-visit.js'
import type { Cluster } from './kafka.js'

/** Whether the cluster lets us in and has the topics of the contract. */
export function checkBroker(cluster: Cluster): Promise<string> {
  const { topics, topicPrefix } = cluster.settings
  return onCluster(cluster, async ({ admin, user }) => {
    const { brokers, clusterId } = await admin.describeCluster()
    const plans = topicPlans(topics, topicPrefix)
    const names = plans.map(({ topic }) => topic)
    await assertTopics(admin, names, user)
    const at = brokers.map(({ host, port }) => `${host}:${port}`).join(', ')
    const differ = await differencesText(admin, plans)
    return `cluster ${clusterId} of ${brokers.length} at ${at}; all ${names.length} topics are there${differ}`
  })
}

/** What a pipeline needs no permission for must not make its user's check fail. */
async function differencesText(admin: Connection['admin'], plans: readonly TopicPlan[]): Promise<string> {
  try {
    const states = await topicStates(admin, plans)
    const other = plans.filter(plan => differencesOf(plan, states.get(plan.topic)).length > 0).length
    return other > 0 ? `, ${other} of them not as config/ says: banken topics check` : ''
  } catch (error) {
    if (isForbidden(error)) return '; how they are set this user may not see'
    throw error
  }
}
