import type { AsyncApi, Channel, Message, Schema } from './asyncapi.js'
import { exampleText, fieldRows, spans } from './asyncapi-fields.js'
import { renderPage } from './render.js'

const DAY_MS = 86_400_000

/** The document as one page without scripts; `folder` holds its template and style sheet. */
export function asyncApiPage(document: AsyncApi, folder: string): string {
  const told = new Set<string>()
  const channels = Object.values(document.operations).map(({ action, channel, messages }) => {
    const id = lastOf(channel.$ref)
    const found = document.channels[id] as Channel
    return {
      action,
      id,
      ...channelModel(found),
      messages: messages.map(({ $ref }) => messageModel(document, $ref, told)),
    }
  })
  return renderPage(folder, {
    title: document.info.title,
    version: document.info.version,
    guide: document.info.description.split('\n\n').map(spans),
    servers: Object.values(document.servers),
    security: Object.values(document.components.securitySchemes ?? {}),
    alerts: document.channels.alerts?.address,
    outputs: channels.filter(({ action }) => action === 'send'),
    inputs: channels.filter(({ action }) => action === 'receive'),
  })
}

function channelModel({ address, title, description, bindings }: Channel) {
  const { partitions, topicConfiguration } = bindings.kafka
  const { 'retention.ms': retention, 'cleanup.policy': policy } = topicConfiguration
  const days =
    retention === undefined
      ? 'everything for as long as the broker is set to'
      : `everything for ${retention / DAY_MS} days`
  const keeps = policy.includes('compact') ? 'the newest record of each key (compacted)' : days
  return { address, title, description, partitions, keeps }
}

/** A message that several channels carry is told in full at the first of them. */
function messageModel(document: AsyncApi, reference: string, told: Set<string>) {
  const message = document.components.messages[lastOf(reference)] as Message
  const { name, title, summary, payload, headers, bindings, examples = [] } = message
  const isFirst = !told.has(name)
  told.add(name)
  const { key } = bindings.kafka
  return {
    name,
    isFirst,
    title,
    summary,
    key: { says: key.description ?? '', example: key.examples?.[0] },
    fields: fieldRows(payload),
    says: payload.properties || payload.description === summary ? '' : (payload.description ?? ''),
    oneOf: oneOfText(payload),
    headers: headers ? fieldRows(headers) : [],
    examples: examples.map(example => ({
      headers: Object.entries(example.headers ?? {}),
      payload: exampleText(example.payload),
    })),
  }
}

/** `person or wallet`, where at least one of them must be there. */
function oneOfText({ anyOf = [] }: Schema): string {
  return anyOf.flatMap(({ required = [] }) => required).join(' or ')
}

function lastOf(reference: string): string {
  return reference.slice(reference.lastIndexOf('/') + 1)
}
