import type { Cell, Column, Section } from '../table.js'
import { ENTITY, type Names, named } from './names.js'
import type { Nightly } from './nightly.js'
import type { TopAlert } from './rows.js'

const COLUMNS: readonly Column[] = [
  { id: 'severity', ja: '重大度', en: 'severity', kind: 'severity' },
  { id: 'yen', ja: '額', en: 'amount', kind: 'yen' },
  { id: 'reason', ja: '理由', en: 'reason', kind: 'name' },
  { id: 'entity', ja: '対象', en: 'entity', kind: 'text' },
  { id: 'provider', ja: '事業者', en: 'provider', kind: 'name' },
  { id: 'bank', ja: '銀行', en: 'bank', kind: 'name' },
  { id: 'first_at', ja: '発生', en: 'since', kind: 'time' },
  { id: 'accounts', ja: '口座', en: 'accounts', kind: 'count' },
  { id: 'runbook', ja: '対応', en: 'what to do', kind: 'text' },
  { id: 'alert', ja: '警報ID', en: 'alert id', kind: 'text', isForPrograms: true },
]

/** Section 4: whom to call first. */
export function topAlertsSection({ topAlerts }: Nightly, names: Names): Section {
  return {
    id: 'alerts',
    ja: '未解決の警報(額の多い20件)',
    en: 'Open alerts of severity high and critical, most yen first',
    lead: {
      ja: '警報は「確認が必要」という知らせで、断定ではありません。',
      en: 'An alert asks for a check; it is no verdict.',
    },
    blocks: [
      {
        table: {
          id: 'top-alerts',
          ja: '確認の順',
          en: 'In order of yen',
          columns: COLUMNS,
          rows: topAlerts.map(alert => ({ cells: cellsOf(alert, names) })),
          empty: { ja: '該当する警報はありません。', en: 'There is no such alert.' },
          note: {
            ja: '1つのチャージが複数の警報に入ることがあるため、額を足さないでください。事業者・銀行は最初のイベントのもの。',
            en: 'One charge may be in several alerts: do not add them up. Provider and bank are those of the first event.',
          },
        },
      },
    ],
  }
}

/** The title first; the reason stands only where it speaks of nothing later than the report's time. */
function reasonOf({ rule, title, reason }: TopAlert) {
  return {
    id: rule,
    ja: reason === null ? title.ja : `${title.ja}: ${reason.ja}`,
    en: reason === null ? title.en : `${title.en}: ${reason.en}`,
  }
}

function cellsOf(alert: TopAlert, names: Names): Cell[] {
  return [
    alert.severity,
    alert.yen,
    reasonOf(alert),
    `${named(ENTITY, alert.entityType).ja} ${alert.entityId}`,
    names.provider(alert.provider),
    names.bank(alert.bank),
    alert.firstAt,
    alert.accounts,
    alert.runbook,
    alert.id,
  ]
}
