import type { Command } from 'commander'
import { eventTypes, isEventType, jsonSchemaOf } from '../events/catalogue.js'
import { UsageError } from './support/errors.js'
import { print } from './support/output.js'

/** `banken schema [TYPE]`: what a producer may send. */
export function register(program: Command): void {
  program
    .command('schema')
    .argument('[type]', 'an event type; without one, all of them by type')
    .description('print the JSON Schema of the events that come in')
    .action((type?: string) => print([`${JSON.stringify(schemaOf(type), null, 2)}\n`]))
}

function schemaOf(type: string | undefined): object {
  if (type === undefined) return Object.fromEntries(eventTypes.map(each => [each, jsonSchemaOf(each)]))
  if (isEventType(type)) return jsonSchemaOf(type)
  throw new UsageError(`${type} is not an event type; one of ${eventTypes.join(', ')}`)
}
