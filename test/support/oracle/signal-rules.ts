import type { BankenEvent, Transfer } from '../../../src/events/catalogue.js'
import { crowdRules } from './crowd-rules.js'
import type { Rule, Severity } from './rule.js'
import { day, hour, minute, monthOf } from './time.js'
import { holderAt, limitOf, limitOfRail } from './words.js'
import {
  all,
  byAtAndId,
  chargesThere,
  firstLink,
  isLinking,
  isOperation,
  median,
  type Of,
  sum,
  upTo,
  window,
} from './world.js'

type Events = readonly BankenEvent[]
const account = (of: Transfer) => of.account
const isPaid = (of: Transfer): of is Of<'charge'> => of.type === 'charge' && of.outcome === 'succeeded'
const isKnown = <T>(value: T | undefined): value is T => value !== undefined
const yenOf = (charges: readonly Of<'charge'>[]) => sum(charges.map(({ yen }) => yen))

/** Links of the account there that were seen to happen, within 24 hours up to the event. */
function freshLinks(events: Events, of: Transfer): Of<'link'>[] {
  const there = all(events, 'link').filter(link => link.account === of.account && link.provider === of.provider)
  return window(there, of, 24 * hour).filter(link => isLinking(link) && link.snapshot !== true)
}

function takeoverSignals(events: Events, of: Transfer, link: Of<'link'>): BankenEvent[] {
  const persons: unknown[] = [link.person, holderAt(events, of.account, of.at)].filter(isKnown)
  const isOnThem = (signal: { wallet?: string | undefined; person?: string | undefined }) =>
    signal.wallet === of.wallet || persons.includes(signal.person)
  const changes = all(events, 'wallet').filter(({ change }) => ['device', 'phone', 'password'].includes(change))
  const logins = all(events, 'login').filter(login => login.newDevice === true && login.outcome === 'succeeded')
  const sims = all(events, 'sim').filter(({ status }) => status === 'reissued')
  return [
    ...changes.filter(isOnThem),
    ...logins.filter(isOnThem),
    ...sims.filter(({ phone, person }) => phone === link.phone || persons.includes(person)),
  ]
}

function newDeviceDrain(events: Events, of: Transfer): Severity | undefined {
  const link = firstLink(events, of)
  if (!isPaid(of) || link === undefined || of.at - link.at < 7 * day) return undefined
  const drains = takeoverSignals(events, of, link)
    .filter(signal => signal.at > of.at - hour && signal.at <= of.at)
    .map(signal => chargesThere(events, of).filter(charge => charge.at >= signal.at && upTo(charge, of)))
  return drains.some(charges => yenOf(charges) >= 30_000 || charges.length >= 3) ? 'high' : undefined
}

function freshFactor(events: Events, of: Transfer): Severity | undefined {
  const link = firstLink(events, of)
  if (!isPaid(of) || link === undefined || of.at - link.at > hour) return undefined
  const words = all(events, 'two-factor').filter(word => word.account === of.account && word.at < link.at)
  const fresh = words.sort(byAtAndId).filter((word, i) => {
    const before = words[i - 1]
    const isSame = before?.status === 'enrolled' && before.method === word.method && before.phone === word.phone
    return word.status === 'enrolled' && !isSame
  })
  const isMuch = yenOf(window(chargesThere(events, of), of, hour)) >= 30_000
  return isMuch && fresh.some(word => link.at - word.at < day) ? 'high' : undefined
}

/** Two addresses of one kind that differ in their first two groups. */
function isElsewhere(one: string | undefined, other: string | undefined): boolean {
  if (one === undefined || other === undefined || one.includes(':') !== other.includes(':')) return false
  const network = (ip: string) =>
    ip
      .split(ip.includes(':') ? ':' : '.')
      .slice(0, 2)
      .join()
  return network(one) !== network(other)
}

