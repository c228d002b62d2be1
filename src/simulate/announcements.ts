import { control, type Fields } from './control.js'
import { fromJst } from './moments.js'
import { AEON, JAPAN_POST } from './rails.js'
import type { SimulatedEvent } from './world.js'

const END_OF_15 = '2020-09-15T23:59:59.999999+09:00'
const END_OF_16 = '2020-09-16T23:59:59.999999+09:00'

function figure(name: string, publishedAt: string, fields: Fields): SimulatedEvent {
  return control('announcement', name, fromJst(publishedAt), { basis: 'declared', ...fields })
}

/** The published figures; one of a day without an hour is read as of the day's end. The hours of `at` are invented. */
export function announcements(): SimulatedEvent[] {
  return [docomo(), ...kyash(), payPay(), linePay()]
}

function docomo(): SimulatedEvent {
  const who = { publisher: 'docomo', provider: 'docomo', asOf: '2020-09-15T00:00:00+09:00' }
  const what = { cases: 143, yen: 26_760_000, banks: 11, precisionYen: 10_000 }
  return figure('docomo', '2020-09-15T13:00:00', { ...who, ...what })
}

function kyash(): SimulatedEvent[] {
  const who = { publisher: 'kyash', provider: 'kyash', asOf: END_OF_15, precisionYen: 10_000 }
  return [
    figure('kyash-9900', '2020-09-15T18:00:00', { ...who, bank: JAPAN_POST, cases: 3, yen: 230_000 }),
    figure('kyash-0040', '2020-09-15T18:00:00', { ...who, bank: AEON, cases: 1, yen: 300_000 }),
  ]
}

function payPay(): SimulatedEvent {
  const who = { publisher: 'paypay', provider: 'paypay', bank: JAPAN_POST, asOf: END_OF_15 }
  return figure('paypay-9900', '2020-09-15T20:00:00', { ...who, cases: 17, yen: 1_415_141, precisionYen: 1 })
}

function linePay(): SimulatedEvent {
  const who = { publisher: 'linepay', provider: 'linepay', bank: JAPAN_POST, asOf: END_OF_16 }
  return figure('linepay-9900', '2020-09-16T11:00:00', { ...who, cases: 2, yen: 498_000, precisionYen: 1_000 })
}
