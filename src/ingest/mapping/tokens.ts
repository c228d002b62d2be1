import { hash } from 'node:crypto'
import { type Outcome, refuse } from '../dead-letter.js'

export type TokenKind = 'account' | 'wallet' | 'device' | 'phone' | 'person'

/** Fields of events that hold opaque tokens. A mapping can fill them in no other way. */
export const TOKEN_FIELDS: ReadonlyMap<string, TokenKind> = new Map([
  ['account', 'account'],
  ['wallet', 'wallet'],
  ['counterparty', 'wallet'],
  ['device', 'device'],
  ['bankDevice', 'device'],
  ['phone', 'phone'],
  ['person', 'person'],
])

/** `provider`: equal texts of two providers are different things, as with their customer numbers. */
export type Scope = 'provider' | 'all'

export const SCOPES: Readonly<Record<TokenKind, Scope>> = {
  account: 'all',
  phone: 'all',
  wallet: 'provider',
  device: 'provider',
  person: 'provider',
}

const LETTERS: Readonly<Record<TokenKind, string>> = { account: 'a', wallet: 'w', device: 'd', phone: 't', person: 'p' }
const BLOCK_BYTES = 64
const DIGEST_BYTES = 32
/** Texts of up to a third as many characters need no buffer of their own. */
const SHORT_BYTES = 1024
const TOKEN_HEX = 32

/**
 * HMAC-SHA-256 (RFC 2104) under one key: the only way out for a raw identifier. Of two one-shot hashes over buffers of its
 * own, which takes half the time of createHmac for texts as short as these.
 */
export class Tokens {
  readonly #inner = Buffer.alloc(BLOCK_BYTES + SHORT_BYTES)
  readonly #outer = Buffer.alloc(BLOCK_BYTES + DIGEST_BYTES)

  /** `key`: at least 32 bytes that nobody can guess; another key gives other tokens throughout. */
  constructor(key: Uint8Array) {
    const padded = Buffer.alloc(BLOCK_BYTES)
    padded.set(key.length > BLOCK_BYTES ? Buffer.from(hash('sha256', key), 'hex') : key)
    for (const [i, byte] of padded.entries()) {
      this.#inner[i] = byte ^ 0x36
      this.#outer[i] = byte ^ 0x5c
    }
  }

  /** The whole HMAC as 64 hexadecimal digits. */
  hmac(message: Uint8Array): string {
    return this.#finish(Buffer.concat([this.#inner.subarray(0, BLOCK_BYTES), message]))
  }

  /** A letter for the kind and 128 bits: `value` is normalised, `owner` is the provider's id or empty. */
  token(kind: TokenKind, owner: string, value: string): string {
    const text = `${kind}\n${owner}\n${value}`
    return `${LETTERS[kind]}-${this.#ofText(text).slice(0, TOKEN_HEX)}`
  }

  /** Tells this key from others, and nothing of it. */
  get fingerprint(): string {
    return this.hmac(Buffer.from('banken token key')).slice(0, TOKEN_HEX)
  }

  #ofText(text: string): string {
    if (text.length * 3 > SHORT_BYTES) return this.hmac(Buffer.from(text))
    const length = this.#inner.write(text, BLOCK_BYTES)
    return this.#finish(this.#inner.subarray(0, BLOCK_BYTES + length))
  }

  #finish(keyed: Uint8Array): string {
    this.#outer.write(hash('sha256', keyed, 'binary'), BLOCK_BYTES, 'binary')
    return hash('sha256', this.#outer)
  }
}

const JOINT = /[\s\-‐‑–—−ー()]/g

const DIGITS = /^\d+$/
/** What NFKC leaves as it is. */
const PLAIN = /^[\x21-\x7e]*$/

function digitsOf(text: string): string | undefined {
  if (DIGITS.test(text)) return text
  const plain = text.normalize('NFKC').replace(JOINT, '')
  return DIGITS.test(plain) ? plain : undefined
}

/** Bank, branch and number as 4 + 3 + 7 digits, so that every notation of an account gives one text. */
export function normalAccount(bank: string, branch: string, number: string): Outcome<string> {
  const branchDigits = digitsOf(branch)?.padStart(3, '0')
  const numberDigits = digitsOf(number)?.padStart(7, '0')
  if (branchDigits?.length !== 3) return refuse('mapping', 'the branch is not 1 to 3 digits')
  if (numberDigits?.length !== 7) return refuse('mapping', 'the account number is not 1 to 7 digits')
  return { ok: true, value: `${bank}${branchDigits}${numberDigits}` }
}

/** Branch and number in one text of 10 digits. */
export function normalWholeAccount(bank: string, text: string): Outcome<string> {
  const digits = digitsOf(text)
  if (digits?.length !== 10) return refuse('mapping', 'branch and account number are not 10 digits together')
  return { ok: true, value: bank + digits }
}

/** `+81 90-1234-5678` and `０９０１２３４５６７８` are one phone. */
export function normalPhone(text: string): Outcome<string> {
  const plain = text.normalize('NFKC').replace(JOINT, '')
  const national = plain.replace(/^(\+|00|010)81/, '0').replace(/^00/, '0')
  return /^0\d{8,10}$/.test(national) ? { ok: true, value: national } : refuse('mapping', 'not a phone number')
}

/** Names and customer numbers: NFKC, one space between words, capital letters. */
export function normalPerson(text: string): string {
  return text.normalize('NFKC').trim().replace(/\s+/g, ' ').toUpperCase()
}

/** Customer and device numbers: NFKC, no spaces around them, their case as it is. */
export function normalNumber(text: string): string {
  return PLAIN.test(text) ? text : text.normalize('NFKC').trim()
}
