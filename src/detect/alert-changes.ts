import { openAlert, retractedAlert } from './alert.js'
import type { RuleSet } from './rule-set.js'
import type { DetectStore, SavedAlert, StoredAlert } from './store.js'

export interface AlertChange {
  readonly kind: 'opened' | 'amended' | 'retracted'
  readonly id: string
  /** live or shadow: of a retracted alert, the mode that it had. */
  readonly mode: string
  /** The alert as it is published. */
  readonly payload: object
}

type AlertStore = Pick<DetectStore, 'affected' | 'alerts' | 'facts' | 'saveAlerts'>

/**
 * Compares what the firing events of all affected alerts say with what is stored, and stores and returns the differences:
 * one a mode for each alert, however many slices its events were judged in.
 */
export async function renewAlerts(store: AlertStore, rules: RuleSet): Promise<readonly AlertChange[]> {
  const changes: AlertChange[] = []
  for (let ids = await store.affected(); ids.length > 0; ids = await store.affected()) {
    for (const change of await renewed(store, rules, ids)) changes.push(change)
  }
  return changes
}

async function renewed(store: AlertStore, rules: RuleSet, alertIds: readonly string[]): Promise<AlertChange[]> {
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
    // An alert whose rule went from shadow to live, or back, ends for the readers of the one and begins for the others.
    const stays = known?.mode === facts.mode
    if (known?.mode && !stays) changes.push(retraction(known, known.mode))
    changes.push({ kind: stays ? 'amended' : 'opened', id: facts.id, mode: facts.mode, payload })
  }
  for (const alert of stored.values()) {
    if (fired.has(alert.id) || alert.mode === null) continue
    saved.push({ key: alert, payload: retractedAlert(alert) })
    changes.push(retraction(alert, alert.mode))
  }
  await store.saveAlerts(saved)
  return changes
}

function retraction(alert: StoredAlert, mode: string): AlertChange {
  return { kind: 'retracted', id: alert.id, mode, payload: retractedAlert(alert) }
}