function relayLink(events: Events, of: Transfer): Severity | undefined {
  const isByCode = ({ factors = [] }: Of<'link'>) =>
    factors.some(factor => ['otp-sms', 'otp-app', 'otp-token', 'ivr'].includes(factor))
  const isRelayed = ({ network, device, bankDevice, ip, bankIp }: Of<'link'>) =>
    ['hosting', 'vpn', 'foreign'].includes(network ?? '') ||
    (isKnown(device) && isKnown(bankDevice) && device !== bankDevice) ||
    isElsewhere(ip, bankIp)
  const links = freshLinks(events, of).filter(link => isByCode(link) && isRelayed(link))
  return isPaid(of) && links.some(link => of.at - link.at <= 30 * minute) ? 'high' : undefined
}

function holderMismatch(events: Events, of: Transfer): Severity | undefined {
  const holder = holderAt(events, of.account, of.at)
  const differs = ({ holderMatch, person }: Of<'link'>) =>
    holderMatch === undefined ? isKnown(person) && isKnown(holder) && person !== holder : holderMatch === 'mismatch'
  return isPaid(of) && freshLinks(events, of).some(differs) ? 'medium' : undefined
}

/** Whether the event's device is known, and no succeeded link or charge of the account had it before. */
function isNewDevice(events: Events, of: Transfer): boolean {
  const earlier = [...all(events, 'link'), ...all(events, 'charge')].filter(
    each => each.outcome === 'succeeded' && each.account === of.account && each.id !== of.id && upTo(each, of),
  )
  return isKnown(of.device) && !earlier.some(({ device }) => device === of.device)
}

function outOfCharacter(events: Events, of: Transfer): Severity | undefined {
  const link = firstLink(events, of)
  if (!isPaid(of) || link === undefined || of.at - link.at <= 30 * day) return undefined
  const yens = chargesThere(events, of)
    .filter(charge => charge.id !== of.id && upTo(charge, of))
    .map(({ yen }) => yen)
  if (yens.length < 10) return undefined
  const middle = median(yens)
  const mad = median(yens.map(yen => Math.abs(yen - middle)))
  const isMuch = of.yen >= Math.max(50_000, middle + 6 * Math.max(1.4826 * mad, middle / 4))
  return isMuch && isNewDevice(events, of) ? 'medium' : undefined
}

function monthTurnDrain(events: Events, of: Transfer): Severity | undefined {
  const link = firstLink(events, of)
  const turn = monthOf(of.at)
  const limit = limitOf(events, of, 'month')
  if (!isPaid(of) || link === undefined || of.at - link.at > 35 * day || of.at >= turn + 72 * hour) return undefined
  const charges = chargesThere(events, of).filter(charge => upTo(charge, of) && charge.at >= turn - 72 * hour)
  const reaches = (some: readonly Of<'charge'>[]) => yenOf(some) * 10 >= limit * 8
  const isTwice = reaches(charges.filter(({ at }) => at < turn)) && reaches(charges.filter(({ at }) => at >= turn))
  return isTwice ? 'high' : undefined
}

/** Did this word raise or lift a limit of one account or wallet, against its word before or else that of its rail? */
function isRaise(events: Events, word: Of<'limit'>): boolean {
  const { provider, bank, per, account, wallet } = word
  const same = all(events, 'limit').filter(
    w => w.provider === provider && w.bank === bank && w.per === per && w.account === account && w.wallet === wallet,
  )
  const before = same.sort(byAtAndId)[same.indexOf(word) - 1]
  if (before === undefined) {
    return word.yen === undefined || word.yen > limitOfRail(events, { provider, bank, at: word.at }, per)
  }
  return before.yen !== undefined && (word.yen === undefined || word.yen > before.yen)
}

