import type { EventType } from '../events/catalogue.js'
import { MICROS, type Microseconds, periodStart } from '../events/time.js'
import type { RuleDefinition, RuleVersion } from './rule-version.js'

/** A rule about a period of history: it is run once the period is over, over all that the set holds before its end. */
export interface SweepDefinition extends RuleDefinition {
  readonly every: '1 hour' | '1 day'
  /** How far back from the end of the swept period `v_links` and `v_charges` reach, in microseconds. */
  readonly span: number | 'history'
  /** The types of the events that can change what it selects. */
  readonly reads: EventType[]
  /** The types of the events that may fire: a period without any is not looked at. */
  readonly fires: ('link' | 'charge' | 'claim')[]
  /** Up to so much may be swept in one statement, in microseconds: such a rule looks at each period by itself. */
  readonly together?: number
  /** How long before the swept period an event may lie that fires in it, in microseconds; none: it lies in the period. */
  readonly after?: number
}

export interface SweepVersion extends RuleVersion {
  readonly definition: SweepDefinition
}

export function isSweep(definition: RuleDefinition): definition is SweepDefinition {
  return definition.on.includes('sweep')
}

export function isSweepVersion(version: RuleVersion): version is SweepVersion {
  return isSweep(version.definition)
}

const LENGTHS = { '1 hour': MICROS.hour, '1 day': MICROS.day } as const

/** The end, exclusive, of the period of a sweep that starts at an instant. */
export function sweepEnd({ every }: SweepDefinition, start: Microseconds): Microseconds {
  return start + LENGTHS[every]
}

/** Starts of the periods in which an event of this hour may fire: that which holds it, and those that `after` reaches. */
export function periodsOf({ every, after = 0 }: SweepDefinition, hour: Microseconds): Microseconds[] {
  const periods: Microseconds[] = []
  const last = hour + MICROS.hour - 1 + after
  for (let start = periodStart(every, hour); start <= last; start += LENGTHS[every]) periods.push(start)
  return periods
}

/** Whether a version judges what begins at an instant. */
export function covers({ from, to }: RuleVersion, start: Microseconds): boolean {
  return (from === null || start >= from) && (to === null || start < to)
}

/** What is run in one statement: neighbouring periods of one version. */
export interface SweepRun {
  readonly version: SweepVersion
  /** Start of the first period and end of the last one. */
  readonly from: Microseconds
  readonly to: Microseconds
  /** Starts of the periods that are swept; what lies between them is not. */
  readonly periods: readonly Microseconds[]
}

/** The statements that sweep these periods, which are in order. */
export function runsOf(version: SweepVersion, periods: readonly Microseconds[]): SweepRun[] {
  const { definition } = version
  const { every, together = LENGTHS[every] } = definition
  const groups: [Microseconds, ...Microseconds[]][] = []
  for (const period of periods) {
    const group = groups.at(-1)
    if (group && sweepEnd(definition, period) - group[0] <= together) group.push(period)
    else groups.push([period])
  }
  return groups.map(group => {
    const last = group.at(-1) ?? group[0]
    return { version, from: group[0], to: sweepEnd(definition, last), periods: group }
  })
}
