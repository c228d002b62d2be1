import { join } from 'node:path'
import { Mapper, type OnRecord } from '../ingest/mapping/mapper.js'
import { Tokens } from '../ingest/mapping/tokens.js'
import { NameError, Names } from '../ingest/names.js'
import { type Config, readBanks } from './config.js'
import { ConfigError } from './yaml.js'

export const TOKEN_KEY = 'BANKEN_TOKEN_KEY'
const KEY_BYTES_MIN = 32

/** Every name of `config/banks.yaml` and `config/providers/`. Throws a ConfigError where two share one. */
function readNames(home: string, config: Config): Names {
  const banks = [...readBanks(home)].map(([id, { ja, en, aliases = [] }]) => ({
    id,
    names: [ja, en, ...aliases],
  }))
  const providers = [...config.providers].map(([id, { names, services, aliases, statement = [] }]) => ({
    id,
    names: [names.ja, names.en, ...services, ...aliases, ...statement],
  }))
  try {
    return new Names(banks, providers)
  } catch (error) {
    if (error instanceof NameError) throw new ConfigError(`${join(home, 'config')}: ${error.message}`)
    throw error
  }
}

/** The mappings of a home, made ready when they are asked for. */
export class Mappings {
  readonly #home: string
  readonly #config: Config
  readonly #key: string | undefined
  readonly #mappers = new Map<string, Mapper>()
  #names: Names | undefined

  /** `key`: what stands in BANKEN_TOKEN_KEY; only a mapping needs it. */
  constructor(home: string, config: Config, key: string | undefined) {
    this.#home = home
    this.#config = config
    this.#key = key
  }

  /** Whether there is a mapping of this id. */
  has(id: string): boolean {
    return this.#config.providers.get(id)?.mapping !== undefined
  }

  get ids(): string[] {
    return [...this.#config.providers.keys()].filter(id => this.has(id))
  }

  /** Throws a ConfigError where there is no such mapping, or no key. */
  mapper(id: string): Mapper {
    const known = this.#mappers.get(id) ?? this.watched(id)
    this.#mappers.set(id, known)
    return known
  }

  /** One of its own, of which `onRecord` sees each record. */
  watched(id: string, onRecord?: OnRecord): Mapper {
    const mapping = this.#config.providers.get(id)?.mapping
    if (!mapping) throw new ConfigError(`${join(this.#home, 'config', 'providers', `${id}.yaml`)}: ${NO_MAPPING}`)
    this.#names ??= readNames(this.#home, this.#config)
    return new Mapper(mapping, { provider: id, names: this.#names, tokens: tokensOf(this.#key) }, onRecord)
  }
}

const NO_MAPPING =
  'no such mapping: the file is not there, or has no part mapping; banken mappings list names those there are'

function tokensOf(key: string | undefined): Tokens {
  const bytes = Buffer.from(key ?? '')
  if (bytes.length >= KEY_BYTES_MIN) return new Tokens(bytes)
  const what = key === undefined || key === '' ? 'is not set' : `has ${bytes.length} bytes`
  throw new ConfigError(
    `${TOKEN_KEY}: ${what}; a mapping makes tokens of account numbers with this key, which takes ${KEY_BYTES_MIN} bytes or ` +
      'more that nobody can guess, and must stay the same: openssl rand -hex 32',
  )
}