function weakened(events: Events, of: Transfer): Severity | undefined {
  if (!isPaid(of)) return undefined
  const isRecent = ({ at }: BankenEvent) => at > of.at - 24 * hour && at <= of.at
  const paid = all(events, 'charge').filter(c => isPaid(c) && c.account === of.account && upTo(c, of))
  const withdrawn = all(events, 'two-factor').filter(
    word => word.account === of.account && word.status === 'withdrawn' && isRecent(word),
  )
  const holdsFor = (limit: Of<'limit'>, charge: Of<'charge'>) =>
    (isKnown(limit.account) || isKnown(limit.wallet)) &&
    limit.provider === charge.provider &&
    ['*', charge.bank].includes(limit.bank) &&
    (limit.account ?? charge.account) === charge.account &&
    (limit.wallet ?? charge.wallet) === charge.wallet
  const raised = all(events, 'limit').filter(word => isRecent(word) && holdsFor(word, of) && isRaise(events, word))
  const drains = [
    ...withdrawn.map(word => paid.filter(({ at }) => at >= word.at)),
    ...raised.map(word => paid.filter(charge => charge.at >= word.at && holdsFor(word, charge))),
  ]
  return drains.some(charges => yenOf(charges) >= 30_000) ? 'high' : undefined
}

function leaksOf(events: Events, of: Transfer): Of<'leak'>[] {
  const link = firstLink(events, of)
  const own: Partial<Of<'link'>> = of.type === 'link' ? of : {}
  const persons: unknown[] = [own.person, link?.person, holderAt(events, of.account, of.at)].filter(isKnown)
  const phones: unknown[] = [own.phone, link?.phone].filter(isKnown)
  return all(events, 'leak').filter(
    leak => leak.account === of.account || persons.includes(leak.person) || phones.includes(leak.phone),
  )
}

function listed(events: Events, of: Transfer): Severity | undefined {
  const link = firstLink(events, of)
  const isLadder = isPaid(of) && window(chargesThere(events, of), of, 10 * minute).length >= 3
  const isElse = link !== undefined && of.at - link.at > day && isNewDevice(events, of)
  if (!isOperation(of) || !(link?.id === of.id || isLadder || isElse)) return undefined
  return leaksOf(events, of).length > 0 ? 'high' : undefined
}

function orderThenLink(events: Events, of: Transfer): Severity | undefined {
  if (of.type !== 'link' || !isLinking(of)) return undefined
  const words = all(events, 'order').filter(({ at }) => at <= of.at)
  const isTheirs = (word: Of<'order'>) =>
    word.person === of.person ||
    (isKnown(of.phone) && word.phone === of.phone) ||
    (isKnown(of.device) && word.device === of.device)
  const isDoubtful = ({ shop, order }: Of<'order'>) => {
    const all = words.filter(word => word.shop === shop && word.order === order).sort(byAtAndId)
    const last = all.at(-1)
    const isStopped = last?.status === 'held' || last?.status === 'cancelled'
    return last !== undefined && isStopped && last.at > of.at - 72 * hour && !all.some(w => w.status === 'verified')
  }
  return words.some(word => isTheirs(word) && isDoubtful(word)) ? 'medium' : undefined
}

/** The rules that look at what is said around links and charges. */
export const signalRules: readonly Rule[] = [
  ...crowdRules,
  { id: 'new-device-drain', entityType: 'account', entity: account, judge: newDeviceDrain },
  { id: 'fresh-factor', entityType: 'account', entity: account, judge: freshFactor },
  { id: 'relay-link', entityType: 'account', entity: account, judge: relayLink },
  { id: 'holder-mismatch', entityType: 'account', entity: account, judge: holderMismatch },
  { id: 'out-of-character-charge', entityType: 'account', entity: account, judge: outOfCharacter },
  { id: 'month-turn-drain', entityType: 'account', entity: account, judge: monthTurnDrain },
  { id: 'weakened-then-charged', entityType: 'account', entity: account, judge: weakened },
  {
    id: 'listed-identity',
    entityType: 'account',
    entity: account,
    judge: listed,
    knownAt: (events, of) => Math.max(of.at, Math.min(...leaksOf(events, of).map(({ at }) => at))),
  },
  {
    id: 'order-then-link',
    entityType: 'person',
    entity: of => (of.type === 'link' ? of.person : undefined),
    judge: orderThenLink,
  },
]
