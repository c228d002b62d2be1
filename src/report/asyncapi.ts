/** JSON Schema, as far as the page reads it. */
export interface Schema {
  readonly type?: string | readonly string[]
  readonly title?: string
  readonly description?: string
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly pattern?: string
  readonly format?: string
  readonly minimum?: number
  readonly maximum?: number
  readonly properties?: Readonly<Record<string, Schema>>
  readonly additionalProperties?: Schema | boolean
  readonly required?: readonly string[]
  readonly items?: Schema
  readonly anyOf?: readonly Schema[]
  readonly examples?: readonly unknown[]
}

interface Reference {
  readonly $ref: string
}

export interface Message {
  readonly name: string
  readonly title: string
  readonly summary: string
  readonly contentType?: string
  readonly headers?: Schema
  readonly payload: Schema
  readonly bindings: { readonly kafka: { readonly key: Schema; readonly bindingVersion: string } }
  readonly examples?: readonly {
    readonly name: string
    readonly headers?: Readonly<Record<string, string>>
    readonly payload: unknown
  }[]
}

export interface Channel {
  readonly address: string
  readonly title: string
  readonly description: string
  readonly messages: Readonly<Record<string, Reference>>
  readonly bindings: {
    readonly kafka: {
      readonly topic: string
      readonly partitions: number
      readonly replicas: number
      readonly topicConfiguration: {
        readonly 'cleanup.policy': readonly ('compact' | 'delete')[]
        readonly 'retention.ms'?: number
      }
      readonly bindingVersion: string
    }
  }
}

export interface Server {
  readonly host: string
  readonly protocol: 'kafka' | 'kafka-secure'
  readonly description: string
  readonly security?: readonly Reference[]
}

interface Operation {
  /** As banken sees it: it receives what comes in and sends what goes out. */
  readonly action: 'receive' | 'send'
  readonly channel: Reference
  readonly title: string
  readonly messages: readonly Reference[]
}

/** An AsyncAPI 3.0 document, as far as banken writes one. */
export interface AsyncApi {
  readonly asyncapi: '3.0.0'
  readonly info: {
    readonly title: string
    readonly version: string
    /** Paragraphs with empty lines between; words in backticks are code. */
    readonly description: string
    readonly license: { readonly name: string; readonly url: string }
  }
  readonly defaultContentType: string
  readonly servers: Readonly<Record<string, Server>>
  readonly channels: Readonly<Record<string, Channel>>
  readonly operations: Readonly<Record<string, Operation>>
  readonly components: {
    readonly messages: Readonly<Record<string, Message>>
    readonly securitySchemes?: Readonly<Record<string, { readonly type: string; readonly description: string }>>
  }
}
