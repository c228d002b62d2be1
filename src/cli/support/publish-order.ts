import type { Microseconds } from '../../events/time.js'
import { Random } from '../../simulate/random.js'

type Pieces<T> = AsyncIterable<readonly T[]>

interface Timed {
  readonly at: Microseconds | undefined
}

const PIECE = 1_000

/** One after the other. */
export async function* inTurn<T>(files: readonly Pieces<T>[]): AsyncGenerator<readonly T[]> {
  for (const file of files) yield* file
}

/**
 * All files at once, by event time. Each is taken to be in that order itself; what is not, or has no time, comes when
 * what stands before it in its file has come.
 */
export async function* byTime<T extends Timed>(files: readonly Pieces<T>[]): AsyncGenerator<readonly T[]> {
  const heads = await Promise.all(files.map(file => Head.of(file)))
  let piece: T[] = []
  for (;;) {
    const first = heads.filter(head => head.item !== undefined).reduce(earlier, undefined as Head<T> | undefined)
    if (!first) break
    piece.push(first.item as T)
    if (!first.step()) await first.more()
    if (piece.length < PIECE) continue
    yield piece
    piece = []
  }
  if (piece.length > 0) yield piece
}

function earlier<T extends Timed>(best: Head<T> | undefined, head: Head<T>): Head<T> {
  return best && best.at <= head.at ? best : head
}

/** The next item of a file. */
class Head<T extends Timed> {
  readonly #pieces: AsyncIterator<readonly T[]>
  #piece: readonly T[] = []
  #index = 0
  item: T | undefined
  at = Number.NEGATIVE_INFINITY

  private constructor(pieces: AsyncIterator<readonly T[]>) {
    this.#pieces = pieces
  }

  static async of<T extends Timed>(file: Pieces<T>): Promise<Head<T>> {
    const head = new Head<T>(file[Symbol.asyncIterator]())
    await head.more()
    return head
  }

  /** False where the piece at hand is used up. */
  step(): boolean {
    this.item = this.#piece[this.#index]
    this.#index += 1
    this.at = this.item?.at ?? this.at
    return this.item !== undefined
  }

  async more(): Promise<void> {
    while (!this.step()) {
      const next = await this.#pieces.next()
      if (next.done) return
      this.#piece = next.value
      this.#index = 0
    }
  }
}

/** Everything, in an order that the seed alone decides. Held in memory. */
export async function* shuffled<T>(pieces: Pieces<T>, seed: number): AsyncGenerator<readonly T[]> {
  const all: T[] = []
  for await (const piece of pieces) for (const item of piece) all.push(item)
  const mixed = new Random(seed).shuffled(all)
  for (let i = 0; i < mixed.length; i += PIECE) yield mixed.slice(i, i + PIECE)
}
