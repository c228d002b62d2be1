/** Aborted by the first Ctrl-C or SIGTERM; the second one ends the process at once, which loses nothing either. */
export function untilInterrupted(): AbortSignal {
  const controller = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (controller.signal.aborted) process.exit(130)
      controller.abort()
      process.stderr.write('\nfinishing the batch at hand; once more ends at once\n')
    })
  }
  return controller.signal
}
