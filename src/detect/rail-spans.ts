/** What is said of a rail while a span lasts. */
export interface RailWords {
  readonly adoption: string
  /** Operations. */
  readonly suspended: readonly string[]
  readonly uncertain: readonly string[]
  /** Whole yen; null: none or unknown. */
  readonly limitCharge: number | null
  readonly limitDay: number | null
  readonly limitMonth: number | null
}

/** A row of the view `rail_spans`; microseconds, infinite at both ends. */
export interface RailSpan extends RailWords {
  readonly provider: string
  /** `*`: every bank without spans of its own. */
  readonly bank: string
  readonly from: number
}

const NOTHING_SAID: RailWords = {
  adoption: 'unknown',
  suspended: [],
  uncertain: [],
  limitCharge: null,
  limitDay: null,
  limitMonth: null,
}

/** The view `rail_spans` in memory: there are some for each of a few hundred rails, and every event needs one. */
export class RailSpans {
  readonly #spans = new Map<string, RailSpan[]>()

  constructor(spans: Iterable<RailSpan>) {
    for (const span of spans) {
      const rail = `${span.provider}|${span.bank}`
      const ofRail = this.#spans.get(rail)
      if (ofRail) ofRail.push(span)
      else this.#spans.set(rail, [span])
    }
    for (const ofRail of this.#spans.values()) ofRail.sort((a, b) => a.from - b.from)
  }

  asOf(provider: string, bank: string, at: number): RailWords {
    const spans = this.#spans.get(`${provider}|${bank}`) ?? this.#spans.get(`${provider}|*`) ?? []
    let low = 0
    let high = spans.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((spans[middle] as RailSpan).from <= at) low = middle + 1
      else high = middle
    }
    return spans[low - 1] ?? NOTHING_SAID
  }
}
