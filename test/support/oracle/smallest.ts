/**
 * Lines that still differ when none of them can be left out, as far as the time goes: what to look at when a property
 * fails. `differs` answers what is wrong with some lines, or nothing.
 */
export async function smallest(
  lines: readonly string[],
  differs: (lines: readonly string[]) => Promise<string | undefined>,
  msMax = 60_000,
): Promise<string> {
  const end = Date.now() + msMax
  let least = lines
  let what = await differs(lines)
  for (let size = Math.ceil(lines.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let i = 0; i < least.length && Date.now() < end; ) {
      const fewer = [...least.slice(0, i), ...least.slice(i + size)]
      const still = fewer.length > 0 ? await differs(fewer) : undefined
      if (still === undefined) i += size
      else [least, what] = [fewer, still]
    }
  }
  return `${least.join('\n')}\n${what ?? 'differs no longer: it is not the same at each run'}`
}

/** The first line that only one of two texts has, or nothing where they are equal. */
export function firstDifference(name: string, got: string, wanted: string): string | undefined {
  if (got === wanted) return undefined
  const [gotLines, wantedLines] = [got.split('\n'), wanted.split('\n')]
  const more = gotLines.find(line => !wantedLines.includes(line)) ?? 'nothing'
  const less = wantedLines.find(line => !gotLines.includes(line)) ?? 'nothing'
  return `${name}\n  got    ${more}\n  wanted ${less}`
}
