import { SingleBar } from 'cli-progress'

export interface Steps {
  /** One step is done; what comes next is named. */
  next(what: string): void
  done(): void
}

const silent: Steps = { next: () => undefined, done: () => undefined }

/** A bar on stderr over so many steps, only where a person watches a terminal. */
export function stepsOf(name: string, total: number): Steps {
  if (!process.stderr.isTTY) return silent
  const bar = new SingleBar({
    format: `${name} {bar} {percentage} % | {what} | {duration_formatted}`,
    stream: process.stderr,
    clearOnComplete: false,
  })
  bar.start(total, 0, { what: 'numbers' })
  return {
    // Announcements that differ take steps of their own: the bar grows with them.
    next(what) {
      if (bar.getTotal() <= bar.getProgress() + 1) bar.setTotal(bar.getTotal() + 1)
      bar.increment(1, { what })
    },
    done() {
      bar.update(bar.getTotal(), { what: 'done' })
      bar.stop()
    },
  }
}
