import type { BankenEvent, EventType, Transfer } from '../../../src/events/catalogue.js'

export type Of<T extends EventType> = Extract<BankenEvent, { type: T }>

export const byAtAndId = (a: BankenEvent, b: BankenEvent) => a.at - b.at || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)

/** Is `a` at or before `b` in the order of (at, id)? */
export const upTo = (a: BankenEvent, b: BankenEvent) => byAtAndId(a, b) <= 0

/** The latest of these words with at <= t; of two with equal at, the greater id. */
export function asOf<E extends BankenEvent>(words: readonly E[], t: number): E | undefined {
  return words
    .filter(word => word.at <= t)
    .sort(byAtAndId)
    .at(-1)
}

/** All events of a type. */
export function all<T extends EventType>(events: readonly BankenEvent[], type: T): Of<T>[] {
  return events.filter((event): event is Of<T> => event.type === type)
}

/** The window of `of`: every event of these up to it whose at is greater than its at less `within`, itself included. */
export function window<E extends BankenEvent>(events: readonly E[], of: Transfer, within: number): E[] {
  return events.filter(event => upTo(event, of) && event.at > of.at - within)
}

/** A succeeded register or change, a snapshot too. */
export const isLinking = (link: Of<'link'>) => link.outcome === 'succeeded' && link.operation !== 'unlink'

export const isOperation = (of: Transfer) => of.outcome === 'succeeded' && (of.type === 'charge' || isLinking(of))

/** The first link of the account at the provider, if it is not after `of`. */
export function firstLink(events: readonly BankenEvent[], of: Transfer): Of<'link'> | undefined {
  return all(events, 'link')
    .filter(link => isLinking(link) && link.account === of.account && link.provider === of.provider && upTo(link, of))
    .sort(byAtAndId)[0]
}

/** The succeeded charges of the account at the provider, at any time. */
export function chargesThere(events: readonly BankenEvent[], of: Transfer): Of<'charge'>[] {
  return all(events, 'charge')
    .filter(c => c.outcome === 'succeeded' && c.account === of.account && c.provider === of.provider)
    .sort(byAtAndId)
}

export const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)

export const distinct = <T>(values: readonly T[]) => [...new Set(values)]

/** The middle value, or halfway between the two middle ones. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const [low = 0, high = low] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]]
  return (low + high) / 2
}
