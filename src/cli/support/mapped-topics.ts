import { join } from 'node:path'
import { ConfigError } from '../../files/yaml.js'
import type { Mapper } from '../../ingest/mapping/mapper.js'
import type { Cluster } from './kafka.js'
import { mappingsOf } from './mapping.js'

/** The mapping of a topic by its name on the cluster; undefined for canonical topics. */
export type MapperOf = (topic: string) => Mapper | undefined

export interface MappedTopics {
  readonly mapperOf: MapperOf
  /** Of the key of their tokens; undefined where no topic is mapped. */
  readonly keyFingerprint: string | undefined
}

/** Throws a ConfigError where a source names a mapping that is not there, or cannot read single messages; or without a key. */
export function mappedTopics({ home, config, settings }: Pick<Cluster, 'home' | 'config' | 'settings'>): MappedTopics {
  const mappings = mappingsOf(home, config)
  const mapped = settings.sources.flatMap(source => {
    if (source.mapping === undefined) return []
    const mapper = mappings.mapper(source.mapping)
    checkReadable(home, mapper)
    return [{ mapper, takes: 'topic' in source ? takesName(source.topic) : takesPattern(source.pattern) }]
  })
  const known = new Map<string, Mapper | undefined>()
  const mapperOf: MapperOf = topic => {
    if (mapped.length > 0 && !known.has(topic) && topic.startsWith(settings.topicPrefix)) {
      const name = topic.slice(settings.topicPrefix.length)
      known.set(topic, mapped.find(({ takes }) => takes(name))?.mapper)
    }
    return known.get(topic)
  }
  return { mapperOf, keyFingerprint: mapped[0]?.mapper.keyFingerprint }
}

function takesName(topic: string): (name: string) => boolean {
  return name => name === topic
}

function takesPattern(pattern: string): (name: string) => boolean {
  const whole = new RegExp(`^(?:${pattern})$`)
  return name => whole.test(name)
}

function checkReadable(home: string, { id, mapping: { input } }: Mapper): void {
  const isJson = input.format === 'json' || input.format === 'ndjson'
  if (isJson && input.encoding !== 'shift_jis') return
  throw new ConfigError(
    `${join(home, 'config')}: kafka.sources: the mapping ${id} reads ${isJson ? 'Shift_JIS' : input.format} files; messages ` +
      'of a topic are JSON in UTF-8. Read such files by: banken replay FILE --mapping ID',
  )
}
