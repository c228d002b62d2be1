import type { Bilingual, Named } from '../table.js'

/** How the report names providers and banks; what has no name is shown by its id. */
export interface Names {
  provider(id: string): Named
  bank(code: string): Named
}

const OPERATIONS: Readonly<Record<string, Bilingual>> = {
  register: { ja: '新規口座登録', en: 'new link' },
  change: { ja: '口座変更', en: 'change' },
  charge: { ja: 'チャージ', en: 'charge' },
}

/** `新規口座登録・チャージ` */
export function operationsText(operations: readonly string[]): Bilingual {
  return {
    ja: operations.map(operation => OPERATIONS[operation]?.ja ?? operation).join('・'),
    en: operations.map(operation => OPERATIONS[operation]?.en ?? operation).join(', '),
  }
}

export const BASIS: Readonly<Record<string, Bilingual>> = {
  declared: { ja: '申告', en: 'declared' },
  confirmed: { ja: '確認', en: 'confirmed' },
  compensated: { ja: '補償', en: 'compensated' },
  excluded: { ja: '対象外', en: 'excluded' },
  suspected: { ja: '要確認', en: 'suspected' },
}

export const ADOPTION: Readonly<Record<string, Bilingual>> = {
  adopted: { ja: '導入', en: 'adopted' },
  'not-adopted': { ja: '未導入', en: 'not adopted' },
  unknown: { ja: '不明', en: 'unknown' },
}

export const ENTITY: Readonly<Record<string, Bilingual>> = {
  account: { ja: '口座', en: 'account' },
  wallet: { ja: 'ウォレット', en: 'wallet' },
  device: { ja: '端末', en: 'device' },
  ip: { ja: 'IP', en: 'ip' },
  phone: { ja: '電話', en: 'phone' },
  person: { ja: '人', en: 'person' },
  rail: { ja: '事業者×銀行', en: 'rail' },
  provider: { ja: '事業者', en: 'provider' },
  bank: { ja: '銀行', en: 'bank' },
  ring: { ja: '集団', en: 'ring' },
}

export const STATUS: Readonly<Record<string, Bilingual>> = {
  declared: { ja: '申告', en: 'declared' },
  investigating: { ja: '調査中', en: 'investigating' },
  confirmed: { ja: '確認', en: 'confirmed' },
  excluded: { ja: '対象外', en: 'excluded' },
}

export const CHANNEL: Readonly<Record<string, Bilingual>> = {
  bank: { ja: '銀行', en: 'bank' },
  provider: { ja: '事業者', en: 'provider' },
  'own-detection': { ja: '自社検知', en: 'own detection' },
  police: { ja: '警察', en: 'police' },
}

export const PHASE: Readonly<Record<string, Bilingual>> = {
  account: { ja: '口座・ウォレットの準備', en: 'account' },
  link: { ja: '口座登録', en: 'link' },
  charge: { ja: 'チャージ', en: 'charge' },
  payment: { ja: '支払い・出金', en: 'payment' },
  always: { ja: '常時', en: 'always' },
}

/** The name of a word of the contract; the word itself where it has none. */
export function named(names: Readonly<Record<string, Bilingual>>, word: string | null): Bilingual {
  return word === null ? { ja: '–', en: '–' } : (names[word] ?? { ja: word, en: word })
}
