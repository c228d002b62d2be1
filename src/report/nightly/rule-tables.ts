import { MICROS } from '../../events/time.js'
import type { Named, Table } from '../table.js'
import { named, PHASE } from './names.js'
import type { Nightly } from './nightly.js'

/** A rule that fired for none of so many days is asked about. */
const SILENT_DAYS = 7

export function ruleNameOf(rules: Nightly['rules'], id: string): Named {
  const rule = rules.find(({ rule }) => rule === id)
  return { id, ...(rule?.title ?? { ja: id, en: id }) }
}

export function rulesTable({ alertsByRule, rules }: Nightly, mode: 'live' | 'shadow'): Table {
  const rows = alertsByRule.filter(row => row.mode === mode)
  return {
    id: mode === 'live' ? 'alerts-by-rule' : 'shadow-rules',
    ja: mode === 'live' ? 'ルール・重大度別の警報' : '試行中のルールの警報',
    en: mode === 'live' ? 'Alerts by rule and severity' : 'What shadow rules saw',
    columns: [
      { id: 'rule', ja: 'ルール', en: 'rule', kind: 'name' },
      { id: 'severity', ja: '重大度', en: 'severity', kind: 'severity' },
      { id: 'alerts', ja: '警報', en: 'alerts', kind: 'count' },
      { id: 'new_alerts', ja: 'うち24時間', en: 'new in 24 hours', kind: 'count' },
      { id: 'yen', ja: '額', en: 'amount', kind: 'yen' },
    ],
    rows: rows.map(row => ({
      cells: [ruleNameOf(rules, row.rule), row.severity, row.alerts, row.newAlerts, row.yen],
    })),
    empty: {
      ja: mode === 'live' ? '未解決の警報はありません。' : '試行中のルールの警報はありません。',
      en: mode === 'live' ? 'No alert is open.' : 'No shadow rule has an open alert.',
    },
    note: { ja: '行の額を足さないでください。', en: 'Do not add up the yen of several rows.' },
  }
}

export function precisionTable({ precision, rules }: Nightly): Table {
  return {
    id: 'precision',
    ja: '申告から見たルールの的中',
    en: 'Precision by rule, as far as claims tell',
    columns: [
      { id: 'rule', ja: 'ルール', en: 'rule', kind: 'name' },
      { id: 'mode', ja: '種別', en: 'mode', kind: 'text' },
      { id: 'accounts', ja: '警報の口座', en: 'accounts', kind: 'count' },
      { id: 'claimed', ja: 'うち申告', en: 'claimed', kind: 'count' },
      { id: 'excluded', ja: 'うち対象外', en: 'excluded', kind: 'count' },
      { id: 'precision', ja: '申告の割合', en: 'claimed share', kind: 'share' },
    ],
    rows: precision.map(row => ({
      cells: [
        ruleNameOf(rules, row.rule),
        row.mode === 'live' ? '本番 live' : '試行 shadow',
        row.accounts,
        row.claimed,
        row.excluded,
        row.claimed / row.accounts,
      ],
    })),
    empty: { ja: '警報のある口座はありません。', en: 'No account has an alert.' },
    note: {
      ja: '申告がないことは誤報の証明ではありません(申告はあとから届きます)。重大度「情報」は除きます。',
      en: 'No claim is no proof of a false alarm: claims come later. Severity info is left out.',
    },
  }
}

export function silentRulesTable({ rules, asOf }: Nightly): Table {
  const silent = rules.filter(
    ({ lastFiredAt }) => lastFiredAt === null || asOf - lastFiredAt > SILENT_DAYS * MICROS.day,
  )
  return {
    id: 'silent-rules',
    ja: `${SILENT_DAYS}日間何も見なかったルール`,
    en: `Rules that saw nothing for ${SILENT_DAYS} days`,
    columns: [
      { id: 'rule', ja: 'ルール', en: 'rule', kind: 'name' },
      { id: 'phase', ja: '段階', en: 'phase', kind: 'name' },
      { id: 'last_fired_at', ja: '最後', en: 'last', kind: 'time' },
      { id: 'version', ja: '版', en: 'version', kind: 'text' },
    ],
    rows: silent.map(row => ({
      cells: [
        { id: row.rule, ...row.title },
        { id: row.phase, ...named(PHASE, row.phase) },
        row.lastFiredAt,
        row.version,
      ],
    })),
    empty: { ja: 'すべてのルールが期間内に何かを見ています。', en: 'Every rule saw something.' },
  }
}
