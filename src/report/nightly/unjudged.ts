import { shareText } from '../cell-text.js'
import type { Bilingual, Block, Row, Table } from '../table.js'
import type { Names } from './names.js'
import type { Nightly } from './nightly.js'
import type { UnjudgedRow } from './rows.js'
import { ruleNameOf } from './rule-tables.js'

/** Providers that are named beside a rule; the CSV has all of them. */
const WORST_MAX = 3

type Counts = Pick<UnjudgedRow, 'events' | 'unjudged'>

/** Rules that could not judge for want of a value: by rule on the page, by rule and provider for programs. */
export function unjudgedBlocks(nightly: Nightly, names: Names): Block[] {
  return [{ table: byRule(nightly, names) }, { table: byProvider(nightly, names) }]
}

function byRule({ unjudged: { oneIn, rows }, rules }: Nightly, names: Names): Table {
  const ids = [...new Set(rows.map(({ rule }) => rule))]
  const counted = ids
    .map(rule => ({ rule, ...sumOf(rows.filter(row => row.rule === rule)) }))
    .filter(({ unjudged }) => unjudged > 0)
    .sort((a, b) => shareOf(b) - shareOf(a) || (a.rule < b.rule ? -1 : 1))
  return {
    id: 'unjudged',
    ja: '判定できなかったルール(24時間)',
    en: 'Rules that could not judge, in 24 hours',
    columns: [
      { id: 'rule', ja: 'ルール', en: 'rule', kind: 'name' },
      { id: 'events', ja: '対象イベント', en: 'events it looks at', kind: 'count' },
      { id: 'unjudged', ja: '判定できず', en: 'not judged', kind: 'count' },
      { id: 'share', ja: '割合', en: 'share', kind: 'share' },
      { id: 'worst', ja: '割合の高い事業者', en: 'providers with the most', kind: 'text' },
    ],
    rows: counted.map(row => ruleRow(row, ruleNameOf(rules, row.rule), worstOf(rows, row.rule, names))),
    empty: rows.length === 0 ? NOTHING : ALL,
    note: noteOf(oneIn),
  }
}

/** Red: a rule that judged nothing at all. */
function ruleRow(counts: Counts, name: Bilingual, worst: string): Row {
  return {
    ...(counts.unjudged === counts.events && { tone: 'alarm' as const }),
    cells: [name, counts.events, counts.unjudged, shareOf(counts), worst],
  }
}

function worstOf(rows: readonly UnjudgedRow[], rule: string, names: Names): string {
  return rows
    .filter(row => row.rule === rule && row.unjudged > 0)
    .sort((a, b) => shareOf(b) - shareOf(a) || (a.provider < b.provider ? -1 : 1))
    .slice(0, WORST_MAX)
    .map(row => `${names.provider(row.provider).ja} ${shareText(shareOf(row))}`)
    .join('、')
}

function byProvider({ unjudged: { rows }, rules }: Nightly, names: Names): Table {
  return {
    id: 'unjudged-by-provider',
    ja: '判定できなかったルール(事業者別)',
    en: 'Rules that could not judge, by provider',
    isForPrograms: true,
    columns: [
      { id: 'rule', ja: 'ルール', en: 'rule', kind: 'name' },
      { id: 'provider', ja: '事業者', en: 'provider', kind: 'name' },
      { id: 'events', ja: '対象イベント', en: 'events it looks at', kind: 'count' },
      { id: 'unjudged', ja: '判定できず', en: 'not judged', kind: 'count' },
    ],
    rows: rows.map(row => ({
      cells: [ruleNameOf(rules, row.rule), names.provider(row.provider), row.events, row.unjudged],
    })),
    empty: NOTHING,
  }
}

function sumOf(rows: readonly Counts[]): Counts {
  const sum = (count: (row: Counts) => number) => rows.reduce((total, row) => total + count(row), 0)
  return { events: sum(row => row.events), unjudged: sum(row => row.unjudged) }
}

function shareOf({ events, unjudged }: Counts): number {
  return unjudged / events
}

const ALL: Bilingual = {
  ja: 'どのルールも、対象のイベントをすべて判定できました。',
  en: 'Every rule could judge every event that it looks at.',
}

const NOTHING: Bilingual = {
  ja: '判定の対象になるイベントかルールがありませんでした(判定できたという意味ではありません)。',
  en: 'There was no event or no rule to judge by; that does not say that all was judged.',
}

function noteOf(oneIn: number): Bilingual {
  const sample =
    oneIn === 1
      ? { ja: '登録とチャージの全件。', en: 'Of all links and charges.' }
      : {
          ja: `登録とチャージの約${oneIn}件に1件をIDで選んで判定。`,
          en: `Of about one in ${oneIn} links and charges, chosen by their ids.`,
        }
  return {
    ja: `必要な項目が空で、当たりとも外れとも言えなかったイベント。${sample.ja}赤は1件も判定できなかったルール。事業者別は unjudged-by-provider.csv。集計型(期間)のルールは含みません。`,
    en: `Events of which a value was absent, so that the rule neither fired nor ruled them out. ${sample.en} Red: it could judge none. Rules over periods are not in it.`,
  }
}
