import { isUtf8 } from 'node:buffer'
import type { YAMLParseError } from 'yaml'

const UTF_16_MARKS = [Buffer.from([0xff, 0xfe]), Buffer.from([0xfe, 0xff])]

/** The text of a YAML file, or why it has none: another encoding would be read as other names. */
export function textOfYaml(bytes: Buffer): { ok: true; text: string } | { ok: false; why: string } {
  if (UTF_16_MARKS.some(mark => bytes.subarray(0, 2).equals(mark)))
    return { ok: false, why: 'is UTF-16; save the file as UTF-8' }
  if (isUtf8(bytes)) return { ok: true, text: bytes.toString('utf8') }
  return { ok: false, why: `line ${firstLineThatIsNot(bytes)}: is not UTF-8 (Shift_JIS?); save the file as UTF-8` }
}

function firstLineThatIsNot(bytes: Buffer): number {
  let [number, start] = [1, 0]
  for (let end = bytes.indexOf(10); end !== -1; end = bytes.indexOf(10, start)) {
    if (!isUtf8(bytes.subarray(start, end))) return number
    number += 1
    start = end + 1
  }
  return number
}

/** What is wrong with the notation, and what to write. */
export function whyNoYaml({ code, pos: [start], message }: YAMLParseError, text: string): string {
  const line = text.slice(text.lastIndexOf('\n', start - 1) + 1)
  if (/^ *\t/.test(line)) return 'begins with a tab; YAML is indented with spaces'
  if (code === 'DUPLICATE_KEY') return `${keyAt(text, start)} is there a second time; put both together`
  if (code === 'BAD_SCALAR_START') return `${sentence(message)}; put the value in quotes`
  return `${sentence(message)}; ${FORM}`
}

const FORM = 'write "key: value" on a line of its own, and what belongs under a key two blanks further in'

function keyAt(text: string, start: number): string {
  return /^[^:\n]*/.exec(text.slice(start))?.[0].trim() ?? 'a key'
}

function sentence(message: string): string {
  return (message.split('\n')[0] ?? '').replace(/ at line \d+, column \d+:?$/, '')
}
