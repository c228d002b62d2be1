/** What a tally counts (contract, section 6), in the order in which they are told. */
export const BASES = ['declared', 'confirmed', 'compensated', 'excluded', 'suspected'] as const

export type Basis = (typeof BASES)[number]
