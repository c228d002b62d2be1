import { fromJst, MINUTE } from './moments.js'

/** One provider at one bank, both as the contract writes them. */
export interface Rail {
  readonly provider: string
  readonly bank: string
}

export type Operation = 'register' | 'change' | 'charge'

export const JAPAN_POST = '9900'
export const AEON = '0040'

/** Eleven banks for the docomo cases: only how many banks, cases and yen there were in all is a published figure. */
export const DOCOMO_CASES: readonly (readonly [bank: string, cases: number])[] = [
  ['9900', 50],
  ['0168', 20],
  ['0125', 14],
  ['0152', 12],
  ['0126', 10],
  ['0157', 9],
  ['0163', 8],
  ['0118', 7],
  ['0166', 5],
  ['0546', 4],
  ['0040', 4],
]

/** Share of the ordinary traffic, and the banks a provider reaches (Japan Post Bank first and most). */
export const PROVIDERS: readonly { readonly id: string; readonly share: number; readonly banks: readonly string[] }[] =
  [
    { id: 'paypay', share: 34, banks: ['9900', '0005', '0009', '0010', '0033', '0036'] },
    { id: 'linepay', share: 16, banks: ['9900', '0005', '0009', '0177'] },
    { id: 'docomo', share: 15, banks: DOCOMO_CASES.map(([bank]) => bank) },
    { id: 'merpay', share: 12, banks: ['9900', '0005', '0009'] },
    { id: 'rakuten-edy', share: 6, banks: ['9900', '0036'] },
    { id: 'kyash', share: 4, banks: ['9900', '0040'] },
    { id: 'paypal', share: 4, banks: ['9900', '0001', '0005'] },
    { id: 'famipay', share: 3, banks: ['9900'] },
    { id: 'pring', share: 3, banks: ['9900', '0001'] },
    { id: 'billing-system', share: 1.5, banks: ['9900'] },
    { id: 'wellnet', share: 1.5, banks: ['9900'] },
    { id: 'yume-card', share: 1, banks: ['9900', '0169'] },
  ]

/** In operation at Japan Post Bank without its two-factor authentication, as published on 15 September 2020. */
export const WITHOUT_TWO_FACTOR = [
  'paypay',
  'linepay',
  'paypal',
  'wellnet',
  'rakuten-edy',
  'billing-system',
  'merpay',
  'yume-card',
] as const
export const WITH_TWO_FACTOR = ['famipay', 'pring'] as const

/** Yen. Simulated people keep to these everywhere; there are limit events only for the rails of `LIMITED`. */
export const YEN_PER_CHARGE_MAX = 100_000
export const YEN_PER_MONTH_MAX = 300_000
export const LIMITED: readonly Rail[] = [
  { provider: 'docomo', bank: '*' },
  { provider: 'kyash', bank: '*' },
  { provider: 'paypay', bank: JAPAN_POST },
  { provider: 'linepay', bank: JAPAN_POST },
  { provider: 'merpay', bank: JAPAN_POST },
]

interface Stop extends Rail {
  readonly operations: readonly Operation[]
  readonly at: number
  readonly approximate?: boolean
}

export const DOCOMO_STOP_AT = fromJst('2020-09-10T00:00:00')
export const PAYPAY_STOP_AT = fromJst('2020-09-16T09:00:00')
/** About: the announcement said 頃. */
export const LINEPAY_STOP_AT = fromJst('2020-09-16T08:55:00')
const KYASH_STOP_AT = fromJst('2020-09-14T18:00:00')

/** Published stops. Of docomo's charges and Kyash's rails only "before the 15th" is known: their hours are invented. */
export const STOPS: readonly Stop[] = [
  { provider: 'docomo', bank: '*', operations: ['register'], at: DOCOMO_STOP_AT },
  { provider: 'docomo', bank: JAPAN_POST, operations: ['change', 'charge'], at: fromJst('2020-09-12T00:00:00') },
  { provider: 'kyash', bank: JAPAN_POST, operations: ['register', 'charge'], at: KYASH_STOP_AT },
  { provider: 'kyash', bank: AEON, operations: ['register', 'charge'], at: KYASH_STOP_AT + 5 * MINUTE },
  { provider: 'paypay', bank: JAPAN_POST, operations: ['register', 'charge'], at: PAYPAY_STOP_AT },
  {
    provider: 'linepay',
    bank: JAPAN_POST,
    operations: ['register', 'charge'],
    at: LINEPAY_STOP_AT,
    approximate: true,
  },
]

/** Does a stop hold for this operation at `ms`? The instant of the stop is included. */
export function isStopped(rail: Rail, operation: Operation, ms: number): boolean {
  return STOPS.some(
    stop =>
      stop.provider === rail.provider &&
      (stop.bank === '*' || stop.bank === rail.bank) &&
      stop.operations.includes(operation) &&
      ms >= stop.at,
  )
}
