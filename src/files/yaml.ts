import { readFileSync } from 'node:fs'
import { type Document, isAlias, isMap, isPair, isScalar, isSeq, LineCounter, parseDocument, visit } from 'yaml'
import type { z } from 'zod'
import { textOfYaml, whyNoYaml } from './yaml-faults.js'

/** The configuration is wrong: a sentence with file, line and key. Exit code 78. */
export class ConfigError extends Error {
  override name = 'ConfigError'
}

/** Reads a YAML file of a schema. Aliases are not followed, so that a small file stays small. */
export function readYaml<T extends z.ZodType>(path: string, schema: T): z.output<T> {
  return checked([yamlOf(path)], schema)
}

export interface Layer {
  readonly path: string
  readonly value: unknown
  /** The line on which a key stands, or else the innermost of those around it. */
  readonly lineOf: (key: readonly PropertyKey[]) => number | undefined
}

export function yamlOf(path: string): Layer {
  const lines = new LineCounter()
  const text = read(path)
  const document = parseDocument(text, { lineCounter: lines })
  const [problem] = document.errors
  if (problem) throw new ConfigError(`${path}: line ${problem.linePos?.[0].line ?? 1}: ${whyNoYaml(problem, text)}`)
  return { path, value: toJs(document, path, lines), lineOf: key => lineOf(document, lines, key) }
}

function lineOf(document: Document, lines: LineCounter, key: readonly PropertyKey[]): number | undefined {
  for (let length = key.length; length > 0; length--) {
    const node = nodeAt(document.contents, key.slice(0, length))
    if (node !== undefined) return lines.linePos(node).line
  }
  return undefined
}

/** Where the key of a value begins in the text; of an item of a list the item itself. */
function nodeAt(start: unknown, key: readonly PropertyKey[]): number | undefined {
  let node = start
  let offset: number | undefined
  for (const part of key) {
    if (isMap(node)) {
      const pair = node.items.find(item => String(isScalar(item.key) ? item.key.value : item.key) === String(part))
      if (!pair) return undefined
      offset = (pair.key as { range?: readonly number[] }).range?.[0]
      node = pair.value
    } else if (isSeq(node)) {
      node = node.items[Number(part)]
      offset = (node as { range?: readonly number[] } | undefined)?.range?.[0]
    } else return undefined
  }
  return offset
}

/** Checks what the layers say together; throws a ConfigError with file, line and key. */
export function checked<T extends z.ZodType>(layers: readonly Layer[], schema: T): z.output<T> {
  const parsed = schema.safeParse(layers.map(({ value }) => value).reduce(merged))
  if (parsed.success) return parsed.data
  const issue = innermost(parsed.error.issues[0] as z.core.$ZodIssue)
  throw new ConfigError(`${blamed(layers, issue)}: ${whatIsWrong(issue)}`)
}

/** Of a choice between shapes, what is wrong with the one that was meant: the one that goes deepest. */
function innermost(issue: z.core.$ZodIssue): z.core.$ZodIssue {
  const [ofKey] = issue.code === 'invalid_key' ? issue.issues : []
  if (ofKey) return { ...ofKey, path: issue.path }
  if (issue.code !== 'invalid_union') return issue
  const inner = issue.errors.flat().filter(({ path, code }) => path.length > 0 || code === 'unrecognized_keys')
  const [deepest] = inner.sort((a, b) => b.path.length - a.path.length)
  return deepest ? innermost({ ...deepest, path: [...issue.path, ...deepest.path] }) : issue
}

function whatIsWrong(issue: z.core.$ZodIssue): string {
  const where = issue.path.join('.')
  if (issue.code === 'unrecognized_keys') return `no such key: ${[...issue.path, issue.keys[0]].join('.')}`
  return `${where || 'the file'}: expected ${issue.message.replace(/^Invalid input: expected /, '')}`
}

function merged(under: unknown, over: unknown): unknown {
  // A file or a part of it in which everything is a comment says nothing.
  if (over === null && isObject(under)) return under
  if (!isObject(under) || !isObject(over)) return over
  const both = Object.entries(over).map(([key, value]) => [key, key in under ? merged(under[key], value) : value])
  return { ...under, ...Object.fromEntries(both) }
}

/** Where the value of a key that is there comes from: file and line. */
export function placeOf(layers: readonly Layer[], key: readonly PropertyKey[]): string {
  const holder = layers.filter(({ value }) => has(value, key)).at(-1) ?? layers[0]
  const line = holder?.lineOf(key)
  return line === undefined ? String(holder?.path) : `${holder?.path}: line ${line}`
}

/** The last file that has the value which is wrong; all of them where none has it. */
function blamed(layers: readonly Layer[], issue: z.core.$ZodIssue): string {
  const unknown = issue.code === 'unrecognized_keys' ? issue.keys.slice(0, 1) : []
  const path = [...issue.path, ...unknown]
  const holder = layers.filter(({ value }) => path.length > 0 && has(value, path)).at(-1)
  const one = holder ?? (layers.length === 1 ? layers[0] : undefined)
  if (!one) return layers.map(layer => layer.path).join(' and ')
  const line = one.lineOf(path)
  return line === undefined ? one.path : `${one.path}: line ${line}`
}

function has(value: unknown, [key, ...rest]: readonly PropertyKey[]): boolean {
  if (key === undefined) return true
  return typeof value === 'object' && value !== null && key in value && has((value as never)[key], rest)
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function toJs(document: ReturnType<typeof parseDocument>, path: string, lines: LineCounter): unknown {
  visit(document, (_, node) => {
    const why = isAlias(node) ? 'uses an alias (*name); write the value out' : whyNoKey(node)
    if (why === undefined) return
    const { range } = (isPair(node) ? node.key : node) as { range?: readonly number[] }
    throw new ConfigError(`${path}: line ${lines.linePos(range?.[0] ?? 0).line}: ${why}`)
  })
  return document.toJS({ maxAliasCount: 0 })
}

/** Schemas pass over it without a word, and what stood under it would be missing. */
function whyNoKey(node: unknown): string | undefined {
  if (!isPair(node) || !isScalar(node.key) || node.key.value !== '__proto__') return undefined
  return '__proto__ is no name; choose another'
}

function read(path: string): string {
  let bytes: Buffer
  try {
    bytes = readFileSync(path)
  } catch {
    throw new ConfigError(`${path}: no such file`)
  }
  const text = textOfYaml(bytes)
  if (!text.ok) throw new ConfigError(`${path}: ${text.why}`)
  return text.text
}
