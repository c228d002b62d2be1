import { type BankenEvent, eventTypes, schemas } from '../../../src/events/catalogue.js'
import { contentOf, sha256 } from '../../../src/events/content.js'

/** The providers of the contract's table. */
const PROVIDERS =
  'paypay linepay kyash docomo merpay rakuten-edy paypal wellnet billing-system yume-card famipay pring'.split(' ')

/** An event, or nothing where the line is none. Only for lines whose trouble JSON.parse and the schemas can see. */
function eventOf(line: string): BankenEvent | undefined {
  let json: Record<string, unknown> | null
  try {
    json = JSON.parse(line)
  } catch {
    return undefined
  }
  const type = eventTypes.find(type => type === json?.type)
  if (json === null || type === undefined) return undefined
  const known = Object.fromEntries(Object.entries(json).filter(([, value]) => value !== null))
  const parsed = schemas[type].safeParse(known)
  if (!parsed.success) return undefined
  const event = parsed.data as BankenEvent
  const provider = 'provider' in event ? event.provider : undefined
  return provider === undefined || PROVIDERS.includes(provider) ? event : undefined
}

/** The set of events that these lines say, in whatever order: of two contents of one id the lower SHA-256 is the event. */
export function setOf(lines: readonly string[]): BankenEvent[] {
  const byId = new Map<string, BankenEvent>()
  for (const event of lines.map(eventOf)) {
    if (event === undefined) continue
    const rival = byId.get(event.id)
    const wins = rival === undefined || sha256(contentOf(event)) < sha256(contentOf(rival))
    if (wins) byId.set(event.id, event)
  }
  return [...byId.values()]
}
