import { join } from 'node:path'
import type { Command } from 'commander'
import { writeFixtures } from '../simulate/write-fixtures.js'
import { globalsOf } from './support/command.js'

/** `banken fixtures`: writes `fixtures/september-2020` again, from the seeded generator. */
export function register(program: Command): void {
  program
    .command('fixtures')
    .description('write the fixtures of September 2020 again; the same bytes every time')
    .action((_options: object, command: Command) => {
      const folder = join(globalsOf(command).home, 'fixtures', 'september-2020')
      writeFixtures(folder)
      process.stdout.write(`${folder}\n`)
    })
}
