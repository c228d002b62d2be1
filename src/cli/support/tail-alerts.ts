import { type Alert, type OpenAlert, type Severity, severities } from '../../events/outputs.js'
import { countText } from '../../ledger/wording.js'
import type { Names } from '../demo/names.js'
import { onTerminal } from './broker-text.js'
import { clock, LINE_CHARACTERS, payloadOf } from './tail-words.js'

export interface AlertChoice {
  readonly bank?: string
  /** This one and what is graver. */
  readonly severity?: Severity
  readonly rule?: string
}

/**
 * What a record did to an alert, as far as tail can know: `opened` where it has read the topic from the beginning, `open`
 * where it began later and had not seen the alert before.
 */
export type Change = 'opened' | 'open' | 'amended' | 'retracted'

export interface AlertNews {
  readonly change: Change
  readonly alert: Alert
  /** The alert as it was before it was taken back, where tail has seen it. */
  readonly before?: OpenAlert
}

/** An open alert, and whether it was told of. */
interface Seen {
  readonly alert: OpenAlert
  readonly isTold: boolean
}

const BANKS_SHOWN = 3

/** Follows the alerts of a topic, and tells what is new of those that were chosen. */
export class AlertTail {
  readonly #choice: AlertChoice
  readonly #first: Change
  /** Alerts by id; null where the alert was taken back. */
  readonly #seen = new Map<string, Seen | null>()

  constructor(choice: AlertChoice, fromBeginning: boolean) {
    this.#choice = choice
    this.#first = fromBeginning ? 'opened' : 'open'
  }

  /** Undefined: nothing to tell. Throws an UnreadableError for what is no alert; that changes nothing. */
  take(key: Buffer | null, value: Buffer | null): AlertNews | undefined {
    const alert = value && payloadOf('alert', value)
    const id = String(key)
    const seen = this.#seen.get(id)
    // A tombstone follows long after the alert was taken back: there is nothing to tell.
    if (alert === null) this.#seen.delete(id)
    else if (alert.status === 'open') return this.#revision(id, alert, seen)
    else return this.#retraction(id, alert, seen)
    return undefined
  }

  #revision(id: string, alert: OpenAlert, seen: Seen | null | undefined): AlertNews | undefined {
    const isTold = isChosen(alert, this.#choice) || (seen?.isTold ?? false)
    this.#seen.set(id, { alert, isTold })
    const change = seen ? 'amended' : seen === null ? 'opened' : this.#first
    return isTold ? { change, alert } : undefined
  }

  #retraction(id: string, alert: Alert, seen: Seen | null | undefined): AlertNews | undefined {
    this.#seen.set(id, null)
    if (seen) return seen.isTold ? { change: 'retracted', alert, before: seen.alert } : undefined
    const { bank, severity, rule = alert.rule } = this.#choice
    // Nobody can say any more whose it was, or how grave.
    if (bank !== undefined || severity !== undefined || rule !== alert.rule) return undefined
    return { change: 'retracted', alert }
  }
}

function isChosen(alert: OpenAlert, { bank, severity, rule }: AlertChoice): boolean {
  const isOfBank = bank === undefined || alert.banks.includes(bank)
  const isGrave = severity === undefined || severities.indexOf(alert.severity) >= severities.indexOf(severity)
  return isOfBank && isGrave && (rule === undefined || alert.rule === rule)
}

/** One line for people. */
export function alertLine({ change, alert, before }: AlertNews, names: Names): string {
  const { entity, period, rule } = alert
  const open = alert.status === 'open' ? alert : before
  const parts = [
    clock(open?.lastAt ?? period.from),
    (open?.severity ?? '-').padEnd(8),
    change.padEnd(9),
    open?.title.ja ?? rule,
    `${entity.type} ${entity.id}`,
    ...(open ? [`${countText(open.yen)}円`, banksText(open.banks, names)] : []),
    ...(alert.status === 'open' ? [alert.reason.ja] : []),
  ]
  return `${onTerminal(parts.join('  '), LINE_CHARACTERS)}\n`
}

/** `ゆうちょ銀行、イオン銀行、みずほ銀行ほか2行` */
function banksText(banks: readonly string[], names: Names): string {
  const shown = banks.slice(0, BANKS_SHOWN).map(code => names.bank(code).ja)
  const more = banks.length - shown.length
  return shown.join('、') + (more > 0 ? `ほか${more}行` : '')
}
