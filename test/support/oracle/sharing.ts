import fc from 'fast-check'
import type { Steps } from './raw.js'

/** Fields that all steps of a scene share where they have them at all. */
type Shared = fc.Arbitrary<Readonly<Record<string, unknown>>>

export function sharing(shared: Shared, steps: Steps): Steps {
  return fc.tuple(shared, steps).map(([same, steps]) =>
    steps.map(({ event, ...when }) => {
      const own = Object.entries(same).filter(([name]) => Object.hasOwn(event, name))
      return { ...when, event: { ...event, ...Object.fromEntries(own) } }
    }),
  )
}
