import { countText, momentText, yenText } from '../../ledger/wording.js'
import { ADOPTIONS, type Names, named, SEVERITIES } from './names.js'
import type { EarlyWarning, Figures, ProviderRow } from './rows.js'
import { afterStop, clockText, damageSentences, figureText, isMadeUp, percentText, shareText } from './sentences.js'
import { tableText } from './table.js'

/** What the demo prints for people, at most 80 columns wide. */
export function demoText(figures: Figures, names: Names): string {
  const parts = [
    damageText(figures, names),
    providersText(figures, names),
    rulesText(figures),
    earlyText(figures),
    savedText(figures.earlyWarning),
    suspectedText(figures),
  ]
  return `${parts.join('\n\n')}\n`
}

function damageText(figures: Figures, names: Names): string {
  const lines = ['被害(申告) / Declared damage, in the words of the announcements']
  let asOf: number | undefined
  for (const sentence of damageSentences(figures, names)) {
    const total = figures.damage.find(({ provider, bank }) => provider === sentence.provider && bank === null)
    if (!total && sentence.asOf !== asOf) lines.push(`  ${momentText(sentence.asOf)}時点`)
    asOf = sentence.asOf
    if (!total) lines.push(`    ${sentence.text}`)
    else lines.push(`  ${names.provider(total.provider).ja}: ${sentence.text}`, `    ${afterStop(total) ?? ''}`)
  }
  return lines.join('\n')
}

function providersText(figures: Figures, names: Names): string {
  const { providers } = figures
  const without = providers.filter(({ adoption }) => adoption === 'not-adopted').length
  const stopped = providers.filter(({ stops }) => stops.length > 0).length
  const rows = providers.map(row => [
    names.provider(row.provider).ja,
    named(ADOPTIONS, row.adoption).ja,
    stopCell(row, 'register'),
    stopCell(row, 'charge'),
    `${figureText(row)}${isMadeUp(row, figures) ? ' *' : ''}`,
  ])
  const bank = names.bank(providers[0]?.bank ?? '').ja
  const head = `${bank}: ${providers.length}社、うち2要素認証が未導入 ${without}社、停止 ${stopped}社`
  const columns = [{ title: '事業者' }, { title: '2要素認証' }, { title: '登録の停止' }, { title: 'チャージの停止' }]
  return `${head} / Providers, stops\n${tableText([...columns, { title: '被害(申告)' }], rows)}\n* 公表値ではない内訳(生成) / a split that nobody published`
}

function stopCell({ stops }: ProviderRow, operation: string): string {
  const stop = stops.find(stop => stop.operation === operation)
  return stop ? `${clockText(stop.since)}${stop.approximate ? '頃' : ''}` : '-'
}

function rulesText({ rules, overview }: Figures): string {
  const rows = rules.map(({ rule, severity, alerts, accounts, yen }) => [
    rule,
    named(SEVERITIES, severity).ja,
    countText(alerts),
    countText(accounts),
    yenText(yen),
  ])
  const right = (title: string) => ({ title, align: 'right' as const })
  const columns = [{ title: 'ルール Rule' }, { title: '重大度' }, right('警報'), right('口座'), right('チャージ額')]
  const { alerts, alertAccounts, alertYen } = overview
  const sums = `計 ${countText(alerts)}件、${countText(alertAccounts)}口座、${yenText(alertYen)} (重複を除く)`
  return `警報 / Alerts by rule\n${tableText(columns, rows)}\n${sums}`
}

function earlyText({ earlyWarning: early }: Figures): string {
  const of = early.accountsWithCharges
  return [
    `被害申告${early.accounts}口座のうち、チャージの分かる${of}口座で / Of ${of} claimed accounts`,
    `  初回チャージまでに警報       ${shareText(early.warnedAtFirst, of)}  an alert at the first charge`,
    `  かつ最後のチャージより前     ${shareText(early.warnedInTime, of)}  and before the last charge`,
    `  うち2回以上チャージの口座    ${shareText(early.warnedInTimeOfSeveral, early.accountsOfSeveral)}  of those charged more than once`,
  ].join('\n')
}

function savedText(early: EarlyWarning): string {
  const row = (label: string, yen: number) => [label, yenText(yen), percentText(yen, early.claimedYen)] as const
  const rows = early.saved.map(({ minutes, yen }) => row(`${minutes}分後 / ${minutes} min`, yen))
  const next = row('次のチャージから / from the next charge on', early.savedNextYen)
  const right = (title: string) => ({ title, align: 'right' as const })
  const head = `最初の警報から止めれば守れた額 (申告${yenText(early.claimedYen)}中) / Saved by a stop`
  return `${head}\n${tableText([{ title: '止める時点 Stop' }, right('額'), right('割合')], [...rows, next])}`
}

function suspectedText({ suspectedTotal: { cases, yen }, asOf }: Figures): string {
  return [
    `要確認 (被害には含めない) / Suspected, not part of the damage: ${momentText(asOf)}時点`,
    `  ${countText(cases)}口座・${yenText(yen)}`,
  ].join('\n')
}
