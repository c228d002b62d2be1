import { PROVIDERS, type Rail } from './rails.js'
import { at, type Random, scatter } from './random.js'

/** Two hex digits of every byte: far quicker than toString(16) where millions of tokens are made. */
const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))

/** 32 bits as 8 hex digits. */
export function hex8(bits: number): string {
  return `${HEX[bits >>> 24]}${HEX[(bits >>> 16) & 255]}${HEX[(bits >>> 8) & 255]}${HEX[bits & 255]}`
}

const RAILS: readonly Rail[] = PROVIDERS.flatMap(({ id, share, banks }) =>
  Array.from({ length: Math.round(share * 2) }, (_, seat) => ({
    provider: id,
    bank: seat % 2 === 0 ? at(banks, 0) : at(banks, seat % banks.length),
  })),
)

/** A crowd of any size that is kept nowhere: whatever is asked of a member is computed from its index and the seed. */
export class Crowd {
  constructor(
    private readonly seed: number,
    readonly size: number,
  ) {}

  account(index: number): string {
    return this.token('acc', index, 0)
  }

  wallet(index: number): string {
    return this.token('wal', index, 1)
  }

  person(index: number): string {
    return this.token('per', index, 2)
  }

  phone(index: number): string {
    return this.token('phn', index, 3)
  }

  /** One in sixteen shares the device of the member before: families. */
  device(index: number): string {
    return this.token('dev', this.bits(index, 4) % 16 === 0 ? Math.max(0, index - 1) : index, 5)
  }

  rail(index: number): Rail {
    return at(RAILS, this.bits(index, 6) % RAILS.length)
  }

  /** At home an address of its own; on the way one of 16,384 carrier addresses, behind which many are. */
  ip(index: number, mobile: boolean): string {
    const bits = this.bits(index, 7)
    if (mobile) return `100.${64 + (bits & 63)}.${(bits >>> 6) & 255}.1`
    return `10.${(bits >>> 16) & 255}.${(bits >>> 8) & 255}.${1 + (bits & 127)}`
  }

  /** A member who was linked before the traffic starts. */
  anyLinked(random: Random): number {
    return 2 * Math.floor(random.unit() * (this.size / 2))
  }

  /** A member who was not. */
  anyUnlinked(random: Random): number {
    return Math.min(this.size - 1, this.anyLinked(random) + 1)
  }

  private bits(index: number, salt: number): number {
    return scatter(index ^ scatter(this.seed + salt * 0x51ed27))
  }

  private token(prefix: string, index: number, salt: number): string {
    const bits = this.bits(index, salt)
    const more = Math.imul(bits, 0x9e3779b1)
    return `${prefix}-${hex8(bits)}${HEX[(more >>> 24) & 255]}${HEX[(more >>> 16) & 255]}`
  }
}
