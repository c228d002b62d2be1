import { MICROS } from '../../events/time.js'
import { timeText } from '../cell-text.js'
import type { Bilingual, Section } from '../table.js'
import type { Nightly } from './nightly.js'

const KINDS: Readonly<Record<string, Bilingual>> = {
  new: { ja: '新規', en: 'new' },
  confirmed: { ja: '確認', en: 'confirmed' },
  excluded: { ja: '対象外', en: 'excluded' },
  corrected: { ja: '訂正', en: 'corrected' },
  compensated: { ja: '補償', en: 'compensated' },
}

/** Section 2: what changed in the ledger within 24 hours, beside the same 24 hours a week before. */
export function movementSection({ asOf, movement, movementWeekAgo }: Nightly): Section {
  return {
    id: 'movement',
    ja: '前日からの動き',
    en: 'Since the day before',
    lead: {
      ja: `${timeText(asOf - MICROS.day)} から ${timeText(asOf)} までに台帳で変わった申告。新規かつ確認のように、1件が複数の行に入ることがあります。`,
      en: 'Claims that changed in the ledger within these 24 hours. One claim may stand in several rows.',
    },
    blocks: [
      {
        table: {
          id: 'movement',
          ja: '申告の動き',
          en: 'Claims that moved',
          columns: [
            { id: 'kind', ja: '動き', en: 'what', kind: 'name' },
            { id: 'cases', ja: '件数', en: 'cases', kind: 'count' },
            { id: 'net_yen', ja: '純額', en: 'net', kind: 'yen' },
            { id: 'cases_week_ago', ja: '前週同曜日の件数', en: 'cases a week before', kind: 'count' },
            { id: 'net_yen_week_ago', ja: '前週同曜日の純額', en: 'net a week before', kind: 'yen' },
            { id: 'cases_change', ja: '前週同曜日比(件数)', en: 'change of cases', kind: 'count' },
            { id: 'net_yen_change', ja: '前週同曜日比(純額)', en: 'change of net', kind: 'yen' },
          ],
          rows: movement.map((row, i) => {
            const week = movementWeekAgo[i]
            return {
              cells: [
                { id: row.kind, ...(KINDS[row.kind] ?? { ja: row.kind, en: row.kind }) },
                row.cases,
                row.yen,
                week?.cases ?? null,
                week?.yen ?? null,
                week ? row.cases - week.cases : null,
                week ? row.yen - week.yen : null,
              ],
            }
          }),
          empty: { ja: '動きはありません。', en: 'Nothing moved.' },
          note: {
            ja: '純額 = 申告額 − 未然に防いだ額 − 取り戻した額。訂正は純額の増減、補償は支払額の増加。',
            en: 'Net = claimed − prevented − recovered. For corrected the change of it, for compensated what was paid more.',
          },
        },
      },
    ],
  }
}
