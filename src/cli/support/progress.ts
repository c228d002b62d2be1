import { SingleBar } from 'cli-progress'
import type { BatchReport } from '../../pipeline/pipeline.js'
import type { Source } from '../../pipeline/ports.js'

export interface Progress {
  add(report: BatchReport): void
  done(): void
}

const silent: Progress = { add: () => undefined, done: () => undefined }

/** A bar on stderr over what has been read of a source, only where a person watches a terminal. */
export function progressOf(source: Source): Progress {
  if (!process.stderr.isTTY) return silent
  const bar = new SingleBar({
    format: `${source.name} {bar} {percentage} % | {messages} messages | {alerts} alerts | {duration_formatted}`,
    stream: process.stderr,
    clearOnComplete: false,
  })
  let messages = 0
  let alerts = 0
  bar.start(1, 0, { messages, alerts })
  return {
    add(report) {
      messages += report.received
      alerts += report.alerts.length
      bar.update(source.share ?? 0, { messages, alerts })
    },
    done: () => bar.stop(),
  }
}
