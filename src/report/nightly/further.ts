import type { Bilingual, Cell, Column, Section, Table } from '../table.js'
import { type Names, named, PHASE } from './names.js'
import type { Nightly } from './nightly.js'
import type { DeadLetterRow } from './rows.js'
import { precisionTable, ruleNameOf, rulesTable, silentRulesTable } from './rule-tables.js'

/** The further pages: what the rules saw and how right they were, what came late or was refused, what a stop would save. */
export function furtherSection(nightly: Nightly, names: Names): Section {
  return {
    id: 'further',
    ja: '詳細',
    en: 'Further pages',
    blocks: [
      { table: rulesTable(nightly, 'live') },
      { table: providersTable(nightly, names) },
      { table: precisionTable(nightly) },
      { table: rulesTable(nightly, 'shadow') },
      { table: phasesTable(nightly) },
      { table: silentRulesTable(nightly) },
      { table: lateTable(nightly, names) },
      { table: deadLettersTable(nightly) },
      { table: savedTable(nightly) },
    ],
  }
}

function providersTable({ alertsByProvider }: Nightly, names: Names): Table {
  return {
    id: 'alerts-by-provider',
    ja: '事業者別の警報',
    en: 'Alerts by provider',
    columns: [
      { id: 'provider', ja: '事業者', en: 'provider', kind: 'name' },
      { id: 'alerts', ja: '警報', en: 'alerts', kind: 'count' },
      { id: 'grave_alerts', ja: 'うち高・重大', en: 'high, critical', kind: 'count' },
      { id: 'accounts', ja: '口座', en: 'accounts', kind: 'count' },
      { id: 'yen', ja: '額', en: 'amount', kind: 'yen' },
    ],
    rows: alertsByProvider.map(row => ({
      cells: [names.provider(row.provider), row.alerts, row.graveAlerts, row.accounts, row.yen],
    })),
    empty: { ja: '未解決の警報はありません。', en: 'No alert is open.' },
    note: {
      ja: '複数の事業者にまたがる警報は、それぞれの行に入ります。',
      en: 'An alert of several providers stands at each of them.',
    },
  }
}

const PHASES = ['account', 'link', 'charge', 'payment']

function phasesTable(nightly: Nightly): Table {
  const live = nightly.rules.filter(({ mode }) => mode === 'live')
  const isCovered = (phase: string) => live.some(rule => rule.phase === phase || rule.phase === 'always')
  return {
    id: 'phases-without-rule',
    ja: '本番ルールのない段階',
    en: 'Phases of an attack without a live rule',
    columns: [{ id: 'phase', ja: '段階', en: 'phase', kind: 'name' }],
    rows: PHASES.filter(phase => !isCovered(phase)).map(phase => ({
      tone: 'alarm',
      cells: [{ id: phase, ...named(PHASE, phase) }],
    })),
    empty: { ja: 'すべての段階に本番ルールがあります。', en: 'Every phase has a live rule.' },
  }
}

function lateTable({ late }: Nightly, names: Names): Table {
  return {
    id: 'late-events',
    ja: '遅れて届いたイベント(24時間)',
    en: 'Events that came late, in 24 hours',
    columns: [
      { id: 'provider', ja: '事業者', en: 'provider', kind: 'name' },
      { id: 'events', ja: 'イベント', en: 'events', kind: 'count' },
      { id: 'late', ja: '遅れ', en: 'late', kind: 'count' },
      { id: 'max_minutes', ja: '最大の遅れ(分)', en: 'longest, minutes', kind: 'count' },
    ],
    rows: late
      .filter(row => row.late > 0)
      .map(row => ({ cells: [names.provider(row.provider), row.events, row.late, row.maxMinutes] })),
    empty: { ja: '5分を超えて遅れたイベントはありません。', en: 'No event came more than 5 minutes late.' },
    note: {
      ja: '同じソースで、5分より後に起きたイベントの後ろに届いた登録とチャージ。遅れても判定は時刻順と同じになります。',
      en: 'Behind an event of its source that happened more than 5 minutes later. The verdicts are those of an in-order run all the same.',
    },
  }
}

