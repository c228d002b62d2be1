import type { AlertPayload } from '../../detect/alert.js'
import type { AlertChange } from '../../detect/alert-changes.js'
import { countText, yenText } from '../../ledger/wording.js'
import { named, SEVERITIES } from './names.js'
import { tableText } from './table.js'

const NEWEST_MAX = 8
const GRAVE = new Set(['high', 'critical'])

export interface Live {
  /** What one committed batch brought. */
  batch(messages: number, changes: readonly AlertChange[]): void
  done(): void
}

/**
 * Alerts as they rise, on stderr: on a terminal one screen that is drawn anew with each batch, in a pipe one line a batch,
 * and with `everyAlert` one line for each alert.
 */
export function liveView(stream: NodeJS.WriteStream, everyAlert: boolean): Live {
  if (everyAlert) return new EveryAlert(stream)
  const fits = stream.isTTY && (stream.columns ?? 0) >= 80 && (stream.rows ?? 0) >= NEWEST_MAX + 14
  return fits ? new OneScreen(stream) : new OneLine(stream)
}

/** What is open so far. */
class Risen {
  messages = 0
  readonly #open = new Map<string, AlertPayload>()

  /** The alerts that opened with this batch, in order of time. */
  add(messages: number, changes: readonly AlertChange[]): AlertPayload[] {
    this.messages += messages
    const opened: AlertPayload[] = []
    for (const { kind, id, payload } of changes) {
      if (kind === 'retracted') this.#open.delete(id)
      else this.#open.set(id, payload as AlertPayload)
      if (kind === 'opened') opened.push(payload as AlertPayload)
    }
    return inOrder(opened)
  }

  get count(): number {
    return this.#open.size
  }

  /** The newest ones that somebody should look at now. */
  newest(): AlertPayload[] {
    return inOrder([...this.#open.values()].filter(({ severity }) => GRAVE.has(severity))).slice(-NEWEST_MAX)
  }

  byRule(): { title: string; count: number }[] {
    const rules = new Map<string, { title: string; count: number }>()
    for (const { rule, title } of this.#open.values()) {
      rules.set(rule, { title: title.ja, count: (rules.get(rule)?.count ?? 0) + 1 })
    }
    return [...rules.values()].sort((a, b) => b.count - a.count)
  }
}

function inOrder(alerts: AlertPayload[]): AlertPayload[] {
  return alerts.sort((a, b) => Date.parse(a.knownAt) - Date.parse(b.knownAt) || (a.id < b.id ? -1 : 1))
}

function cells({ knownAt, severity, title, entity, yen }: AlertPayload): string[] {
  const money = yen > 0 ? yenText(yen) : ''
  return [knownAt.slice(5, 19).replace('T', ' '), named(SEVERITIES, severity).ja, title.ja, entity.id, money]
}

class EveryAlert implements Live {
  readonly #risen = new Risen()
  constructor(private readonly stream: NodeJS.WriteStream) {}

  batch(messages: number, changes: readonly AlertChange[]): void {
    for (const alert of this.#risen.add(messages, changes)) this.stream.write(`${cells(alert).join('  ').trimEnd()}\n`)
  }

  done(): void {
    this.stream.write(`${countText(this.#risen.messages)} events, ${this.#risen.count} alerts\n`)
  }
}

class OneLine implements Live {
  readonly #risen = new Risen()
  constructor(private readonly stream: NodeJS.WriteStream) {}

  batch(messages: number, changes: readonly AlertChange[]): void {
    const opened = this.#risen.add(messages, changes)
    const newest = opened.filter(({ severity }) => GRAVE.has(severity)).at(-1)
    const head = `${countText(this.#risen.messages).padStart(6)} events  +${opened.length} alerts = ${this.#risen.count}`
    this.stream.write(newest ? `${head}  ${cells(newest).join(' ').trimEnd()}\n` : `${head}\n`)
  }

  done(): void {
    this.stream.write(`${this.#risen.byRule().map(({ title, count }) => `${title} ${count}`).join(' · ')}\n`)
  }
}

class OneScreen implements Live {
  readonly #risen = new Risen()
  #lines = 0
  constructor(private readonly stream: NodeJS.WriteStream) {}

  batch(messages: number, changes: readonly AlertChange[]): void {
    this.#risen.add(messages, changes)
    const text = this.#text()
    // Up to where the last drawing began, and clear from there to the end of the screen.
    const back = this.#lines > 0 ? `\u001b[${this.#lines}A\u001b[0J` : ''
    this.stream.write(`${back}${text}\n`)
    this.#lines = text.split('\n').length
  }

  done(): void {
    this.stream.write('\n')
  }

  #text(): string {
    const rules = this.#risen.byRule().map(({ title, count }) => [count, title, '#'.repeat(Math.ceil(count / 8))])
    const newest = this.#risen.newest().map(cells)
    const head = `${countText(this.#risen.messages)} events · ${this.#risen.count} alerts 警報`
    if (newest.length === 0) return head
    return [
      head,
      tableText([{ title: '件', align: 'right' }, { title: 'ルール Rule' }, { title: '' }], rules),
      tableText(
        [{ title: '時刻 JST' }, { title: '' }, { title: '最新の重大・高 Newest' }, { title: '' }, { title: '', align: 'right' }],
        newest,
      ),
    ].join('\n')
  }
}
