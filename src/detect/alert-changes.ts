import { openAlert, retractedAlert } from './alert.js'
import type { RuleSet } from './rule-set.js'
import type { DetectStore, SavedAlert } from './store.js'

export interface AlertChange {
  readonly kind: 'opened' | 'amended' | 'retracted'
  readonly id: string
  /** The alert as it is published. */
  readonly payload: object
}

/** Compares what the firing events of these alerts say with what is stored, and stores and returns the differences. */
export async function renewAlerts(
  store: DetectStore,
  rules: RuleSet,
  alertIds: readonly string[],
): Promise<readonly AlertChange[]> {
  if (alertIds.length === 0) return []
  const stored = new Map((await store.alerts(alertIds)).map(alert => [alert.id, alert]))
  const changes: AlertChange[] = []
  const saved: SavedAlert[] = []
  const fired = new Set<string>()
  for (const facts of await store.facts(alertIds)) {
    fired.add(facts.id)
    const payload = openAlert(facts, rules.definition(facts.rule, facts.ruleVersion))
    const known = stored.get(facts.id)
    if (known?.payload === JSON.stringify(payload)) continue
    saved.push({ key: facts, payload })
    changes.push({ kind: known?.status === 'open' ? 'amended' : 'opened', id: facts.id, payload })
  }
  for (const alert of stored.values()) {
    if (fired.has(alert.id) || alert.status === 'retracted') continue
    const payload = retractedAlert(alert)
    saved.push({ key: alert, payload })
    changes.push({ kind: 'retracted', id: alert.id, payload })
  }
  await store.saveAlerts(saved)
  return changes
}
