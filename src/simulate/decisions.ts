import type { Hit } from './attack.js'
import { DAY, HOUR, toJst } from './moments.js'
import type { World } from './world.js'

/** A decision on compensation; `yen` is what was paid so far. */
export function settle(world: World, claim: unknown, ms: number, decision: string, yen: number): void {
  const payer =
    yen > 0
      ? world.random.weighted([
          ['provider', 80],
          ['bank', 20],
        ] as const)
      : undefined
  world.add('compensation', ms, { claim, decision, yen, payer })
}

/** What the risk desk found out about an account. */
export function disposition(
  world: World,
  hit: Hit,
  ms: number,
  verdict: string,
  action: string,
  quietUntil?: number,
): void {
  const until = quietUntil === undefined ? undefined : toJst(quietUntil)
  world.add('disposition', ms, { account: hit.account, verdict, action, by: 'bank-risk-desk', quietUntil: until })
}

/** The desk calls people whose large use is not claimed by anyone: some do not answer at first. */
export function callUnclaimed(world: World, hits: readonly Hit[]): void {
  for (const [index, hit] of hits.entries()) {
    const calledAt = Math.max(...hit.charges.map(one => one.ms)) + 3 * HOUR
    if (index % 3 === 0) disposition(world, hit, calledAt, 'unreachable', 'called')
    const verdict = index % 2 === 0 ? 'own-use' : 'false-alarm'
    disposition(world, hit, calledAt + DAY, verdict, 'released', calledAt + 14 * DAY)
  }
}
