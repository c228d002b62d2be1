import { formatJst, MICROS, type Microseconds } from '../../events/time.js'
import { momentText, yenText } from '../../ledger/wording.js'
import { drainChart } from '../../report/drain-chart.js'
import { CLAIMS, DECISIONS, FACTORS, named, OUTCOMES, SEVERITIES, TWO_FACTORS } from './names.js'
import type { Figures, Step } from './rows.js'

type Attack = NonNullable<Figures['attack']>

/** One line of the story: what happened when, in both languages. */
export interface StoryStep {
  readonly kind: string
  readonly severity: string
  readonly at: string
  readonly time: string
  readonly ja: string
  readonly en: string
  readonly detail: string
}

/** The case as a list of steps; after the first alert a step says what a hold from there on would have kept. */
export function story(attack: Attack): StoryStep[] {
  const alerts = attack.steps.filter(({ kind }) => kind === 'alert')
  let yenSoFar = 0
  return attack.steps.flatMap(step => {
    if (step.kind === 'charge' && step.word === 'succeeded') yenSoFar += step.yen ?? 0
    const number = alerts.indexOf(step) + 1
    const told = {
      ...toldOf(step, yenSoFar, number),
      ...when(step.stepAt),
      kind: step.kind,
      severity: severityOf(step),
    }
    return number === 1 ? [told, hold(attack)] : [told]
  })
}

function severityOf(step: Step): string {
  return step.kind === 'alert' ? (step.word ?? '') : ''
}

function when(at: Microseconds): { at: string; time: string } {
  return { at: formatJst(at), time: momentText(at) }
}

function hold({ knownAt, savedYen, yen }: Attack): StoryStep {
  const saved = `${yenText(yen)}のうち${yenText(savedYen)}`
  const ja = `ここで次のチャージを保留していれば、${saved}を守れた`
  return {
    kind: 'hold',
    severity: '',
    ...when(knownAt),
    ja,
    en: 'A hold from here on would have kept this',
    detail: '',
  }
}

type Told = Pick<StoryStep, 'ja' | 'en' | 'detail'>

function toldOf(step: Step, yenSoFar: number, number: number): Told {
  switch (step.kind) {
    case 'opened':
      return { ja: 'ウォレットを開設', en: 'The wallet is opened', detail: '' }
    case 'link':
      return linkTold(step)
    case 'charge':
      return chargeTold(step, yenSoFar)
    case 'alert':
      return alertTold(step, number)
    case 'claim':
      return { ...named(CLAIMS, step.word ?? ''), detail: step.yen === null ? '' : yenText(step.yen) }
    default:
      return { ...named(DECISIONS, step.word ?? ''), detail: step.yen ? yenText(step.yen) : '' }
  }
}

function linkTold({ link }: Step): Told {
  if (link === null) return { ja: '口座登録', en: 'Link', detail: '' }
  const outcome = named(OUTCOMES, link.outcome)
  const factors = (link.factors ?? []).map(factor => named(FACTORS, factor).ja).join('・')
  const asked = factors ? `確認は${factors}だけ。` : ''
  const person = link.samePerson === false ? 'ウォレットの利用者と預金名義人は別人。' : ''
  const twoFactor = `口座の2要素認証: ${named(TWO_FACTORS, link.twoFactor).ja}`
  return {
    ja: `口座登録に${outcome.ja}`,
    en: `Link ${outcome.en}: the weak first link`,
    detail: `${asked}${person}${twoFactor}`,
  }
}

function chargeTold({ yen, word }: Step, yenSoFar: number): Told {
  const outcome = named(OUTCOMES, word ?? '')
  const detail = word === 'succeeded' ? `ここまで ${yenText(yenSoFar)}` : outcome.ja
  return { ja: `チャージ ${yenText(yen ?? 0)}`, en: `Charge ${outcome.en}`, detail }
}

function alertTold({ title, word }: Step, number: number): Told {
  const severity = named(SEVERITIES, word ?? '')
  return {
    ja: `警報${number}(${severity.ja}) ${title?.ja ?? ''}`,
    en: `Alert ${number} (${severity.en}): ${title?.en ?? ''}`,
    detail: '確認が必要',
  }
}

/** The minutes of the drain as a chart, wide and narrow. */
export function drainCharts(attack: Attack): { wide: string; narrow: string } {
  const linkedAt = attack.steps.find(({ kind }) => kind === 'link')?.stepAt ?? attack.knownAt
  const minutes = (at: Microseconds) => (at - linkedAt) / MICROS.minute
  let yenSoFar = 0
  const charges = attack.steps
    .filter(({ kind, word }) => kind === 'charge' && word === 'succeeded')
    .map(step => {
      yenSoFar += step.yen ?? 0
      return { minutes: minutes(step.stepAt), yenSoFar, label: `+${yenText(step.yen ?? 0)}` }
    })
  const alerts = attack.steps
    .filter(({ kind }) => kind === 'alert')
    .map((step, index) => ({ minutes: minutes(step.stepAt), severity: step.word ?? '', label: String(index + 1) }))
  const savedLabel = `保留していれば\n${yenText(attack.savedYen)}を守れた`
  const chart = { charges, alerts, savedLabel, minutesLabel: '口座登録からの分 / minutes since the link' }
  return { wide: drainChart('drain', chart, 'wide'), narrow: drainChart('drain', chart, 'narrow') }
}
