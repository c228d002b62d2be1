import type { Microseconds } from '../../events/time.js'
import { BASES, type Basis } from '../../ledger/basis.js'
import type { Counting } from '../../ledger/publication.js'
import { UsageError } from './errors.js'

/** What the options of `banken report` say about publications. */
export interface PublicationOptions {
  readonly db: string
  readonly publish?: string
  readonly corrects?: string
  readonly diff?: readonly string[]
  readonly asPublished?: string
  readonly asOf?: Microseconds
  readonly basis?: readonly string[]
  readonly channels?: readonly string[]
  readonly json?: boolean
}

/** Stands for what the database says now, where a publication is compared; no publication can have this name. */
export const NOW = 'now'

const CHANNELS = ['bank', 'provider', 'own-detection', 'police']

/** The name of a new publication. Throws a UsageError that says which characters it may have. */
export function newName(name: string): string {
  if (name === NOW) throw new UsageError(`--publish: ${NOW} stands for what the database says now; choose another name`)
  return wellFormed('--publish', name)
}

/** Letters, digits and `_ . : -`, as all ids of the contract: it stands in file names, SQL and tables as it is. */
export function wellFormed(option: string, name: string): string {
  if (/^[A-Za-z0-9_.:-]{1,128}$/.test(name)) return name
  throw new UsageError(
    `${option}: ${JSON.stringify(name)} is no name of a publication; 1 to 128 of the letters A-Z and a-z, digits, _ . : and -`,
  )
}

/** The columns that are asked for; undefined where nothing is said. */
export function countingsOf({ basis, channels }: PublicationOptions): Counting[] | undefined {
  if (basis === undefined && channels === undefined) return undefined
  const bases = (basis ?? ['declared']).flatMap(text => text.split(',')).map(oneOf)
  const twice = bases.find((one, i) => bases.indexOf(one) < i)
  if (twice) throw new UsageError(`--basis: ${twice} is asked for twice; once is enough`)
  const lists = (channels ?? []).map(channelsOf)
  const stray = lists.find(list => list.basis !== undefined && !bases.includes(list.basis))
  if (stray) throw new UsageError(`--channels: ${stray.basis}=… but --basis does not ask for ${stray.basis}`)
  const forAll = lists.findLast(list => list.basis === undefined)
  return bases.map(one => ({
    basis: one,
    channels: (lists.findLast(list => list.basis === one) ?? forAll)?.channels ?? null,
  }))
}

function oneOf(text: string): Basis {
  const basis = BASES.find(known => known === text)
  if (basis) return basis
  throw new UsageError(`--basis: there is no basis ${JSON.stringify(text)}; it is one of ${BASES.join(', ')}`)
}

/** `bank,police` or, for one basis alone, `declared=bank,police`. */
function channelsOf(text: string): { readonly basis?: Basis; readonly channels: readonly string[] } {
  const [list = '', basis] = text.split('=').reverse()
  const channels = [...new Set(list.split(','))].sort()
  const unknown = channels.find(channel => !CHANNELS.includes(channel))
  if (unknown !== undefined) {
    throw new UsageError(
      `--channels: there is no channel ${JSON.stringify(unknown)}; write for example bank,police or declared=bank, of ${CHANNELS.join(', ')}`,
    )
  }
  return basis === undefined ? { channels } : { basis: oneOf(basis), channels }
}
