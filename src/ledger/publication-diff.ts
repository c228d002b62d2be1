import { type Counting, countedYen, type PublishedCell, type PublishedClaim, type Statement } from './publication.js'
import { CAUSES, type Cause, causesOf } from './publication-causes.js'

/** Where a claim is counted, and with how many yen. */
export interface Standing {
  readonly provider: string
  readonly bank: string
  readonly status: PublishedClaim['status']
  readonly reason: string | null
  readonly yen: number
}

/** A claim that moved between two statements: came, went, or stands otherwise. `from` or `to` null: not counted there. */
export interface Move {
  readonly claim: string
  readonly from: Standing | null
  readonly to: Standing | null
  /** Its status and reason in the later statement, whether it is counted there or not; null: not known there. */
  readonly now: { readonly status: PublishedClaim['status']; readonly reason: string | null } | null
  /** The main one first. */
  readonly causes: readonly [Cause, ...Cause[]]
}

/** An inquiry that opens takes a cell out of the totals, one that closes brings it in. */
export type ShareCause = Cause | 'inquiry-opened' | 'inquiry-closed'

/** What the moves of one main cause, or the cells of an inquiry, add to a figure. */
export interface Share {
  readonly cause: ShareCause
  /** Claims; for inquiries cells. */
  readonly count: number
  readonly cases: number
  readonly yen: number
}

/** Why a cell changed besides its claims. */
export type CellCause = 'appeared' | 'vanished' | 'state' | 'stop' | 'links' | 'suspicions'

export interface CellChange {
  readonly provider: string
  readonly bank: string
  /** null: no event named the rail then. */
  readonly before: PublishedCell | null
  readonly after: PublishedCell | null
  /** Fields that differ. */
  readonly fields: readonly (keyof PublishedCell)[]
  readonly causes: readonly CellCause[]
  /** Counted claims after less those before, by main cause: they add up to the difference of the figures (so far). */
  readonly shares: readonly Share[]
}

/** One column of the earlier statement beside one of the later. */
export interface ColumnDiff {
  readonly from: Counting
  readonly to: Counting
  readonly cells: readonly CellChange[]
  readonly moves: readonly Move[]
  /** They add up to the difference of the two totals. */
  readonly shares: readonly Share[]
}

export interface PublicationDiff {
  readonly columns: readonly ColumnDiff[]
  /** Columns that only one of the two has. */
  readonly dropped: readonly Counting[]
  readonly added: readonly Counting[]
}

/**
 * What changed from a statement to a later one. Columns of the same basis are compared; those that are left over side by
 * side in their order, so that a change of basis is told claim by claim.
 */
export function diffOf(a: Statement, b: Statement): PublicationDiff {
  const isIn = (countings: readonly Counting[], { basis }: Counting) => countings.some(other => other.basis === basis)
  const onlyA = a.countings.filter(counting => !isIn(b.countings, counting))
  const onlyB = b.countings.filter(counting => !isIn(a.countings, counting))
  const common = a.countings.flatMap(from => {
    const to = b.countings.find(({ basis }) => basis === from.basis)
    return to ? [{ from, to }] : []
  })
  const others = onlyA.flatMap((from, i) => (onlyB[i] ? [{ from, to: onlyB[i] }] : []))
  return {
    columns: [...common, ...others].map(({ from, to }) => columnDiff(a, b, from, to)),
    dropped: onlyA.slice(others.length),
    added: onlyB.slice(others.length),
  }
}

function columnDiff(a: Statement, b: Statement, from: Counting, to: Counting): ColumnDiff {
  const moves = movesOf(a, b, from, to)
  const rails = railsOf(cellsOf(a, from), cellsOf(b, to))
  return { from, to, cells: cellChanges(rails, moves, to), moves, shares: totalShares(rails, moves) }
}

function movesOf(a: Statement, b: Statement, from: Counting, to: Counting): Move[] {
  const befores = new Map(a.claims.map(claim => [claim.claim, claim]))
  const afters = new Map(b.claims.map(claim => [claim.claim, claim]))
  const ids = [...new Set([...befores.keys(), ...afters.keys()])].sort((x, y) => (x < y ? -1 : 1))
  const moves = ids.flatMap((claim): Move[] => {
    const [before, after] = [befores.get(claim), afters.get(claim)]
    const [stood, stands] = [standing(before, from), standing(after, to)]
    if (!stood && !stands) return []
    const [main, ...rest] = causesOf({ before, after }, { a, b, from, to })
    if (main === undefined) return []
    const now = after ? { status: after.status, reason: after.reason } : null
    return [{ claim, from: stood, to: stands, now, causes: [main, ...rest] as const }]
  })
  return moves.sort((x, y) => rankOf(x) - rankOf(y))
}

/** By their main cause, in the order in which causes are told; then by claim. */
function rankOf({ causes: [main] }: Move): number {
  return Object.keys(CAUSES).indexOf(main)
}

function standing(claim: PublishedClaim | undefined, { basis }: Counting): Standing | null {
  if (!claim?.counted.includes(basis)) return null
  const { provider, bank, status, reason } = claim
  return { provider, bank, status, reason, yen: countedYen(basis, claim) }
}

