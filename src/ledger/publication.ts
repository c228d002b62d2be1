import type { Microseconds } from '../events/time.js'
import type { Basis } from './basis.js'
import type { CellState } from './wording.js'

/** What a column of a publication counts: a basis, of claims whose first revision came by these channels (null: all). */
export interface Counting {
  readonly basis: Basis
  readonly channels: readonly string[] | null
}

/** A row of `damage()` as it was published, and the first stop of new links of its rail. Money is whole yen. */
export interface PublishedCell {
  readonly basis: Basis
  readonly provider: string
  readonly bank: string
  readonly state: CellState
  readonly cases: number | null
  readonly yen: number | null
  readonly casesSoFar: number | null
  readonly yenSoFar: number | null
  readonly accounts: number | null
  readonly charges: number | null
  readonly preventedYen: number | null
  readonly recoveredYen: number | null
  readonly netYen: number | null
  readonly firstOccurredAt: Microseconds | null
  readonly lastOccurredAt: Microseconds | null
  readonly casesAfterStop: number | null
  readonly yenAfterStop: number | null
  readonly links: number | null
  readonly casesPer100kLinks: number | null
  readonly rateLow: number | null
  readonly rateHigh: number | null
  readonly stoppedAt: Microseconds | null
}

/** A revision of a claim, or a compensation of it. */
export interface Word {
  readonly id: string
  readonly eventAt: Microseconds
}

/** A claim as it was known at a publication, counted or not: what is not counted now may be the next time. */
export interface PublishedClaim {
  readonly claim: string
  readonly counted: readonly Basis[]
  readonly provider: string
  readonly bank: string
  readonly account: string
  readonly status: 'declared' | 'investigating' | 'confirmed' | 'excluded'
  readonly reason: string | null
  readonly yen: number
  readonly compensation: string | null
  readonly paidYen: number | null
  readonly preventedYen: number | null
  readonly recoveredYen: number | null
  readonly occurredAt: Microseconds
  readonly occurredTo: Microseconds | null
  readonly charges: readonly string[] | null
  readonly channel: string | null
  readonly afterStop: boolean
  readonly firstRecordedAt: Microseconds
  readonly words: readonly Word[]
}

/** What the ledger says at a moment: the part of a publication that is compared. */
export interface Statement {
  readonly name: string
  readonly asOf: Microseconds
  readonly countings: readonly Counting[]
  /** By basis in the order of `countings`, then provider and bank. */
  readonly cells: readonly PublishedCell[]
  /** By claim id. */
  readonly claims: readonly PublishedClaim[]
}

/** What was published, exactly as it was. */
export interface Publication extends Statement {
  /** The publication that this one corrects. */
  readonly corrects: string | null
  readonly publishedAt: Microseconds
  readonly text: string
}

/** Whether a basis and its channels count a claim: as the macros is_counted and is_of_channels. */
export function isCounted({ basis, channels }: Counting, claim: PublishedClaim): boolean {
  const isOfChannels = channels === null || (claim.channel !== null && channels.includes(claim.channel))
  return isOfChannels && isCountedBy(basis, claim)
}

function isCountedBy(basis: Basis, { status, compensation }: PublishedClaim): boolean {
  switch (basis) {
    case 'declared':
      return status !== 'excluded'
    case 'confirmed':
    case 'excluded':
      return status === basis
    case 'compensated':
      return compensation === 'full' || compensation === 'partial'
    case 'suspected':
      return false
  }
}

/** What a counted claim adds to the yen of a basis: as the macro counted_yen. */
export function countedYen(basis: Basis, { yen, paidYen }: PublishedClaim): number {
  return basis === 'compensated' ? (paidYen ?? 0) : yen
}
