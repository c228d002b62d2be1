import type { BatchReport } from '../../pipeline/pipeline.js'

/** What a run did, over all its batches. */
export interface Totals {
  received: number
  stored: number
  duplicates: number
  deadLettered: number
  /** Records of mapped sources that tell nothing, by their mapping. */
  ignored: number
  alerts: { opened: number; amended: number; retracted: number }
  interrupted: boolean
}

export function emptyTotals(): Totals {
  const alerts = { opened: 0, amended: 0, retracted: 0 }
  return { received: 0, stored: 0, duplicates: 0, deadLettered: 0, ignored: 0, alerts, interrupted: false }
}

export function addReport(totals: Totals, { change, alerts }: BatchReport): void {
  for (const counts of change.counts.values()) {
    totals.received += counts.received
    totals.stored += counts.stored
    totals.duplicates += counts.duplicates
    totals.deadLettered += counts.deadLettered
    totals.ignored += counts.ignored
  }
  addAlerts(totals, alerts)
}

export function addAlerts(totals: Totals, alerts: BatchReport['alerts']): void {
  for (const { kind } of alerts) totals.alerts[kind] += 1
}
