import { inOrder, type Label, type SimulatedEvent, World } from '../world.js'
import { attempts } from './attempts.js'
import { everyday } from './everyday.js'
import { firstLinks } from './first-links.js'
import { identities } from './identities.js'
import { rails } from './rails.js'
import { type Expectation, Script, sortedExpectations } from './script.js'
import { slowOnes } from './slow.js'
import { takeovers } from './takeovers.js'
import { wallets } from './wallets.js'

/** Its ids and tokens never meet those of the other fixtures: both scatter a counter, and the seeds differ in high bits. */
const SEED = 1_020_200_915

export interface Signals {
  readonly events: readonly SimulatedEvent[]
  readonly labels: readonly Label[]
  readonly expectations: readonly Expectation[]
}

/**
 * Small campaigns, one or more for each rule that needs more than links and charges, each with what only looks like it,
 * among everyday use. The people are its own; of claims there are two, of the day after the published figures.
 */
export function signals(): Signals {
  const script = new Script(new World(SEED))
  for (const part of [takeovers, firstLinks, attempts, identities, wallets, slowOnes, rails, everyday]) part(script)
  const { events, labels } = script.world
  return { events: inOrder(events), labels, expectations: sortedExpectations(script.expectations) }
}
