import type { BankenEvent, Transfer } from '../../../src/events/catalogue.js'
import { day, hour, minute } from './time.js'
import { all, asOf, byAtAndId, type Of } from './world.js'

/** Did the owner have the line stopped, the credentials changed and the line resumed in the 7 days before the re-issue? */
function isOwnRepair(sims: readonly Of<'sim'>[], reissue: Of<'sim'>): boolean {
  const at = (status: string) => sims.filter(s => s.status === status && s.phone === reissue.phone).map(s => s.at)
  const r = reissue.at
  return at('line-suspended').some(
    suspended =>
      r - 7 * day <= suspended &&
      at('credentials-changed').some(
        changed => suspended < changed && at('line-resumed').some(resumed => changed < resumed && resumed < r),
      ),
  )
}

/** Two-factor status of an account at t. */
export function twoFactorAt(events: readonly BankenEvent[], account: string, t: number): string {
  const words = all(events, 'two-factor').filter(word => word.account === account)
  const word = asOf(words, t)
  if (word === undefined) return 'unknown'
  if (word.status === 'withdrawn') return 'not-enrolled'
  if ((word.method !== 'sms' && word.method !== 'ivr') || word.phone === undefined) return 'enrolled'
  const sims = all(events, 'sim').filter(sim => sim.phone === word.phone)
  const reissues = sims.filter(sim => sim.status === 'reissued' && t - 72 * hour < sim.at && sim.at <= t)
  return reissues.some(reissue => !isOwnRepair(sims, reissue)) ? 'void' : 'enrolled'
}

/** Adoption of a rail at t. */
export function adoptionAt(events: readonly BankenEvent[], provider: string, bank: string, t: number): string {
  const words = all(events, 'adoption').filter(word => word.provider === provider && word.bank === bank)
  const word = asOf(words, t)
  if (word === undefined) return 'unknown'
  return word.status === 'adopted' ? 'adopted' : 'not-adopted'
}

/** Who holds the account at t, if it is known. */
export function holderAt(events: readonly BankenEvent[], account: string, t: number): string | undefined {
  const words = all(events, 'holder').filter(word => word.account === account)
  return asOf(words, t)?.person
}

export interface Suspension {
  readonly suspended: boolean
  readonly uncertain: boolean
}

/** Was the operation of this event suspended on its rail when it was tried? */
export function suspensionAt(events: readonly BankenEvent[], of: Transfer): Suspension {
  const operation = of.type === 'link' ? of.operation : 'charge'
  const words = all(events, 'suspension').filter(
    word =>
      word.provider === of.provider &&
      (word.bank === of.bank || word.bank === '*') &&
      (word.operations as string[]).includes(operation),
  )
  const says = (bank: string) => {
    const ofBank = words.filter(word => word.bank === bank)
    return asOf(ofBank, of.at)?.status === 'suspended'
  }
  return {
    suspended: says(of.bank) || says('*'),
    uncertain: words.some(word => word.approximate === true && Math.abs(of.at - word.at) <= 5 * minute),
  }
}

type Per = 'charge' | 'day' | 'month'
interface RailAt {
  readonly provider: string
  readonly bank: string
  readonly at: number
}

/** Limit words on the rail, for all or for some, oldest first. */
function limitsOn(events: readonly BankenEvent[], { provider, bank }: RailAt, per: Per): Of<'limit'>[] {
  return all(events, 'limit')
    .filter(w => w.provider === provider && w.per === per && (w.bank === bank || w.bank === '*'))
    .sort(byAtAndId)
}

/** The word that holds for everybody on the rail: that of its bank before that of `*`. */
function wordOfRail(events: readonly BankenEvent[], rail: RailAt, per: Per): Of<'limit'> | undefined {
  const words = limitsOn(events, rail, per).filter(w => w.account === undefined && w.wallet === undefined)
  const ofBank = (bank: string) => words.filter(word => word.bank === bank)
  return asOf(ofBank(rail.bank), rail.at) ?? asOf(ofBank('*'), rail.at)
}

/** The limit of a rail. Infinity where none is known. */
export function limitOfRail(events: readonly BankenEvent[], rail: RailAt, per: Per): number {
  return wordOfRail(events, rail, per)?.yen ?? Number.POSITIVE_INFINITY
}

/** The limit that holds for this event: own word before that of its rail. Infinity where none is known. */
export function limitOf(events: readonly BankenEvent[], of: Transfer, per: Per): number {
  const own = limitsOn(events, of, per).filter(w => w.account === of.account || w.wallet === of.wallet)
  return (asOf(own, of.at) ?? wordOfRail(events, of, per))?.yen ?? Number.POSITIVE_INFINITY
}
