import type { KafkaSettings } from '../../files/kafka-settings.js'
import { BrokerDownError } from '../../kafka/trouble.js'
import type { Feed } from '../../pipeline/feed.js'

export interface Guard {
  readonly onContact: () => void
  end(): void
}

const WATCH_MS = 1_000

/**
 * Ends the run where no broker has answered a fetch for too long: kafkajs tries for ever, and now and then a consumer
 * of it falls silent.
 */
export function watch(feed: Pick<Feed, 'fail'>, { brokerDownMsMax, brokers }: KafkaSettings, now: () => number): Guard {
  let contact = now()
  const timer = setInterval(() => {
    if (now() - contact > brokerDownMsMax) feed.fail(new BrokerDownError(brokers, brokerDownMsMax))
  }, WATCH_MS)
  return {
    onContact: () => {
      contact = now()
    },
    end: () => clearInterval(timer),
  }
}
