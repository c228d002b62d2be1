import { sha256 } from '../../src/events/content.js'

/** The lines in an order that the seed decides, the same on every machine. */
export function shuffled(lines: readonly string[], seed: number): string[] {
  return lines
    .map((line, i) => ({ line, key: sha256(`${seed} ${i}`) }))
    .sort((a, b) => (a.key < b.key ? -1 : 1))
    .map(({ line }) => line)
}