function deadLettersTable({ deadLetters }: Nightly): Table {
  return {
    id: 'dead-letters',
    ja: '不達(イベントにならなかったもの)',
    en: 'Dead letters by reason',
    columns: [
      { id: 'reason', ja: '理由', en: 'reason', kind: 'text' },
      { id: 'letters', ja: '件数', en: 'letters', kind: 'count' },
      { id: 'why', ja: '例', en: 'sample', kind: 'text' },
      { id: 'place', ja: '例の位置', en: 'where', kind: 'text' },
      { id: 'sha256', ja: '例のSHA-256', en: 'SHA-256 of it', kind: 'text' },
    ],
    rows: deadLetters.map(row => ({
      cells: [row.reason, row.letters, withoutValues(row), placeOf(row), row.sample.sha256.slice(0, 16)],
    })),
    empty: { ja: '不達はありません。', en: 'There is no dead letter.' },
    note: {
      ja: '例の値は伏せています。中身は banken dead-letters list --db で見られます。',
      en: 'Values are left out; banken dead-letters list --db shows them to whoever may see them.',
    },
  }
}

const WHY_CHARACTERS_MAX = 120

/** What a message held may be anything, a name included: of its sentence only what is not in quotes is shown. */
function withoutValues({ sample }: DeadLetterRow): string {
  const text = sample.why.replace(/"(?:[^"\\]|\\.)*"?/g, '"…"').replace(/\d{5,}/g, '…')
  return text.length > WHY_CHARACTERS_MAX ? `${text.slice(0, WHY_CHARACTERS_MAX)}…` : text
}

function placeOf({ sample: { source, part, place } }: DeadLetterRow): string {
  return part === 0 ? `${source}:${place}` : `${source}/${part}:${place}`
}

const SAVED: readonly Column[] = [
  { id: 'minutes', ja: '反応(分)', en: 'reaction, minutes', kind: 'count' },
  { id: 'saved_yen', ja: '防げた額', en: 'would have been saved', kind: 'yen' },
  { id: 'share', ja: '申告チャージ額に対し', en: 'of what claims name', kind: 'share' },
  { id: 'saved_accounts', ja: '口座', en: 'accounts', kind: 'count' },
]

function savedTable({ saved }: Nightly): Table {
  const [first] = saved
  const share = (yen: number, of: number): Cell => (of === 0 ? null : yen / of)
  return {
    id: 'saved',
    ja: '早く止めていれば防げた額',
    en: 'Yen that an earlier stop would have saved',
    columns: SAVED,
    rows:
      first === undefined || first.accounts === 0
        ? []
        : saved.map(row => ({
            cells: [row.minutes, row.savedYen, share(row.savedYen, row.namedYen), row.savedAccounts],
          })),
    empty: { ja: 'チャージを特定した申告はありません。', en: 'No claim names a charge.' },
    note: {
      ja: '口座の最初の警報から各分後に止めたとして、それ以降の申告チャージ。0分は、その操作自体を止めた場合。',
      en: 'Claimed charges at or after the first alert on the account plus the reaction; 0 stops the very charge that fired.',
    },
  }
}

/** Rules by their hours, for a program: the numbers of the chart. */
export function hoursTable({ alertHours, rules }: Nightly): Table {
  return {
    id: 'alert-hours',
    ja: '時間・ルール別の警報',
    en: 'Alerts by hour and rule',
    isForPrograms: true,
    columns: [
      { id: 'rule', ja: 'ルール', en: 'rule', kind: 'name' },
      { id: 'severity', ja: '重大度', en: 'severity', kind: 'text' },
      { id: 'hour', ja: '24時間のうち', en: 'hour of the 24', kind: 'count' },
      { id: 'alerts', ja: '警報', en: 'alerts', kind: 'count' },
    ],
    rows: alertHours.map(row => ({ cells: [ruleNameOf(rules, row.rule), row.severity, row.hour, row.alerts] })),
    empty: NONE,
  }
}

const NONE: Bilingual = { ja: 'ありません。', en: 'None.' }
