import type { BankNames, Provider } from '../../files/config.js'

interface Bilingual {
  readonly ja: string
  readonly en: string
}

/** Names for people; what has no name is shown by its id. */
export class Names {
  constructor(
    private readonly providers: ReadonlyMap<string, Provider>,
    private readonly banks: ReadonlyMap<string, BankNames>,
  ) {}

  provider(id: string): Bilingual {
    return this.providers.get(id)?.names ?? { ja: id, en: id }
  }

  bank(code: string): Bilingual {
    return this.banks.get(code) ?? { ja: code, en: code }
  }
}

export const SEVERITIES: Readonly<Record<string, Bilingual>> = {
  critical: { ja: '重大', en: 'critical' },
  high: { ja: '高', en: 'high' },
  medium: { ja: '中', en: 'medium' },
  low: { ja: '低', en: 'low' },
  info: { ja: '情報', en: 'info' },
}

export const ADOPTIONS: Readonly<Record<string, Bilingual>> = {
  adopted: { ja: '導入', en: 'adopted' },
  'not-adopted': { ja: '未導入', en: 'not adopted' },
  unknown: { ja: '不明', en: 'unknown' },
}

export const OPERATIONS: Readonly<Record<string, Bilingual>> = {
  register: { ja: '新規口座登録', en: 'new link' },
  change: { ja: '口座変更', en: 'change' },
  charge: { ja: 'チャージ', en: 'charge' },
}

/** The name of a word of the contract; the word itself where it has none. */
export function named(names: Readonly<Record<string, Bilingual>>, word: string): Bilingual {
  return names[word] ?? { ja: word, en: word }
}
