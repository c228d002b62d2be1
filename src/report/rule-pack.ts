import { createHash } from 'node:crypto'

/** One version for all rules in force: first 12 hexadecimal digits of SHA-256 over `rule|version` in the order of ids. */
export function rulePackVersion(rules: readonly { readonly rule: string; readonly version: string }[]): string {
  const lines = rules.map(({ rule, version }) => `${rule}|${version}`).sort()
  return createHash('sha256').update(lines.join('\n')).digest('hex').slice(0, 12)
}
