import type { September2020 } from './september-2020.js'
import type { Expectation } from './signals/script.js'
import type { SimulatedEvent } from './world.js'

/** `charge 37,000, link 9,000`: how many of each type, the most frequent first. */
function counts(events: readonly SimulatedEvent[]): string {
  const byType = new Map<string, number>()
  for (const { type } of events) byType.set(type, (byType.get(type) ?? 0) + 1)
  const rows = [...byType].sort(([, a], [, b]) => b - a)
  return rows.map(([type, count]) => `${type} ${count.toLocaleString('en-US')}`).join(', ')
}

const PUBLISHED = `## What is published and what is invented

Published in the announcements of September 2020, and met exactly (each claim by its latest revision, basis declared):

| as of (Japan) | provider | bank | cases | yen |
|---|---|---|---|---|
| 2020-09-15 00:00 | docomo | 11 banks | 143, one of them after the registration stop of 2020-09-10 00:00 | 26,760,000 |
| 2020-09-15 24:00 | PayPay | 9900 | 17 | 1,415,141 |
| 2020-09-15 24:00 | Kyash | 9900 | 3 | 230,000 |
| 2020-09-15 24:00 | Kyash | 0040 | 1 | 300,000 |
| 2020-09-16 24:00 | LINE Pay | 9900 | 2 | 498,000 |

Also published: twelve providers at 9900, eight of them without two-factor authentication; docomo and Kyash stopped
before 15 September, PayPay from 16 September 09:00, LINE Pay from about 08:55 of that day. For PayPal, Wellnet,
Rakuten Edy, Billing System, Merpay and Yume Card nothing was published: there is no claim and no inquiry, so their
damage is unknown and never 0.

Invented: every account, person, wallet, device, phone and address (documentation, private and carrier ranges only);
every single link, charge and claim; how the totals fall on the cases, on docomo's eleven banks and on the channels;
which these banks are; which rails announce limits; the exact numbers of registered links; the hours of Kyash's stops
and of docomo's stop of charges, of the claims and of the inquiries; all that happens to claims after the dates in the
table. Nothing here says anything about a real customer, or about how a real bank or provider handled a case.`

const CAMPAIGNS = `## What happens in it

The drained accounts of every campaign also let rapid-drain and, near the month's limit, limit-ladder fire.

| campaign | what | rule that should see it |
|---|---|---|
| \`weak-first-link\` | a young wallet, then 100,000 + 90,000 + 90,000 + 20,000 yen or less | first-charge-high |
| \`month-end\` | the month's limit on 31 August and again after midnight | limit-ladder, rapid-drain |
| \`shared-wallet\` | one mule wallet, four stolen accounts in three hours | shared-wallet |
| \`shared-device\` | one device, a new wallet for each stolen account | shared-device |
| \`reverse-brute-force\` | one PIN on many accounts from one address | reverse-brute-force |
| \`slow-brute-force\` | the same over hours | none: too slow for its window |
| \`sim-reissue\` | the holder's line re-issued to the thief, then a link | takeover-after-sim-reissue |
| \`after-stop\` | the one register after docomo's stop | operation-while-suspended |
| \`around-the-stop\` | charges around the stops of 16 September | operation-while-suspended, uncertain only |
| \`own-large-purchase\`, \`relative-use\` | large sums by the holder or a relative | some fire: people must decide |
| \`carrier-nat-typos\` | a sales campaign: many subscribers behind one carrier address, a third mistypes | none by the address; the surge of 5 September is rail-surge's |
| \`family-device\` | two people, two wallets, one device | none |
| \`three-own-banks\` | one person, one wallet, own accounts at three banks | none |
| \`owner-sim-repair\` | the holder repairs a stolen line, then charges | none |`

/** One row for each rule: the campaigns that it must see, and those that it must leave alone. */
function expected(expectations: readonly Expectation[]): string {
  const rules = [...new Set(expectations.map(({ rule }) => rule))]
  const campaigns = (rule: string, expect: Expectation['expect']) => {
    const names = expectations.filter(one => one.rule === rule && one.expect === expect).map(one => one.campaign)
    return [...new Set(names)].map(name => `\`${name}\``).join(', ')
  }
  return rules.map(rule => `| ${rule} | ${campaigns(rule, 'alert')} | ${campaigns(rule, 'quiet')} |`).join('\n')
}

const SIGNALS = `## The signals

\`signals.ndjson.gz\` has small campaigns of its own, for the rules that look at more than links and charges or at more than one
moment, among people who log in, shop, change their telephones and order new ones. Its accounts, wallets, people and
devices are in no other file. It has two claims, of 17 September, on two rails that nothing else names, so that every
figure of the table above stays what it is; one login just after midnight of the 18th ends the last day. Of the 197 on
its lists of stolen identities three are robbed, as 62 of 6,347 were. \`expected-alerts.csv\` says which rule must have an
open alert on which entity, and on which it must have none; a test replays all files and looks. A rule that is not named
in a row may well fire on it too: a sales desk's tablet is, to shared-device, one device with many wallets.`

/** The README beside the fixtures. */
export function fixturesReadme(september: September2020): string {
  const { traffic, controls, claims, signals, labels, expectations } = september
  return `# September 2020

Made by \`npm run fixtures\` from the seeded generator in \`src/simulate\`; a test compares them byte for byte.
Do not edit them by hand.

| file | holds |
|---|---|
| \`traffic.ndjson.gz\` | ${counts(traffic)} |
| \`controls.ndjson\` | ${counts(controls)} |
| \`claims.ndjson\` | ${counts(claims)} |
| \`signals.ndjson.gz\` | ${counts(signals)} |
| \`labels.csv\` | ${labels.length.toLocaleString('en-US')} rows: what is an attack, and what only looks like one |
| \`expected-alerts.csv\` | ${expectations.length} rows: which rule must see which entity of the signals, and which it must leave alone |

All events are in the contract's JSON shape, in order of time, from 2020-08-01 to 2020-09-17 (Japan). The labels are
never an input of detection.

${PUBLISHED}

${CAMPAIGNS}

${SIGNALS}

| rule | must see | must leave alone |
|---|---|---|
${expected(expectations)}
`
}
