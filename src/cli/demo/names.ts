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

export const FACTORS: Readonly<Record<string, Bilingual>> = {
  'account-number': { ja: '口座番号', en: 'account number' },
  name: { ja: '名義', en: 'name' },
  birthdate: { ja: '生年月日', en: 'birthdate' },
  pin: { ja: '暗証番号', en: 'PIN' },
}

export const TWO_FACTORS: Readonly<Record<string, Bilingual>> = {
  enrolled: { ja: 'あり', en: 'enrolled' },
  'not-enrolled': { ja: 'なし', en: 'not enrolled' },
  unknown: { ja: '登録の記録なし', en: 'no record' },
  void: { ja: 'SIM再発行により無効', en: 'void after a SIM re-issue' },
}

export const OUTCOMES: Readonly<Record<string, Bilingual>> = {
  succeeded: { ja: '成功', en: 'succeeded' },
  failed: { ja: '失敗', en: 'failed' },
  refused: { ja: '拒否', en: 'refused' },
}

export const CLAIMS: Readonly<Record<string, Bilingual>> = {
  declared: { ja: '被害申告', en: 'Claim declared' },
  investigating: { ja: '申告を調査中', en: 'Claim under investigation' },
  confirmed: { ja: '被害を確認', en: 'Claim confirmed' },
  excluded: { ja: '対象外と判断', en: 'Claim excluded' },
}

export const DECISIONS: Readonly<Record<string, Bilingual>> = {
  full: { ja: '全額補償', en: 'Compensated in full' },
  partial: { ja: '一部補償', en: 'Compensated in part' },
  refused: { ja: '補償せず', en: 'Compensation refused' },
  pending: { ja: '補償を検討中', en: 'Compensation pending' },
}
