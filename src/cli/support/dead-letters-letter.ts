import { type DeadLetterReason, deadLetterReasons } from '../../events/dead-letter-reason.js'
import { isKept } from '../../ingest/mapping/kept.js'
import { onTerminal } from './broker-text.js'
import { UsageError } from './errors.js'

/** A message that is no event, wherever it is kept. */
export interface KeptLetter {
  readonly reason: string
  /** The topic or file that delivered it. */
  readonly source: string
  readonly partition: number
  /** Its offset, or the line of the file. */
  readonly offset: number
  readonly isOfFile: boolean
  readonly why: string
  readonly sha256: string
  readonly key: Buffer | null
  readonly bytes: Buffer
}

export interface LetterChoice {
  readonly reason?: DeadLetterReason
  readonly source?: string
}

const BEGIN_CHARACTERS = 100
const KEY_CHARACTERS = 40

export function reasonOption(text: string): DeadLetterReason {
  const reason = deadLetterReasons.find(each => each === text)
  if (reason) return reason
  throw new UsageError(`--reason: ${JSON.stringify(text)} is none; one of ${deadLetterReasons.join(', ')}`)
}

export function isChosen(letter: Pick<KeptLetter, 'reason' | 'source'>, { reason, source }: LetterChoice): boolean {
  return (reason === undefined || letter.reason === reason) && (source === undefined || letter.source === source)
}

/** For people: where it was, what is wrong with it, and how it begins. */
export function letterText(letter: KeptLetter): string {
  const { reason, source, why, key, bytes } = letter
  const place = `${onTerminal(source, 300)} ${placeText(letter)}`
  const keyed = key === null ? '' : ` key ${onTerminal(key, KEY_CHARACTERS)}`
  return `${reason}  ${place}  ${bytes.length} bytes${keyed}\n  ${onTerminal(why, 300)}\n  ${onTerminal(bytes, BEGIN_CHARACTERS)}\n`
}

/** Records of one JSON document are numbered, lines of all other files. */
function placeText({ isOfFile, source, partition, offset, bytes }: KeptLetter): string {
  if (!isOfFile) return `partition ${partition} offset ${offset}`
  return `${isKept(bytes) && JSON_FILE.test(source) ? 'record' : 'line'} ${offset}`
}

const JSON_FILE = /\.json(\.gz)?$/i

/** For programs: bytes in base64. */
export function letterJson({ reason, source, partition, offset, why, sha256, key, bytes }: KeptLetter): string {
  const base64 = { key: key?.toString('base64') ?? null, size: bytes.length, bytes: bytes.toString('base64') }
  return JSON.stringify({ reason, source, partition, offset, why, sha256, ...base64 })
}

/** What became of letters in the pipeline of their database. */
export interface Settled {
  stored: number
  /** They are still bad, and known to be. */
  duplicates: number
  /** They are bad for another reason now. */
  deadLettered: number
}

/** What became of dead letters that were tried again. */
export interface Retried {
  /** Sent to their topic, or run through the pipeline of their database; in a dry run those that would be. */
  tried: number
  /** How many of the chosen ones were not, by why. */
  readonly passedOver: Record<string, number>
  readonly settled?: Settled
}

export const CONFLICT = 'another content stands under their id and stays; what is kept of them is no message'

export const MASKED =
  'of a mapped source, of which only masked bytes are kept; its provider must send it again, or read the file again'

/** Notes that a letter is not tried, where there is a reason for it. */
export function passOver({ passedOver }: Retried, why: string | undefined): boolean {
  if (why !== undefined) passedOver[why] = (passedOver[why] ?? 0) + 1
  return why !== undefined
}

/** How many there are of each reason. */
export class LetterCounts {
  readonly #byReason = new Map<string, number>()

  add({ reason }: Pick<KeptLetter, 'reason'>, count = 1): void {
    this.#byReason.set(reason, (this.#byReason.get(reason) ?? 0) + count)
  }

  get total(): number {
    return [...this.#byReason.values()].reduce((sum, count) => sum + count, 0)
  }

  get text(): string {
    return [...this.#byReason].map(([reason, count]) => `${reason} ${count}`).join(', ')
  }
}
