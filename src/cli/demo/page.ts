import { formatJst } from '../../events/time.js'
import { countText, momentText, yenText } from '../../ledger/wording.js'
import { alertsChart } from '../../report/alerts-chart.js'
import { renderPage } from '../../report/render.js'
import { withSpareFont } from '../support/report-font.js'
import { drainCharts, story } from './attack.js'
import { ADOPTIONS, type Names, named, OPERATIONS, SEVERITIES } from './names.js'
import type { DamageFigure, Figures, RuleFigure } from './rows.js'
import { afterStop, damageSentences, figureText, isMadeUp, percentText, shareText, stopText } from './sentences.js'

/** The page of September 2020; `folder` holds its template and style sheet. */
export function demoPage(figures: Figures, names: Names, folder: string): string {
  const page = renderPage(folder, {
    head: head(figures),
    damage: damage(figures, names),
    compared: compared(figures, names),
    providers: providers(figures, names),
    alerts: alerts(figures, names),
    attack: attack(figures, names),
    early: early(figures),
    suspected: suspected(figures, names),
  })
  return withSpareFont(page)
}

function head({ overview, asOf, earlyWarning, damage }: Figures) {
  const [total] = damage
  const inLine = earlyWarning.saved[0]
  return {
    from: dayText(overview.firstEventAt),
    to: dayText(overview.lastEventAt),
    asOf: momentText(asOf),
    events: countText(overview.events),
    links: countText(overview.links),
    charges: countText(overview.charges),
    total: total ? figureText(total) : '',
    totalAsOf: total ? momentText(total.asOf) : '',
    alerts: countText(overview.alerts),
    alertAccounts: countText(overview.alertAccounts),
    atFirst: shareText(earlyWarning.warnedAtFirst, earlyWarning.accountsWithCharges),
    next: yenText(earlyWarning.savedNextYen),
    nextShare: percentText(earlyWarning.savedNextYen, earlyWarning.claimedYen),
    inLine: inLine ? yenText(inLine.yen) : '',
  }
}

/** One row for each as-of time. A total's sentence names its time itself, as it was published. */
function damage(figures: Figures, names: Names) {
  const sentences = damageSentences(figures, names).map(({ asOf, provider, text }) => {
    const total = figures.damage.find(figure => figure.provider === provider && figure.bank === null)
    return {
      asOf,
      text: total ? `${names.provider(provider).ja}: ${text}` : text,
      after: (total && afterStop(total)) ?? '',
      isUnknown: figures.damage.some(figure => figure.provider === provider && figure.state === 'undisclosed'),
    }
  })
  return [...new Set(sentences.map(({ asOf }) => asOf))].map(asOf => ({
    at: formatJst(asOf),
    asOf: `${momentText(asOf)}時点`,
    sentences: sentences.filter(sentence => sentence.asOf === asOf),
  }))
}

function compared({ announcements }: Figures, names: Names) {
  return announcements.map(({ announced, ours }) => ({
    provider: names.provider(ours.provider).ja,
    bank: ours.bank === null ? `${ours.banks === null ? '' : `${countText(ours.banks)}行`}` : names.bank(ours.bank).ja,
    asOf: momentText(ours.asOf),
    announced: figureText({ ...announced, state: null }),
    ours: figureText(ours),
    agrees: isSame(announced, ours),
  }))
}

function isSame(announced: { cases: number | null; yen: number | null; banks: number | null }, ours: DamageFigure) {
  const banks = announced.banks === null || announced.banks === ours.banks
  return announced.cases === ours.cases && announced.yen === ours.yen && banks
}

function providers(figures: Figures, names: Names) {
  const rows = figures.providers
  return {
    bank: names.bank(rows[0]?.bank ?? '').ja,
    count: rows.length,
    without: rows.filter(({ adoption }) => adoption === 'not-adopted').length,
    stopped: rows.filter(({ stops }) => stops.length > 0).length,
    operations: Object.values(OPERATIONS),
    rows: rows.map(row => ({
      name: names.provider(row.provider),
      adoption: named(ADOPTIONS, row.adoption),
      adoptionId: row.adoption,
      stops: Object.keys(OPERATIONS).map(operation => stopText(row, operation) ?? '–'),
      damage: figureText(row),
      isUnknown: row.cases === null,
      isMadeUp: isMadeUp(row, figures),
    })),
  }
}

