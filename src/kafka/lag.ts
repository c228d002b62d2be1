import type { Admin } from 'kafkajs'
import { placeKey } from '../pipeline/positions.js'
import { boundsOf } from './bounds.js'

/** Messages that lie in these topics beyond what the group has committed. */
export async function lagOf(admin: Admin, group: string, topics: readonly string[]): Promise<number> {
  const committed = new Map<string, number>()
  for (const { topic, partitions } of await admin.fetchOffsets({ groupId: group, topics: [...topics] })) {
    for (const { partition, offset } of partitions) committed.set(placeKey(topic, partition), Number(offset))
  }
  let lag = 0
  for (const [place, { low, high }] of await boundsOf(admin, topics)) {
    lag += high - Math.max(low, committed.get(place) ?? low)
  }
  return lag
}
