import type { Command } from 'commander'
import { eventTypes, isEventType, jsonSchemaOf } from '../events/catalogue.js'
import { isOutputName, outputNames, outputSchema, outputs } from '../events/outputs.js'
import { UsageError } from './support/errors.js'
import { print } from './support/output.js'

/** `banken schema [TYPE]`: what a producer may send, and what a subscriber gets. */
export function register(program: Command): void {
  program
    .command('schema')
    .argument('[type]', `an event type, or ${outputNames.join(', ')}; without one, all event types`)
    .description('print the JSON Schema of the events that come in, or of what is published')
    .action((type?: string) => print([`${JSON.stringify(schemaOf(type), null, 2)}\n`]))
}

function schemaOf(type: string | undefined): object {
  if (type === undefined) return Object.fromEntries(eventTypes.map(each => [each, jsonSchemaOf(each)]))
  if (isEventType(type)) return jsonSchemaOf(type)
  if (isOutputName(type)) return outputSchema(outputs[type])
  throw new UsageError(
    `${type} is not an event type; one of ${eventTypes.join(', ')}. What is published: ${outputNames.join(', ')}`,
  )
}
