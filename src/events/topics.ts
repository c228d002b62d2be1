import type { BankenEvent, EventType } from './catalogue.js'

/** The canonical topics of the contract, section 2: which types each carries. */
export const inputTopics: Readonly<Record<string, readonly EventType[]>> = {
  'instant-transfer.links.v1': ['link'],
  'instant-transfer.charges.v1': ['charge'],
  'instant-transfer.two-factor.v1': ['two-factor', 'holder'],
  'instant-transfer.wallets.v1': ['wallet', 'spend'],
  'instant-transfer.controls.v1': ['adoption', 'suspension', 'limit', 'inquiry', 'exposure', 'announcement'],
  'instant-transfer.claims.v1': ['claim', 'compensation', 'disposition'],
  'instant-transfer.signals.v1': ['sim', 'login', 'order', 'leak'],
}

/** The topics that banken writes. All but the dead letters are compacted: the newest record of a key is what holds. */
export const outputTopics = {
  alerts: 'instant-transfer.alerts.v1',
  shadowAlerts: 'instant-transfer.shadow-alerts.v1',
  tallies: 'instant-transfer.tallies.v1',
  rules: 'instant-transfer.rules.v1',
  deadLetters: 'instant-transfer.dead-letters.v1',
} as const

const topicByType = Object.fromEntries(
  Object.entries(inputTopics).flatMap(([topic, types]) => types.map(type => [type, topic])),
) as Readonly<Record<EventType, string>>

/** Where a producer sends an event: its topic and the key that brings all events of one subject to one partition. */
export function addressOf(event: BankenEvent): { readonly topic: string; readonly key: string } {
  return { topic: topicByType[event.type], key: keyOf(event) }
}

function keyOf(event: BankenEvent): string {
  switch (event.type) {
    case 'link':
    case 'charge':
    case 'two-factor':
    case 'holder':
      return event.account
    case 'wallet':
    case 'spend':
      return event.wallet
    case 'claim':
      return event.account
    case 'compensation':
      return event.claim
    case 'disposition':
      return event.account ?? event.alert ?? event.id
    case 'sim':
      return event.phone
    case 'order':
      return event.person
    case 'login':
      return event.person ?? event.wallet ?? event.id
    case 'leak':
      return event.person ?? event.phone ?? event.account ?? event.id
    default:
      return `${event.provider ?? '*'}|${event.bank ?? '*'}`
  }
}
