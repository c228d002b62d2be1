import type { HistoryEntry } from '../detect/rule-history.js'
import type { Mark } from './mark.js'
import type { OutRecord } from './outbox.js'
import type { Positions } from './positions.js'

/** What one batch leaves for the topics: its records in order, and the state that is reached with them. */
export interface Publication {
  readonly records: readonly OutRecord[]
  readonly positions: Positions
  readonly mark: Mark
}

/** What was last committed on the cluster: the positions and the mark of the newest publication. */
export interface Committed {
  readonly positions: Positions
  readonly mark: Mark
}

/** Keeps positions, marks and the outbox in the database. */
export interface Journal {
  positions(): Promise<Positions>
  /** The newest published state and those after it, oldest first; empty where nothing was ever read. */
  marks(): Promise<readonly Mark[]>
  /** The records of the outbox after `seq`, in order. */
  recordsAfter(seq: number): Promise<readonly OutRecord[]>
  /** Inside the transaction of a batch. What was published up to `published` is no longer needed. */
  write(publication: Publication, published: Mark): Promise<void>
  /** The database has reached a state that another one published: takes its mark, and forgets its own outbox. */
  adopt(committed: Committed): Promise<void>
}

/** Someone else has taken over: this process may not publish any more. */
export class FencedError extends Error {
  override name = 'FencedError'
}

/** The way out to the topics. All records of a publication and its positions arrive, or nothing. */
export interface Outlet {
  /** What was last committed; undefined where nothing ever was. */
  committed(): Promise<Committed | undefined>
  /** Shuts out every earlier owner, and only then looks up what was last committed. */
  fence(): Promise<Committed | undefined>
  /** One transaction. After a rejection it is not known whether it was committed: fence() tells. */
  publish(publication: Publication): Promise<void>
  /** The history of rule versions as it stands on its topic. */
  rules(): Promise<readonly HistoryEntry[]>
}

/** A connection to the cluster was given up while it was away for a moment: whoever begins again may find it back. */
export class GivenUpError extends Error {
  override name = 'GivenUpError'

  constructor(override readonly cause: Error) {
    super(cause.message)
  }
}

/** Who of several instances leads. Both throw what ended it, where it has ended. */
export interface Election {
  readonly leads: boolean
  /** Resolves once the cluster has answered anew whether this instance still leads. */
  confirm(): Promise<boolean>
}

/** The topics lack what is needed to go on. */
export class GapError extends Error {
  override name = 'GapError'
}
