import { readdirSync, readFileSync } from 'node:fs'
import { join, posix } from 'node:path'
import { fileURLToPath } from 'node:url'
import { blank } from './blank.js'

export const root = fileURLToPath(new URL('../..', import.meta.url))

/** A file by its path from the root, with `/`. */
export interface SourceFile {
  readonly path: string
  readonly source: string
}

export interface Module {
  readonly path: string
  readonly imports: readonly Import[]
  readonly source: string
}

/** `from` is a path from the root where the import is relative, else as written; `undefined` where it is computed. */
export interface Import {
  readonly from: string | undefined
  readonly line: number
}

/** The files of a folder, at any depth, whose names end so, in the order of their paths. */
export function readFiles(folder: string, ending: string): SourceFile[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .map(name => posix.join(folder, name.replaceAll('\\', '/')))
    .filter(path => path.endsWith(ending))
    .sort()
    .map(path => ({ path, source: readFileSync(join(root, path), 'utf8') }))
}

export function moduleOf({ path, source }: SourceFile): Module {
  return { path, source, imports: importsOf(path, source) }
}

const CLAUSE = String.raw`(?:type\s+)?(?:[\w$]+\s*,?\s*)?(?:\*(?:\s*as\s+[\w$]+)?\s*|\{[^}]*\}\s*)?`
const STATIC = new RegExp(String.raw`\b(?:import|export)\s+(?:${CLAUSE}from\s*)?(?=['"])`, 'g')
const DYNAMIC = /\b(?:import|require)\s*\(\s*/g

function importsOf(path: string, source: string): Import[] {
  const code = blank(source)
  const places = [STATIC, DYNAMIC].flatMap(pattern => [...code.matchAll(pattern)].map(hit => hit.index + hit[0].length))
  return places
    .sort((a, b) => a - b)
    .map(at => ({ from: resolved(path, textAt(source, at)), line: lineOf(source, at) }))
}

/** The string that starts here, if one does. */
function textAt(source: string, at: number): string | undefined {
  return /^(['"])([^'"\n]*)\1/.exec(source.slice(at, at + 500))?.[2]
}

function resolved(path: string, from: string | undefined): string | undefined {
  if (!from?.startsWith('.')) return from
  return posix.join(posix.dirname(path), from).replace(/\.js$/, '.ts')
}

export function lineOf(source: string, at: number): number {
  return source.slice(0, at).split('\n').length
}
