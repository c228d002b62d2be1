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
      rules.set(rule, { title: shortTitle(title.ja), count: (rules.get(rule)?.count ?? 0) + 1 })
    }
    return [...rules.values()].sort((a, b) => b.count - a.count)
  }
}

function inOrder(alerts: AlertPayload[]): AlertPayload[] {
  return alerts.sort((a, b) => Date.parse(a.knownAt) - Date.parse(b.knownAt) || (a.id < b.id ? -1 : 1))
}

/** To the second, or (short) to the minute. */
function cells({ knownAt, severity, title, entity, yen }: AlertPayload, short = false): string[] {
  const money = yen > 0 ? yenText(yen) : ''
  return [
    knownAt.slice(5, short ? 16 : 19).replace('T', ' '),
    named(SEVERITIES, severity).ja,
    money,
    shortTitle(title.ja),
    entity.id,
  ]
}

/** Without what stands in brackets. */
function shortTitle(title: string): string {
  return title.replace(/\(.*?\)/, '')
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
    this.stream.write(
      `${this.#risen
        .byRule()
        .map(({ title, count }) => `${title} ${count}`)
        .join(' · ')}\n`,
    )
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
    const head = `${countText(this.#risen.messages)} events · ${this.#risen.count} alerts 警報`
    const newest = this.#risen.newest().map(alert => cells(alert, true))
    if (newest.length === 0) return head
    const rules = this.#risen.byRule().map(({ title, count }) => [count, title])
    const drawn = [
      head,
      tableText([{ title: '件', align: 'right' }, { title: 'ルール Rule' }], rules),
      tableText(
        [
          { title: '時刻 JST' },
          { title: '' },
          { title: '額', align: 'right' },
          { title: '最新の重大・高 Newest' },
          { title: '' },
        ],
        newest,
      ),
    ]
    return drawn
      .flatMap(text => text.split('\n'))
      .map(line => cut(line, this.stream.columns - 1))
      .join('\n')
  }
}

const WIDE = /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/

/** As much of a line as fits: a wrapped line would spoil the next drawing. Japanese takes two columns. */
function cut(line: string, columns: number): string {
  let width = 0
  let end = 0
  for (const character of line) {
    width += WIDE.test(character) ? 2 : 1
    if (width > columns) break
    end += character.length
  }
  return line.slice(0, end)
}
