/**
 * Which tallies the announcements of September 2020 speak of, in the article's own order. Only the questions stand here:
 * every figure is asked of the database.
 */
export const JAPAN_POST = '9900'
const AEON = '0040'

const SEPTEMBER_15 = '2020-09-15T00:00:00+09:00'
const END_OF_15 = '2020-09-15T23:59:59.999999+09:00'
/** The last moment that the article speaks of. */
export const END_OF_16 = '2020-09-16T23:59:59.999999+09:00'

interface Question {
  readonly asOf: string
  readonly provider: string
  /** One sentence for each bank; `all`: one over all banks. */
  readonly banks: readonly string[] | 'all'
}

export const QUESTIONS: readonly Question[] = [
  { asOf: SEPTEMBER_15, provider: 'docomo', banks: 'all' },
  { asOf: END_OF_15, provider: 'paypay', banks: [JAPAN_POST] },
  { asOf: END_OF_15, provider: 'kyash', banks: [JAPAN_POST, AEON] },
  { asOf: END_OF_16, provider: 'linepay', banks: [JAPAN_POST] },
  ...['paypal', 'wellnet', 'rakuten-edy', 'billing-system', 'merpay', 'yume-card'].map(provider => ({
    asOf: END_OF_16,
    provider,
    banks: [JAPAN_POST],
  })),
]
