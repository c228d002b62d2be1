import { jstClock } from '../../events/time.js'
import { dayText, timeText } from '../cell-text.js'
import type { Bilingual, Report, Section } from '../table.js'
import { topAlertsSection } from './alerts.js'
import { announcedSection } from './announced.js'
import { chartsSection } from './charts.js'
import { damageSection } from './damage.js'
import { furtherSection } from './further.js'
import { intakeSection } from './intake.js'
import { movementSection } from './movement.js'
import type { Names } from './names.js'
import type { Nightly } from './nightly.js'
import { railsSection } from './rails.js'

/** The nightly report: the same numbers give the same report, whenever and wherever it is made. */
export function nightlyReport(
  nightly: Nightly,
  names: Names,
  providers: readonly string[],
  sentences: readonly string[],
): Report {
  const { asOf, overview } = nightly
  return {
    ja: '即時振替 日次報告',
    en: 'Instant transfers: nightly report',
    facts: [
      { name: { ja: '対象日', en: 'day' }, value: dayWithWeekday(asOf) },
      { name: { ja: '基準時刻', en: 'as of' }, value: `${timeText(asOf)} 日本時間 (JST)` },
      { name: { ja: '最新のイベント', en: 'newest event' }, value: timeText(overview.newestEventAt) },
      { name: { ja: 'ルール一式の版', en: 'rule pack' }, value: nightly.packVersion },
    ],
    notes: NOTES,
    sections: [
      intakeSection(nightly, names, providers),
      movementSection(nightly),
      damageSection(nightly, names),
      topAlertsSection(nightly, names),
      railsSection(nightly, names),
      announcedSection(nightly, names),
      wordingSection(sentences),
      chartsSection(nightly, names),
      furtherSection(nightly, names),
    ],
  }
}

export const NOTES: readonly Bilingual[] = [
  {
    ja: '表の金額は万円未満を切り捨てています。1円単位の値はCSVにあります。',
    en: 'Amounts in tables are in 10,000 yen, cut off, never rounded; the CSV files have whole yen.',
  },
]

const WEEKDAYS = ['日', '月', '火', '水', '木', '金', '土']

/** The day in Japan that the as-of belongs to: its last microsecond is its 24:00. */
function dayWithWeekday(asOf: number): string {
  const weekday = jstClock(asOf).getUTCDay()
  return `${dayText(asOf)} (${WEEKDAYS[weekday]})`
}

function wordingSection(sentences: readonly string[]): Section {
  return {
    id: 'wording',
    ja: '公表用の文案',
    en: 'Wording, ready to publish',
    lead: {
      ja: '申告ベース。額は、何も失われない最も粗い単位(万円・万千円・円)で書きます。',
      en: 'Declared basis, in Japanese; amounts in the coarsest unit that loses nothing.',
    },
    blocks: [{ sentences }],
  }
}
