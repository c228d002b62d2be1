import { SingleBar } from 'cli-progress'

export interface Progress {
  add(messages: number, alerts: number): void
  done(): void
}

const silent: Progress = { add: () => undefined, done: () => undefined }

/** A bar on stderr, only where a person watches a terminal. */
export function progressOf(label: string): Progress {
  if (!process.stderr.isTTY) return silent
  const bar = new SingleBar({
    format: `${label} | {messages} messages | {alerts} alerts | {duration_formatted}`,
    stream: process.stderr,
    clearOnComplete: false,
  })
  let messages = 0
  let alerts = 0
  bar.start(1, 0, { messages, alerts })
  return {
    add(more, moreAlerts) {
      messages += more
      alerts += moreAlerts
      bar.update(0, { messages, alerts })
    },
    done: () => bar.stop(),
  }
}
