import type { BankenEvent, Transfer } from '../../../src/events/catalogue.js'
import type { Rule, Severity } from './rule.js'
import { hour } from './time.js'
import { all, distinct, isLinking, type Of, window } from './world.js'

type Events = readonly BankenEvent[]
type Key = 'wallet' | 'device' | 'ip'

const accountsOf = (links: readonly Of<'link'>[]) => distinct(links.map(({ account }) => account))
const isGuess = ({ outcome, reason }: Of<'link'>) =>
  outcome === 'failed' && ['pin', 'name', 'birthdate'].includes(reason ?? '')

function manyProviders(events: Events, of: Transfer): Severity | undefined {
  if (of.type !== 'link' || !isLinking(of)) return undefined
  const links = window(all(events, 'link'), of, 24 * hour).filter(
    link => isLinking(link) && link.account === of.account,
  )
  return distinct(links.map(({ provider }) => provider)).length >= 3 ? 'medium' : undefined
}

const refusedBy =
  (key: Key) =>
  (events: Events, of: Transfer): Severity | undefined => {
    const isRefused = (link: Of<'link'>) => link.outcome === 'refused' && link.reason === 'already-linked'
    if (of.type !== 'link' || !isRefused(of)) return undefined
    const links = window(all(events, 'link'), of, 24 * hour).filter(l => isRefused(l) && l[key] === of[key])
    return accountsOf(links).length >= 3 ? 'medium' : undefined
  }

const sprayedBy =
  (key: Key) =>
  (events: Events, of: Transfer): Severity | undefined => {
    if (of.type !== 'link' || !isLinking(of) || (key === 'ip' && of.network === 'mobile')) return undefined
    const links = window(all(events, 'link'), of, 24 * hour).filter(link => link[key] === of[key])
    const others = accountsOf(links.filter(isGuess)).filter(account => account !== of.account)
    const failed = links.filter(({ outcome }) => outcome === 'failed')
    return others.length >= 5 && failed.length * 10 >= links.length * 7 ? 'critical' : undefined
  }

const by = (id: string, key: Key, judge: (key: Key) => Rule['judge']): Rule => ({
  id,
  entityType: key,
  entity: of => of[key],
  judge: judge(key),
})

/** The rules that count what many accounts or providers have in common. */
export const crowdRules: readonly Rule[] = [
  { id: 'many-providers', entityType: 'account', entity: of => of.account, judge: manyProviders },
  by('refused-already-linked', 'wallet', refusedBy),
  by('refused-already-linked', 'device', refusedBy),
  by('success-after-spray', 'device', sprayedBy),
  by('success-after-spray', 'ip', sprayedBy),
]
