import { assertTopics } from '../../kafka/connect.js'
import { topicPlans } from '../../kafka/topics-plan.js'
import { onCluster } from './broker-visit.js'
import type { Cluster } from './kafka.js'

/** Whether the cluster lets us in and has the topics of the contract. */
export function checkBroker(cluster: Cluster): Promise<string> {
  const { topics, topicPrefix } = cluster.settings
  return onCluster(cluster, async ({ admin, user }) => {
    const { brokers, clusterId } = await admin.describeCluster()
    const names = topicPlans(topics, topicPrefix).map(({ topic }) => topic)
    await assertTopics(admin, names, user)
    const at = brokers.map(({ host, port }) => `${host}:${port}`).join(', ')
    return `cluster ${clusterId} of ${brokers.length} at ${at}; all ${names.length} topics are there`
  })
}
