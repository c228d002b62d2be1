import { blank } from './blank.js'
import type { SourceFile } from './modules.js'

const FILE_LINES_MAX = 250
const FUNCTION_LINES_MAX = 50

const FUNCTION = /^\s*(?:export\s+)?(?:async\s+)?function\b/
const ARROW = /^\s*(?:export\s+)?const\s+[\w$]+[^=]*=\s*(?:async\s+)?(?:function\b|[<(]|[\w$]+\s*=>)/
/** A method stands one step inside a class. A block of a test looks the same and is held to the same length. */
const METHOD = /^\s+(?:(?:public|private|protected|static|override|async|get|set)\s+)*\*?\s*#?[\w$]+\s*(?:<[^>]*>)?\(/
const TEST = /^\s*(?:test|it|beforeAll|beforeEach|afterAll|afterEach)\b/
const NO_METHOD = /^\s*(?:describe|if|for|while|switch|catch|return|await|throw|super|expect)\b/

export interface Span {
  /** Of the first line, from 1. */
  readonly line: number
  readonly lines: number
}

/** The functions, methods and tests of a file. `describe` only groups: it may be long. */
export function functionsOf(source: string): Span[] {
  const lines = blank(source).split('\n')
  return lines.flatMap((text, index) => {
    const isFunction = FUNCTION.test(text) || ARROW.test(text) || TEST.test(text)
    const isMethod = METHOD.test(text) && !NO_METHOD.test(text)
    return isFunction || isMethod ? [{ line: index + 1, lines: length(lines, index) }] : []
  })
}

/** Lines until every bracket that was opened since `start` is closed, at the end of a line that does not go on. */
function length(lines: readonly string[], start: number): number {
  let open = 0
  for (let index = start; index < lines.length; index += 1) {
    const text = lines[index] as string
    open += (text.match(/[([{]/g) ?? []).length - (text.match(/[)\]}]/g) ?? []).length
    if (open <= 0 && !/(?:=>|=|,)\s*$/.test(text)) return index - start + 1
  }
  return lines.length - start
}

/** One sentence for each file and function that is too long. */
export function tooLong({ path, source }: SourceFile): string[] {
  const lines = source.trimEnd().split('\n').length
  const file = lines > FILE_LINES_MAX ? [`${path}: ${lines} lines; at most ${FILE_LINES_MAX}`] : []
  const functions = functionsOf(source)
    .filter(span => span.lines > FUNCTION_LINES_MAX)
    .map(span => `${path}:${span.line}: a function of ${span.lines} lines; at most ${FUNCTION_LINES_MAX}`)
  return [...file, ...functions]
}
