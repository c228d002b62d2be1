/**
 * Few at a time, though a chunk has thousands: what is made of a piece dies young, and whoever maps or parses a piece in one
 * go does not keep the thread from others, such as the database that waits for its next statement.
 */
const ITEMS_PER_PIECE = 128

/** Short pieces of a long row of items, which are made as they are asked for. */
export function* piecesOf<T>(items: Iterable<T>): Generator<readonly T[]> {
  let piece: T[] = []
  for (const item of items) {
    if (piece.push(item) < ITEMS_PER_PIECE) continue
    yield piece
    piece = []
  }
  if (piece.length > 0) yield piece
}
