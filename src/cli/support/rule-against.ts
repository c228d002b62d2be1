import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { RuleDefinition } from '../../detect/rule-version.js'
import { type Config, readConfig } from '../../files/config.js'
import { UsageError } from './errors.js'
import { candidateOf } from './rule-candidate.js'

/** The rule that another is compared with: a file *.sql, or the rule of this id as a revision in git has it. */
export function againstOf(home: string, config: Config, id: string, against: string): RuleDefinition {
  return against.endsWith('.sql') ? candidateOf(home, config, against) : atRevision(home, id, against)
}

/** With the thresholds and features of that revision. */
function atRevision(home: string, id: string, revision: string): RuleDefinition {
  const commit = git(
    home,
    revision,
    'rev-parse',
    '--verify',
    '--quiet',
    '--end-of-options',
    `${revision}^{commit}`,
  ).trim()
  const wanted = ['config', 'pipelines/features', `pipelines/rules/${id}.sql`]
  const paths = git(home, revision, 'ls-tree', '-r', '-z', '--name-only', commit, '--', ...wanted)
    .split('\0')
    .filter(Boolean)
  if (!paths.includes(`pipelines/rules/${id}.sql`))
    throw new UsageError(`--against ${revision}: it has no pipelines/rules/${id}.sql`)
  const folder = mkdtempSync(join(tmpdir(), 'banken-against-'))
  try {
    for (const path of paths) {
      mkdirSync(dirname(join(folder, path)), { recursive: true })
      writeFileSync(join(folder, path), git(home, revision, 'show', `${commit}:./${path}`))
    }
    return candidateOf(folder, readConfig(folder), id)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function git(home: string, revision: string, ...args: string[]): string {
  try {
    return execFileSync('git', ['-C', home, ...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
  } catch {
    throw new UsageError(`--against ${revision}: neither a file *.sql nor a revision that git knows in ${home}`)
  }
}
