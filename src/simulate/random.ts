/** A bijection of 32-bit integers that scatters neighbours (the "lowbias32" finaliser): no two inputs collide. */
export function scatter(value: number): number {
  let x = value >>> 0
  x = Math.imul(x ^ (x >>> 16), 0x7feb352d)
  x = Math.imul(x ^ (x >>> 15), 0x846ca68b)
  return (x ^ (x >>> 16)) >>> 0
}

/**
 * Seeded chance (sfc32, state filled by a scattered counter). Uses integer arithmetic and one exact division only, so
 * that one seed gives the same events on every machine and every version of Node.
 */
export class Random {
  private a: number
  private b: number
  private c: number
  private counter = 1

  constructor(seed: number) {
    this.a = scatter(seed + 0x9e3779b9)
    this.b = scatter(seed + 0x3c6ef372)
    this.c = scatter(seed + 0xdaa66d2b)
    for (let round = 0; round < 12; round += 1) this.bits()
  }

  /** 32 uniform bits as an unsigned integer. */
  bits(): number {
    const sum = (((this.a + this.b) | 0) + this.counter) | 0
    this.counter = (this.counter + 1) | 0
    this.a = this.b ^ (this.b >>> 9)
    this.b = (this.c + (this.c << 3)) | 0
    this.c = ((this.c << 21) | (this.c >>> 11)) + sum
    return sum >>> 0
  }

  /** Uniform in [0, 1). */
  unit(): number {
    return this.bits() / 4_294_967_296
  }

  /** Uniform integer from `low` to `high`, both included. */
  between(low: number, high: number): number {
    return low + Math.floor(this.unit() * (high - low + 1))
  }

  /** True with the given probability (0 to 1). */
  chance(probability: number): boolean {
    return this.unit() < probability
  }

  /** One of the list, all alike likely. Throws on an empty list. */
  pick<T>(list: readonly T[]): T {
    return at(list, Math.floor(this.unit() * list.length))
  }

  /** One of the values, by weight; the weights need not sum to 1. */
  weighted<T>(choices: readonly (readonly [T, number])[]): T {
    let rest = this.unit() * choices.reduce((sum, [, weight]) => sum + weight, 0)
    for (const [value, weight] of choices) {
      rest -= weight
      if (rest < 0) return value
    }
    return at(choices, choices.length - 1)[0]
  }

  /** A shuffled copy (Fisher–Yates). */
  shuffled<T>(list: readonly T[]): T[] {
    const copy = [...list]
    for (let i = copy.length - 1; i > 0; i -= 1) {
      const j = this.between(0, i)
      const held = at(copy, i)
      copy[i] = at(copy, j)
      copy[j] = held
    }
    return copy
  }
}

/** The element at `index`; a bug (a RangeError), never undefined, where there is none. */
export function at<T>(list: readonly T[], index: number): T {
  if (index < 0 || index >= list.length) throw new RangeError(`no element ${index} in a list of ${list.length}`)
  return list[index] as T
}
