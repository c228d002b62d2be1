import { blank } from './blank.js'
import { lineOf, type SourceFile } from './modules.js'

interface Ban {
  readonly what: RegExp
  readonly why: string
  /** Looks at comments and strings too. */
  readonly everywhere?: boolean
}

const UNFINISHED: Ban = {
  what: /\b(?:TO[D]O|FIX[M]E|X[X]X)\b/g,
  why: 'is unfinished: finish it or file an issue',
  everywhere: true,
}

const CLOCK = 'reads the clock or chance: both come in through the door, from main.ts or cli/'

export const inSource: readonly Ban[] = [
  UNFINISHED,
  { what: /\bconsole\s*\./g, why: 'writes past the streams: data goes to stdout, the rest to stderr, from cli/' },
]

/** For everything below main.ts and cli/: the answer may depend on the set of events alone. */
export const belowTheDoor: readonly Ban[] = [
  { what: /\bDate\.now\b|\bnew Date\(\s*\)|(?<!new )\bDate\(\s*\)/g, why: CLOCK },
  { what: /\bperformance\.now\b|\bprocess\.hrtime\b/g, why: CLOCK },
  { what: /\bMath\.random\b|\brandomUUID\b|\brandomBytes\b|\bgetRandomValues\b/g, why: CLOCK },
]

/** For what holds as many rows as a query gives: an argument each goes onto the stack, and some 120,000 overflow it. */
export const amongRows: readonly Ban[] = [
  {
    what: /\.(?:push|unshift)\(\.\.\./g,
    why: 'overflows the stack at many rows: push the list, and flat() at the end',
  },
]

export const inTests: readonly Ban[] = [
  UNFINISHED,
  { what: /\b(?:test|it|describe)(?:\.each)?\.(?:only|skip|todo|failing)\b/g, why: 'skips tests' },
  { what: /\b(?:xit|xtest|xdescribe|fit|fdescribe)\s*\(/g, why: 'skips tests' },
]

export const inSql: readonly Ban[] = [
  UNFINISHED,
  {
    what: /\b(?:now|today|random|uuid|gen_random_uuid|get_current_timestamp|get_current_time)\s*\(|\bcurrent_(?:timestamp|date|time)\b/gi,
    why: 'reads the clock or chance: no rule, tally or id may',
  },
]

/** One sentence for each hit. */
export function bannedIn({ path, source }: SourceFile, bans: readonly Ban[], code = blank): string[] {
  const blanked = code(source)
  return bans.flatMap(({ what, why, everywhere }) =>
    [...(everywhere ? source : blanked).matchAll(what)].map(
      hit => `${path}:${lineOf(source, hit.index)}: ${hit[0].trim()} ${why}`,
    ),
  )
}

/** SQL with its comments and strings turned into spaces. */
export function blankSql(source: string): string {
  return source.replace(/--[^\n]*|\/\*[\s\S]*?\*\/|'(?:[^']|'')*'/g, text => text.replace(/[^\n]/g, ' '))
}
