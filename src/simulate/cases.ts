import { attack, type Hit, MONTH_SPLIT_YEN } from './attack.js'
import {
  afterStop,
  docomoMoment,
  monthEnd,
  reverseBruteForce,
  sharedDevice,
  sharedWallet,
  simReissue,
  slowBruteForce,
} from './campaigns.js'
import { ownLargeUse } from './look-alikes.js'
import { fromJst, HOUR, nightMoment } from './moments.js'
import { AEON, DOCOMO_CASES, JAPAN_POST } from './rails.js'
import { at, type Random } from './random.js'
import type { World } from './world.js'

/** What a provider's published figure counts, and what it does not (yet, or any more). */
export interface Cases {
  /** The published cases, exactly. */
  readonly published: readonly Hit[]
  /** Claimed before the publication, and excluded before it. */
  readonly withdrawn: readonly Hit[]
  /** Claimed only after the publication. */
  readonly later: readonly Hit[]
}

const DOCOMO = 'docomo'
const DOCOMO_YEN = 26_760_000
const YEN_STEP = 10_000
/** The published amounts are totals; how they fall on the cases is invented. */
const PAYPAY_YEN = [
  300_000, 250_000, 180_000, 150_000, 100_000, 100_000, 80_000, 60_000, 50_000, 40_000, 30_000, 20_000, 10_000, 10_000,
  9_800, 5_341,
] as const
const PAYPAY_OWN_USE_YEN = 20_000
const SMALL_CASES = 91
const FULL_CASES = 27

/** `count` amounts of at least 10,000 yen in steps of 10,000 that sum to `total`. */
export function amounts(random: Random, total: number, count: number): number[] {
  const weights = Array.from({ length: count }, () => random.between(10, 190))
  const sum = weights.reduce((a, b) => a + b, 0)
  const spare = total / YEN_STEP - count
  let carried = 0
  return weights.map(weight => {
    const before = Math.floor((carried * spare) / sum)
    carried += weight
    return (1 + Math.floor((carried * spare) / sum) - before) * YEN_STEP
  })
}

/** Hands out the banks of the published cases, each as often as it has cases. */
function bankPool(random: Random): (bank?: string) => string {
  const rest = random.shuffled(DOCOMO_CASES.flatMap(([bank, cases]) => Array.from({ length: cases }, () => bank)))
  return bank => {
    const index = bank === undefined ? 0 : rest.indexOf(bank)
    const taken = at(rest, index)
    rest.splice(index, 1)
    return taken
  }
}

/** docomo: 143 cases of 26,760,000 yen at 11 banks, one of them after the registration stop. */
export function docomoCases(world: World): Cases {
  const { random } = world
  const bank = bankPool(random)
  const banks = (count: number, name?: string) => Array.from({ length: count }, () => bank(name))
  const month = MONTH_SPLIT_YEN
  const rings = [
    ...sharedWallet(world, banks(4, JAPAN_POST), month, false),
    ...reverseBruteForce(world, '203.0.113.201', banks(3, JAPAN_POST).length, month),
    ...reverseBruteForce(world, '198.51.100.222', banks(3, JAPAN_POST).length, month),
    ...sharedWallet(world, banks(4), month, true),
    ...banks(3).map(one => simReissue(world, one, month)),
    ...banks(6).map(one => monthEnd(world, one, month)),
    ...banks(FULL_CASES).map(one => weak(world, one, month)),
  ]
  const rest = DOCOMO_YEN - rings.flatMap(hit => hit.charges).reduce((sum, one) => sum + one.yen, 0)
  const small = amounts(random, rest, SMALL_CASES + 2)
  slowBruteForce(world, '192.0.2.210', fromJst('2020-08-27T13:00:00'))
  return {
    published: [...rings, ...smallCases(world, bank, small)],
    withdrawn: [40_000, 80_000, 150_000, 60_000, 110_000].map((yen, index) => own(world, yen, index % 2 === 0)),
    later: Array.from({ length: 9 }, (_, index) => weak(world, '9900', 50_000 + index * 30_000)),
  }
}