/** A cell before and after. */
type Pair = Pick<CellChange, 'provider' | 'bank' | 'before' | 'after'>

function cellsOf({ cells }: Statement, { basis }: Counting): ReadonlyMap<string, PublishedCell> {
  return new Map(cells.filter(cell => cell.basis === basis).map(cell => [railOf(cell), cell]))
}

function railsOf(befores: ReadonlyMap<string, PublishedCell>, afters: ReadonlyMap<string, PublishedCell>): Pair[] {
  const keys = [...new Set([...befores.keys(), ...afters.keys()])].sort((x, y) => (x < y ? -1 : 1))
  return keys.map(key => {
    const [provider = '', bank = ''] = key.split('|')
    return { provider, bank, before: befores.get(key) ?? null, after: afters.get(key) ?? null }
  })
}

function cellChanges(rails: readonly Pair[], moves: readonly Move[], to: Counting): CellChange[] {
  const touched = movesByRail(moves)
  return rails.flatMap(pair => {
    const { before, after } = pair
    const fields = changedFields(before, after)
    if (fields.length === 0) return []
    const rail = railOf(pair)
    const shares = sharesOf((touched.get(rail) ?? []).map(move => shareOf(move, at => railOf(at) === rail)))
    return [{ ...pair, fields, causes: cellCauses(before, after, to), shares }]
  })
}

function movesByRail(moves: readonly Move[]): ReadonlyMap<string, readonly Move[]> {
  const byRail = new Map<string, Move[]>()
  for (const move of moves) {
    for (const rail of new Set([move.from, move.to].flatMap(at => (at ? [railOf(at)] : [])))) {
      byRail.set(rail, [...(byRail.get(rail) ?? []), move])
    }
  }
  return byRail
}

function changedFields(before: PublishedCell | null, after: PublishedCell | null): (keyof PublishedCell)[] {
  const fields = Object.keys(before ?? after ?? {}) as (keyof PublishedCell)[]
  return fields.filter(field => field !== 'basis' && (before?.[field] ?? null) !== (after?.[field] ?? null))
}

function cellCauses(before: PublishedCell | null, after: PublishedCell | null, to: Counting): CellCause[] {
  if (!before) return ['appeared']
  if (!after) return ['vanished']
  const causes: CellCause[] = []
  if (before.state !== after.state) causes.push('state')
  if (before.stoppedAt !== after.stoppedAt) causes.push('stop')
  if (before.links !== after.links) causes.push('links')
  if (to.basis === 'suspected' && (before.cases !== after.cases || before.yen !== after.yen)) causes.push('suspicions')
  return causes
}

/** What a move adds where it may be seen. */
function shareOf({ from, to, causes: [cause] }: Move, isSeen: (at: Standing) => boolean): Share {
  const [out, into] = [from && isSeen(from) ? from : null, to && isSeen(to) ? to : null]
  const cases = (into ? 1 : 0) - (out ? 1 : 0)
  return { cause, count: 1, cases, yen: (into?.yen ?? 0) - (out?.yen ?? 0) }
}

/** Of a cell under inquiry the totals hold nothing; what nobody has looked into has no claim, so that it adds nothing. */
function totalShares(rails: readonly Pair[], moves: readonly Move[]): Share[] {
  const hidden = new Set(rails.filter(({ before, after }) => isHidden(before) || isHidden(after)).map(railOf))
  const seen = moves.map(move => shareOf(move, at => !hidden.has(railOf(at))))
  const visible = seen.filter((_, i) => isSomewhereSeen(moves[i], hidden))
  const inquiries = rails.flatMap(({ before, after }): Share[] => {
    if (isHidden(before) === isHidden(after)) return []
    const { cases, yen } = (isHidden(before) ? after : before) ?? { cases: 0, yen: 0 }
    const sign = isHidden(before) ? 1 : -1
    const cause = isHidden(before) ? 'inquiry-closed' : 'inquiry-opened'
    return [{ cause, count: 1, cases: sign * (cases ?? 0), yen: sign * (yen ?? 0) }]
  })
  return sharesOf([...visible, ...inquiries])
}

function isHidden(cell: PublishedCell | null): boolean {
  return cell !== null && cell.basis !== 'suspected' && cell.state === 'investigating'
}

function isSomewhereSeen(move: Move | undefined, hidden: ReadonlySet<string>): boolean {
  return [move?.from, move?.to].some(at => at && !hidden.has(railOf(at)))
}

/** Summed up by cause, the most frequent first. */
function sharesOf(each: readonly Share[]): Share[] {
  const sums = new Map<ShareCause, Share>()
  for (const share of each) {
    const { cause, count, cases, yen } = sums.get(share.cause) ?? { ...share, count: 0, cases: 0, yen: 0 }
    sums.set(cause, { cause, count: count + share.count, cases: cases + share.cases, yen: yen + share.yen })
  }
  return [...sums.values()].sort((x, y) => y.count - x.count || (x.cause < y.cause ? -1 : 1))
}

/** `provider|bank` */
function railOf({ provider, bank }: { provider: string; bank: string }): string {
  return `${provider}|${bank}`
}
