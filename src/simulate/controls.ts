import { announcements } from './announcements.js'
import { control } from './control.js'
import { DAY, fromJst, HOUR, STARTS_AT, toJst } from './moments.js'
import {
  AEON,
  DOCOMO_CASES,
  JAPAN_POST,
  LIMITED,
  STOPS,
  WITH_TWO_FACTOR,
  WITHOUT_TWO_FACTOR,
  YEN_PER_CHARGE_MAX,
  YEN_PER_MONTH_MAX,
} from './rails.js'
import { inOrder, type SimulatedEvent } from './world.js'

/** Adoption, limits, stops, inquiries, exposures and announcements of the two months. */
export function controlEvents(
  accountsWithOwnLimit: readonly { readonly provider: string; readonly bank: string; readonly account: string }[],
): SimulatedEvent[] {
  return inOrder([
    ...adoptions(),
    ...limits(),
    ...ownLimits(accountsWithOwnLimit),
    ...stops(),
    ...inquiries(),
    ...exposures(),
    ...announcements(),
  ])
}

function adoptions(): SimulatedEvent[] {
  const word = (provider: string, status: string) =>
    control('adoption', `${provider}-9900`, STARTS_AT, { provider, bank: JAPAN_POST, status })
  return [...WITHOUT_TWO_FACTOR.map(one => word(one, 'withdrawn')), ...WITH_TWO_FACTOR.map(one => word(one, 'adopted'))]
}

function limits(): SimulatedEvent[] {
  return LIMITED.flatMap(({ provider, bank }) => {
    const name = `${provider}-${bank === '*' ? 'all' : bank}`
    return [
      control('limit', `${name}-charge`, STARTS_AT, { provider, bank, per: 'charge', yen: YEN_PER_CHARGE_MAX }),
      control('limit', `${name}-month`, STARTS_AT, { provider, bank, per: 'month', yen: YEN_PER_MONTH_MAX }),
    ]
  })
}

/** A few holders asked for a lower limit of their own a day; one has it lifted again. */
function ownLimits(accounts: Parameters<typeof controlEvents>[0]): SimulatedEvent[] {
  return accounts.flatMap((rail, index) => {
    const asked = control('limit', `own-${index + 1}`, STARTS_AT + (12 + index) * DAY, {
      ...rail,
      per: 'day',
      yen: 50_000,
    })
    const lifted = control('limit', `own-${index + 1}-lifted`, STARTS_AT + (30 + index) * DAY, {
      ...rail,
      per: 'day',
      yen: null,
    })
    return index === 0 ? [asked, lifted] : [asked]
  })
}

function stops(): SimulatedEvent[] {
  return STOPS.map(({ provider, bank, operations, at, approximate }) =>
    control('suspension', `${provider}-${bank === '*' ? 'all' : bank}-${operations.join('-')}`, at, {
      provider,
      bank,
      operations: [...operations].sort(),
      status: 'suspended',
      ...(approximate ? { approximate } : {}),
    }),
  )
}

/** Only where a figure was published: someone had looked, and was done before the publication. */
function inquiries(): SimulatedEvent[] {
  const looks = [
    ...DOCOMO_CASES.map(([bank]) => ['docomo', bank, '2020-09-08T12:00:00', '2020-09-14T22:00:00'] as const),
    ['kyash', JAPAN_POST, '2020-09-14T18:00:00', '2020-09-15T17:30:00'] as const,
    ['kyash', AEON, '2020-09-14T18:00:00', '2020-09-15T17:30:00'] as const,
    ['paypay', JAPAN_POST, '2020-09-15T09:00:00', '2020-09-15T19:30:00'] as const,
    ['linepay', JAPAN_POST, '2020-09-15T10:00:00', '2020-09-16T10:30:00'] as const,
  ]
  return looks.flatMap(([provider, bank, opened, closed]) => {
    const from = toJst(STARTS_AT)
    const name = `${provider}-${bank}`
    return [
      control('inquiry', `${name}-open`, fromJst(opened), { provider, bank, status: 'open', from }),
      control('inquiry', `${name}-closed`, fromJst(closed), {
        provider,
        bank,
        status: 'closed',
        from,
        to: toJst(fromJst(closed)),
      }),
    ]
  })
}

/**
 * Registered links, of the right order only. How docomo's fall on its banks is invented; in all they make its cases
 * about 48 per 100,000 links.
 */
function exposures(): SimulatedEvent[] {
  const word = (provider: string, bank: string, links: number) =>
    control('exposure', `${provider}-${bank}`, STARTS_AT + HOUR, { provider, bank, links })
  const docomoLinks = [96_400, 41_200, 32_700, 27_900, 24_600, 20_300, 17_800, 13_100, 9_400, 6_700, 7_800]
  return [
    word('paypay', JAPAN_POST, 8_512_300),
    word('kyash', JAPAN_POST, 15_800),
    ...DOCOMO_CASES.map(([bank], index) => word('docomo', bank, docomoLinks[index] ?? 0)),
  ]
}
