import type { EventType } from '../../events/catalogue.js'
import type { inputTopics } from '../../events/topics.js'

/** What the document says in words. `days`: how long after its end an alert is forgotten. */
export function guide(days: number): string {
  return [
    '番犬 banken watches bank instant transfers (即時振替) for fraud. It reads events from Kafka topics, and publishes ' +
      'alerts, damage tallies, the versions of its rules, and the messages that it could not read.',
    'Subscribers must set `isolation.level=read_committed`. Everything is published in transactions, and whoever reads ' +
      'uncommitted records sees what was aborted. Java clients default to `read_uncommitted`; kafkajs and librdkafka ' +
      '(kcat, Python, Go, .NET) default to `read_committed`.',
    'All output topics but the dead letters are compacted: the newest record of a key holds, and replaces the earlier ' +
      'ones whole. Read the topic from its beginning, keep one entry for each key, and go on reading. Records of one ' +
      'key are in order; between keys there is no order.',
    'An alert is opened by its first record, amended by the next ones, and taken down by a record with `status` ' +
      '`retracted`. A tombstone (no value, and `ce_sequence` alone of the headers) follows ' +
      `${days} days of event time later: forget the key. A tombstone may also come for a key that was never there.`,
    'Headers of outputs are CloudEvents 1.0 in binary mode: the value is the payload alone. `ce_id` names one ' +
      'record: one that comes again has it again, and an alert that opens again as it once was has another. `ce_sequence` ' +
      'numbers the records of all outputs from 1.',
    'Version 1 changes by addition only: ignore fields, headers and words that you do not know.',
    'Numbers are JSON numbers, money is whole yen, times are RFC 3339 with `+09:00`. `null` is unknown, never 0. ' +
      'Accounts, wallets, devices, phones and persons are opaque tokens.',
  ].join('\n\n')
}

/** The key of an event, in the words of its fields. */
export const eventKeys: Readonly<Record<EventType, string>> = {
  link: 'account',
  charge: 'account',
  'two-factor': 'account',
  holder: 'account',
  wallet: 'wallet',
  spend: 'wallet',
  adoption: 'provider|bank',
  suspension: 'provider|bank',
  limit: 'provider|bank',
  inquiry: 'provider|bank',
  exposure: 'provider|bank',
  announcement: 'provider|bank',
  claim: 'account',
  compensation: 'claim',
  disposition: 'account, else alert',
  sim: 'phone',
  login: 'person, else wallet',
  order: 'person',
  leak: 'person, else phone, else account',
}

interface Words {
  readonly title: string
  readonly description: string
}

/** By topic. A test holds it to `inputTopics`. */
export const inputWords: Readonly<Record<keyof typeof inputTopics, Words>> = {
  'instant-transfer.links.v1': {
    title: '口座登録・口座連携 Links',
    description: 'Attempts to tie a wallet to a bank account, to change the account, or to untie it.',
  },
  'instant-transfer.charges.v1': {
    title: 'チャージ・即時振替 Charges',
    description: 'Attempts to pull money from an account into a wallet, and their reversals.',
  },
  'instant-transfer.two-factor.v1': {
    title: '2要素認証・預金名義人 Two-factor and holders',
    description: "Words on an account's own second factor, and who holds the account.",
  },
  'instant-transfer.wallets.v1': {
    title: 'ウォレット Wallets',
    description: 'What changed about a wallet at its provider, and what left it.',
  },
  'instant-transfer.controls.v1': {
    title: '事業者×銀行の設定 Controls',
    description:
      'Two-factor adoption, stops (停止), limits, inquiries, counts of links and published figures of a rail.',
  },
  'instant-transfer.claims.v1': {
    title: '被害申告・補償 Claims',
    description: 'Revisions of damage claims, compensations, and what people decided about alerts and accounts.',
  },
  'instant-transfer.signals.v1': {
    title: '周辺の兆候 Signals',
    description: 'SIM re-issues, logins, device orders and lists of stolen identities.',
  },
}

const NEWEST = 'Compacted: the newest record of a key holds.'

export const outputWords = {
  alerts: {
    title: '警報 Alerts',
    description: `One alert is one rule × one entity × one period; it asks for a check and is no verdict. ${NEWEST}`,
  },
  shadowAlerts: {
    title: '試行中のルールの警報 Shadow alerts',
    description: `Alerts of rules on trial (mode shadow), in the form of the alerts. Nobody acts on them. ${NEWEST}`,
  },
  tallies: {
    title: '被害の集計 Tallies',
    description: `件数 and 額 of one provider × bank × basis. They can fall. ${NEWEST} A tombstone: the cell is gone.`,
  },
  rules: {
    title: 'ルールの版 Rules',
    description: `The history of rule versions: every version has its own key, so that none is forgotten. ${NEWEST}`,
  },
  deadLetters: {
    title: '読めなかったメッセージ Dead letters',
    description:
      'Messages that are no events, byte for byte, with the headers of Kafka Connect for where each was and why it was ' +
      'refused. One record for each distinct message and reason. Kept for a time, not compacted.',
  },
} as const satisfies Readonly<Record<string, Words>>
