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

/** The limit that holds for this event: own word before that of its bank before that of `*`. Infinity where none is known. */
export function limitOf(events: readonly BankenEvent[], of: Transfer, per: 'charge' | 'day' | 'month'): number {
  const words = all(events, 'limit')
    .filter(w => w.provider === of.provider && w.per === per && (w.bank === of.bank || w.bank === '*'))
    .sort(byAtAndId)
  const isOwn = (w: Of<'limit'>) => w.account === of.account || w.wallet === of.wallet
  const isForAll = (w: Of<'limit'>) => w.account === undefined && w.wallet === undefined
  const word =
    asOf(words.filter(isOwn), of.at) ??
    asOf(
      words.filter(w => isForAll(w) && w.bank === of.bank),
      of.at,
    ) ??
    asOf(
      words.filter(w => isForAll(w) && w.bank === '*'),
      of.at,
    )
  return word?.yen ?? Number.POSITIVE_INFINITY
}
