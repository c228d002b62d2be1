/** One text in two languages; `ja` is empty where the comment has none. */
export interface Words {
  readonly en: string
  readonly ja: string
}

const BETWEEN = ' / '
const JAPANESE = /[\u3040-\u30ff\u4e00-\u9fff]/

/** A COMMENT of the public face reads `English / 日本語`; the last stroke with blanks around it divides them. */
export function wordsOf(comment: string): Words {
  const at = comment.lastIndexOf(BETWEEN)
  return at < 0 || !JAPANESE.test(comment.slice(at))
    ? { en: comment, ja: '' }
    : { en: comment.slice(0, at), ja: comment.slice(at + BETWEEN.length) }
}

/** What the COMMENT of a table macro says: DuckDB keeps none of its columns, so they stand in lines of their own below. */
export interface MacroWords extends Words {
  /** `columns as NAME`: the view or table macro that describes the columns which are not described here. */
  readonly columnsAs: string | undefined
  /** `name: English / 日本語`. */
  readonly columns: ReadonlyMap<string, Words>
}

const COLUMNS_AS = /^columns as (\w+)$/
const COLUMN = /^(\w+): (.+)$/

export function macroWordsOf(comment: string): MacroWords {
  const [first = '', ...lines] = comment.split('\n')
  const columns = lines.flatMap(line => {
    const [, name, words] = COLUMN.exec(line) ?? []
    return name === undefined || words === undefined ? [] : [[name, wordsOf(words)] as const]
  })
  const columnsAs = lines.flatMap(line => COLUMNS_AS.exec(line)?.[1] ?? []).at(0)
  return { ...wordsOf(first), columnsAs, columns: new Map(columns) }
}
