import type { BankenEvent, Transfer } from '../../../src/events/catalogue.js'
import type { Rule, Severity } from './rule.js'
import { signalRules } from './signal-rules.js'
import { day, hour, minute } from './time.js'
import { holderAt, limitOf, suspensionAt, twoFactorAt } from './words.js'
import { all, chargesThere, distinct, firstLink, isLinking, isOperation, type Of, sum, window } from './world.js'

type Events = readonly BankenEvent[]

const account = (of: Transfer) => of.account
const linkedIn24h = (events: Events, of: Transfer) => window(all(events, 'link').filter(isLinking), of, 24 * hour)

function suspended(events: Events, of: Transfer): Severity | undefined {
  const state = suspensionAt(events, of)
  if (!isOperation(of) || !state.suspended) return undefined
  return state.uncertain ? 'info' : 'medium'
}

function firstChargeHigh(events: Events, of: Transfer): Severity | undefined {
  const link = firstLink(events, of)
  const isFirst = chargesThere(events, of)[0]?.id === of.id
  if (of.type !== 'charge' || !isFirst || link === undefined) return undefined
  const isSoon = of.at - link.at <= 30 * minute
  const isYoung = link.walletOpenedAt === undefined || of.at - link.walletOpenedAt < 7 * day
  const limit = limitOf(events, of, 'charge')
  const least = Math.max(50_000, limit === Number.POSITIVE_INFINITY ? 0 : limit / 2)
  return isSoon && isYoung && of.yen >= least ? 'high' : undefined
}

function rapidDrain(events: Events, of: Transfer): Severity | undefined {
  const link = firstLink(events, of)
  if (of.type !== 'charge' || of.outcome !== 'succeeded' || link === undefined) return undefined
  const charges = window(chargesThere(events, of), of, 60 * minute)
  const smaller = Math.min(limitOf(events, of, 'day'), limitOf(events, of, 'month'))
  const isSoon = of.at - link.at <= 60 * minute
  const isMuch = sum(charges.map(c => c.yen)) >= Math.min(100_000, smaller / 2)
  return isSoon && charges.length >= 2 && isMuch ? 'critical' : undefined
}

function limitLadder(events: Events, of: Transfer): Severity | undefined {
  if (of.type !== 'charge' || of.outcome !== 'succeeded') return undefined
  const charges = window(chargesThere(events, of), of, 10 * minute)
  const yen = sum(charges.map(c => c.yen))
  const reaches = (limit: number) => yen * 10 >= limit * 9
  const isFull = reaches(limitOf(events, of, 'day')) || reaches(limitOf(events, of, 'month'))
  return charges.length >= 3 && isFull ? 'critical' : undefined
}

function sharedWallet(events: Events, of: Transfer): Severity | undefined {
  if (of.type !== 'link' || !isLinking(of)) return undefined
  const links = linkedIn24h(events, of).filter(link => link.wallet === of.wallet)
  const holder = (link: Of<'link'>) => holderAt(events, link.account, link.at)
  const holders = distinct(links.map(holder).filter(person => person !== undefined))
  const unknown = links.filter(link => holder(link) === undefined)
  const isCrowded = unknown.some(
    ({ bank }) => distinct(unknown.filter(link => link.bank === bank).map(link => link.account)).length >= 3,
  )
  return holders.length >= 2 || isCrowded ? 'high' : undefined
}

function sharedDevice(events: Events, of: Transfer): Severity | undefined {
  if (of.type !== 'link' || !isLinking(of)) return undefined
  const links = linkedIn24h(events, of).filter(link => link.device === of.device)
  const accounts = distinct(links.map(link => link.account))
  const wallets = distinct(links.map(link => link.wallet))
  return accounts.length >= 3 && wallets.length >= 2 ? 'high' : undefined
}

function reverseBruteForce(events: Events, of: Transfer): Severity | undefined {
  const isGuess = (link: Of<'link'>) =>
    link.outcome === 'failed' && ['pin', 'name', 'birthdate'].includes(link.reason ?? '')
  if (of.type !== 'link' || !isGuess(of)) return undefined
  const links = window(all(events, 'link'), of, 10 * minute).filter(link => link.ip === of.ip)
  const accounts = distinct(links.filter(isGuess).map(link => link.account))
  const failed = links.filter(link => link.outcome === 'failed')
  return accounts.length >= 10 && failed.length * 10 >= links.length * 7 ? 'high' : undefined
}

function takeover(events: Events, of: Transfer): Severity | undefined {
  return isOperation(of) && twoFactorAt(events, of.account, of.at) === 'void' ? 'critical' : undefined
}

/** Every rule, each as its sentence says it; one of two entities stands there twice. */
export const rules: readonly Rule[] = [
  {
    id: 'operation-while-suspended',
    entityType: 'rail',
    entity: ({ provider, bank }) => `${provider}|${bank}`,
    judge: suspended,
  },
  { id: 'first-charge-high', entityType: 'account', entity: account, judge: firstChargeHigh },
  { id: 'rapid-drain', entityType: 'account', entity: account, judge: rapidDrain },
  { id: 'limit-ladder', entityType: 'account', entity: account, judge: limitLadder },
  { id: 'shared-wallet', entityType: 'wallet', entity: of => of.wallet, judge: sharedWallet },
  { id: 'shared-device', entityType: 'device', entity: of => of.device, judge: sharedDevice },
  { id: 'reverse-brute-force', entityType: 'ip', entity: of => of.ip, judge: reverseBruteForce },
  { id: 'takeover-after-sim-reissue', entityType: 'account', entity: account, judge: takeover },
  ...signalRules,
]