/** 93 smaller ones: a ring on one device, the case after the stop, two by relatives, the rest plain. */
function smallCases(world: World, bank: (name?: string) => string, yen: readonly number[]): Hit[] {
  const [first = 0, second = 0, third = 0, ...plain] = yen
  const rails = Array.from({ length: 6 }, () => ({ provider: DOCOMO, bank: bank() }))
  return [
    afterStop(world, bank(JAPAN_POST), first),
    ownLargeUse(world, { provider: DOCOMO, bank: bank() }, docomoMoment(world), second, 'relative'),
    ownLargeUse(world, { provider: DOCOMO, bank: bank() }, docomoMoment(world), third, 'relative'),
    ...sharedDevice(world, rails, plain.slice(0, 6), docomoMoment(world) - 6 * HOUR),
    ...plain.slice(6).map(one => weak(world, bank(), one)),
  ]
}

function weak(world: World, bank: string, yen: number): Hit {
  return attack(world, { campaign: 'weak-first-link', provider: DOCOMO, bank, yen, at: docomoMoment(world) })
}

function own(world: World, yen: number, relative: boolean): Hit {
  return ownLargeUse(
    world,
    { provider: DOCOMO, bank: '9900' },
    docomoMoment(world),
    yen,
    relative ? 'relative' : 'own-use',
  )
}

function between(world: World, provider: string, bank: string, yen: number, from: string, to: string): Hit {
  const linkAt = nightMoment(world.random, fromJst(from), fromJst(to))
  return attack(world, { campaign: 'weak-first-link', provider, bank, yen, at: linkAt })
}

/** PayPay: 17 cases of 1,415,141 yen, one of which turns out to be the holder's own use after the publication. */
export function payPayCases(world: World): Cases {
  const rail = { provider: 'paypay', bank: JAPAN_POST }
  const one = (yen: number) => between(world, 'paypay', JAPAN_POST, yen, '2020-08-18T00:00:00', '2020-09-14T03:00:00')
  const ownUse = (yen: number, day: string) => ownLargeUse(world, rail, fromJst(day), yen, 'own-use')
  const ring = sharedDevice(world, [rail, rail, rail], PAYPAY_YEN.slice(4, 7), fromJst('2020-09-06T01:20:00'))
  const rest = [...PAYPAY_YEN.slice(0, 4), ...PAYPAY_YEN.slice(7)]
  return {
    published: [...ring, ...rest.map(one), ownUse(PAYPAY_OWN_USE_YEN, '2020-09-07T12:10:00')],
    withdrawn: [ownUse(120_000, '2020-09-02T19:30:00'), ownUse(30_000, '2020-09-10T20:05:00')],
    later: [one(70_000), one(190_000)],
  }
}

/** Kyash: 3 cases of 230,000 yen at Japan Post Bank, 1 of 300,000 yen at AEON Bank. */
export function kyashCases(world: World): Cases {
  const one = (bank: string, yen: number) =>
    between(world, 'kyash', bank, yen, '2020-09-05T00:00:00', '2020-09-13T20:00:00')
  const atJapanPost = [100_000, 80_000, 50_000].map(yen => one(JAPAN_POST, yen))
  return { published: [...atJapanPost, one(AEON, MONTH_SPLIT_YEN)], withdrawn: [], later: [] }
}

/** LINE Pay: 2 cases of 498,000 yen at Japan Post Bank. */
export function linePayCases(world: World): Cases {
  const one = (yen: number) => between(world, 'linepay', JAPAN_POST, yen, '2020-09-10T20:00:00', '2020-09-14T22:00:00')
  return { published: [one(MONTH_SPLIT_YEN), one(198_000)], withdrawn: [], later: [one(90_000)] }
}

/** Accounts whose holders have noticed nothing by the end of the period: no claim names them. */
export function unnoticed(world: World): readonly Hit[] {
  const payPay = Array.from({ length: 3 }, (_, index) =>
    between(world, 'paypay', JAPAN_POST, 100_000 + index * 60_000, '2020-09-12T00:00:00', '2020-09-15T20:00:00'),
  )
  const docomo = Array.from({ length: 6 }, (_, index) =>
    attack(world, {
      campaign: 'weak-first-link',
      provider: DOCOMO,
      bank: '9900',
      yen: 30_000 + index * 40_000,
      at: docomoMoment(world),
    }),
  )
  return [...payPay, ...docomo]
}