function alerts(figures: Figures, names: Names) {
  const marks = figures.providers.flatMap(({ provider, stops }) =>
    stops
      .filter(({ operation }) => operation === 'register')
      .map(({ since }) => ({ day: formatJst(since).slice(0, 10), name: names.provider(provider).ja })),
  )
  const days = [...new Set(marks.map(({ day }) => day))].sort()
  const label = (day: string) =>
    marks
      .filter(mark => mark.day === day)
      .map(({ name }) => name)
      .join('・')
  const chart = {
    days: figures.days,
    rows: figures.rules.map(rule => chartRow(rule, figures)),
    marks: days.map((day, index) => ({ day, label: String.fromCodePoint(0x2460 + index) })),
  }
  return {
    wide: alertsChart('alerts', chart, 'wide'),
    narrow: alertsChart('alerts', chart, 'narrow'),
    marks: days.map((day, index) => ({
      sign: String.fromCodePoint(0x2460 + index),
      text: `${monthDay(day)} ${label(day)}が新規口座登録を停止`,
    })),
    total: countText(figures.overview.alerts),
    accounts: countText(figures.overview.alertAccounts),
    yen: yenText(figures.overview.alertYen),
    rows: figures.rules.map(rule => ({
      ...rule,
      severity: { id: rule.severity, ...named(SEVERITIES, rule.severity) },
      alerts: countText(rule.alerts),
      accounts: countText(rule.accounts),
      yen: yenText(rule.yen),
    })),
  }
}

function chartRow({ rule, title, alerts }: RuleFigure, { days, ruleDays }: Figures) {
  const mine = ruleDays.filter(row => row.rule === rule)
  const severities = [...new Set(mine.map(({ severity }) => severity))].sort()
  const count = (day: string, severity: string) =>
    mine.find(row => row.day === day && row.severity === severity)?.alerts ?? 0
  return {
    label: title.ja.replace(/\(.*?\)/, ''),
    note: `${countText(alerts)}件 · ${title.en}`,
    series: severities.map(severity => ({ severity, values: days.map(day => count(day, severity)) })),
  }
}

function attack({ attack }: Figures, names: Names) {
  if (attack === null) return null
  return {
    provider: names.provider(attack.provider),
    bank: names.bank(attack.bank),
    account: attack.account,
    wallet: attack.wallet,
    claim: attack.claim,
    yen: yenText(attack.yen),
    saved: yenText(attack.savedYen),
    steps: story(attack),
    ...drainCharts(attack),
  }
}

function early({ earlyWarning: early, overview }: Figures) {
  const row = (ja: string, en: string, yen: number) => {
    const share = percentText(yen, early.claimedYen)
    return { ja, en, yen: yenText(yen), share, width: share === '–' ? '0%' : share }
  }
  return {
    accounts: countText(early.accounts),
    withCharges: countText(early.accountsWithCharges),
    claimed: yenText(early.claimedYen),
    alertAccounts: countText(overview.alertAccounts),
    warned: countText(early.warned),
    atFirst: shareText(early.warnedAtFirst, early.accountsWithCharges),
    inTime: shareText(early.warnedInTime, early.accountsWithCharges),
    ofSeveral: shareText(early.warnedInTimeOfSeveral, early.accountsOfSeveral),
    saved: [
      ...early.saved.map(({ minutes, yen }) => row(`${minutes}分後に停止`, `stop after ${minutes} min`, yen)),
      row('次のチャージから保留', 'hold from the next charge on', early.savedNextYen),
    ],
  }
}

function suspected({ suspected, suspectedTotal, asOf }: Figures, names: Names) {
  return {
    asOf: momentText(asOf),
    total: `${countText(suspectedTotal.cases)}口座・${yenText(suspectedTotal.yen)}`,
    rows: suspected.map(({ provider, cases, yen }) => ({
      name: names.provider(provider),
      cases: countText(cases),
      yen: yenText(yen),
    })),
  }
}

function dayText(at: number): string {
  return monthDay(formatJst(at).slice(0, 10))
}

/** `9月5日` of `2020-09-05` */
function monthDay(day: string): string {
  return `${Number(day.slice(5, 7))}月${Number(day.slice(8))}日`
}
