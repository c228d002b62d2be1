const COMMENT = /\/\/[^\n]*|\/\*[\s\S]*?\*\//y
const TEXT = /'(?:[^'\\\n]|\\[\s\S])*'|"(?:[^"\\\n]|\\[\s\S])*"/y
const REGEXP = /\/(?:[^/\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\//y
/** From a backtick, or from the brace that ends a `${}`, to the next `${` or to the backtick that ends the template. */
const TEMPLATE = /[`}](?:[^`\\$]|\\[\s\S]|\$(?!\{))*(?:`|\$\{)/y
/** What stands before a slash that divides: a value. Everything else stands before a regular expression. */
const ENDS_A_VALUE = /(?:[)\]\w$]|['"`])\s*$/
const KEYWORD_AT_END = /\b(?:return|typeof|case|in|of|do|else|await|yield|void|delete)\s*$/

/**
 * A TypeScript source with its comments and the insides of its strings, templates and regular expressions turned into
 * spaces. Same length and same lines, and every brace or word that is left is code.
 */
export function blank(source: string): string {
  let blanked = ''
  const openBraces: number[] = []
  while (blanked.length < source.length) blanked += nextToken(source, blanked, openBraces)
  return blanked
}

/** `openBraces`: of each `${}` around this place, innermost last, how many braces are open in it. */
function nextToken(source: string, before: string, openBraces: number[]): string {
  const char = source.charAt(before.length)
  if (char === '`' || (char === '}' && openBraces.at(-1) === 0)) return template(source, before.length, openBraces)
  if (char === '{' || char === '}') count(openBraces, char)
  const comment = match(COMMENT, source, before.length)
  if (comment) return spaces(comment)
  const text = match(TEXT, source, before.length) ?? regularExpression(source, before)
  return text ? hollow(text, 1) : char
}

function template(source: string, at: number, openBraces: number[]): string {
  if (source[at] === '}') openBraces.pop()
  const text = match(TEMPLATE, source, at)
  if (text === undefined) throw new Error(`a template that does not end, from character ${at}`)
  if (!text.endsWith('${')) return hollow(text, 1)
  openBraces.push(0)
  return hollow(text, 2)
}

function count(openBraces: number[], brace: string): void {
  const last = openBraces.pop()
  if (last !== undefined) openBraces.push(last + (brace === '{' ? 1 : -1))
}

function regularExpression(source: string, before: string): string | undefined {
  if (source[before.length] !== '/') return undefined
  const end = before.slice(-40)
  const divides = ENDS_A_VALUE.test(end) && !KEYWORD_AT_END.test(end)
  return divides ? undefined : match(REGEXP, source, before.length)
}

function match(pattern: RegExp, source: string, at: number): string | undefined {
  pattern.lastIndex = at
  return pattern.exec(source)?.[0]
}

function spaces(text: string): string {
  return text.replace(/[^\n]/g, ' ')
}

/** Keeps the delimiters: one character in front, `tail` behind. */
function hollow(text: string, tail: number): string {
  return text.slice(0, 1) + spaces(text.slice(1, -tail)) + text.slice(-tail)
}
