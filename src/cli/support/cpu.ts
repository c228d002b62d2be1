/** Processor time of this process so far, on all its threads. */
export function cpuMicros(): number {
  const { user, system } = process.cpuUsage()
  return user + system
}
