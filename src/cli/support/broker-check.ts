import { assertTopics } from '../../kafka/connect.js'
import { topicStates } from '../../kafka/topics-admin.js'
import { differencesOf, topicPlans } from '../../kafka/topics-plan.js'
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
    const states = await topicStates(admin, plans)
    const other = plans.filter(plan => differencesOf(plan, states.get(plan.topic)).length > 0).length
    const differ = other > 0 ? `, ${other} of them not as config/ says: banken topics check` : ''
    return `cluster ${clusterId} of ${brokers.length} at ${at}; all ${names.length} topics are there${differ}`
  })
}
