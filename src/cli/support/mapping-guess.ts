import { timeReader } from '../../ingest/mapping/time.js'
import type { Leaf } from './mapping-leaves.js'

/** What of a record looks like which field of ours. */
export type Role =
  | 'id'
  | 'at'
  | 'date'
  | 'time'
  | 'bank'
  | 'branch'
  | 'number'
  | 'wallet'
  | 'yen'
  | 'outcome'
  | 'reason'
  | 'kind'
  | 'device'
  | 'ip'
  | 'phone'

/** Names under which providers write these; the first that fits takes it. */
const NAMES: readonly (readonly [Role, RegExp])[] = [
  ['branch', /branch|tenban|shiten|店番|支店|店番号/i],
  ['number', /(account|acct|kouza|koza).*(no|num|number)$|accountNo|口座番号/i],
  ['bank', /bank|ginko|銀行|金融機関/i],
  ['wallet', /user|member|customer|wallet|kaiin|会員|顧客|利用者|お客様/i],
  ['yen', /amount|yen|price|kingaku|金額|^額$/i],
  ['outcome', /result|outcome|status|kekka|結果|状態|ステータス/i],
  ['reason', /error|reason|riyu|理由|エラー/i],
  ['phone', /phone|tel(no)?$|mobile|denwa|電話|携帯/i],
  ['ip', /(^|[a-z_])ip(addr(ess)?)?$|IPアドレス|^ipv?4?/i],
  ['device', /device|terminal|tanmatsu|端末/i],
  [
    'id',
    /^(id|no)$|(event|trans(action)?|trx|tx|txn|request|message|msg|record|seq|operation|op).*(id|no|number)?$|(受付|取引|明細|処理|通番).*(番号|ID)?$/i,
  ],
  ['kind', /type|kind|action|category|shubetsu|種別|区分|種類|操作|取引$|^op(eration)?$/i],
]

const CLOCKS = ['HH:mm:ss', 'HH:mm:ss.SSS', 'HH:mm:ss.SSSSSS'].flatMap(clock => [clock, `${clock}X`, `${clock} X`])

const TIME_FORMATS = [
  ...['yyyy/MM/dd ', 'yyyy-MM-dd ', "yyyy-MM-dd'T'"].flatMap(day => CLOCKS.map(clock => day + clock)),
  'yyyy/M/d H:m:s',
  'yyyy/MM/dd HH:mm',
  'yyyyMMddHHmmss',
  'yyyyMMddHHmmssSSS',
  'yyyyMMdd HHmmss',
  'yyyy年M月d日 H時m分s秒',
  'Gy年M月d日 H時m分s秒',
  'Gy年M月d日 H:m:s',
  'Gyy.MM.dd HH:mm:ss',
  'GyyMMddHHmmss',
  'yyyy-MM-dd',
  'yyyy/MM/dd',
  'yyyyMMdd',
  'yyyy年M月d日',
  'Gy年M月d日',
  'GyyMMdd',
  'Gyy.MM.dd',
]
const RFC3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/
const EPOCHS: Readonly<Record<number, string>> = { 10: 'epoch-s', 13: 'epoch-ms', 16: 'epoch-us' }

/** The format of most of these texts; undefined where none is known. */
export function timeFormatOf(values: readonly string[]): string | undefined {
  const most = (fits: (value: string) => boolean) => values.filter(fits).length * 2 > values.length
  if (most(value => RFC3339.test(value))) return 'rfc3339'
  const epoch = values.every(value => /^1\d+$/.test(value)) ? EPOCHS[values[0]?.length ?? 0] : undefined
  if (epoch) return epoch
  return TIME_FORMATS.find(format => {
    const read = timeReader(format, 'Z')
    return most(value => {
      const parsed = read(value)
      return parsed.ok && RFC3339.test(parsed.value) && !Number.isNaN(Date.parse(parsed.value))
    })
  })
}

function isClock(values: readonly string[]): boolean {
  return values.length > 0 && values.every(value => /^([01]\d|2[0-3]):?[0-5]\d(:?[0-5]\d)?$/.test(value))
}

/** An id has about as many values as any other field: a code with three of them is none. */
const ID_SHARE_MIN = 0.8

/** For each role the place that looks most like it. */
export function guessRoles(leaves: readonly Leaf[]): ReadonlyMap<Role, Leaf> {
  const roles = new Map<Role, Leaf>()
  const taken = new Set<Leaf>()
  const give = (role: Role, leaf: Leaf | undefined) => {
    if (!leaf || roles.has(role)) return
    roles.set(role, leaf)
    taken.add(leaf)
  }
  const idValuesMin = Math.max(...leaves.map(({ values }) => values.length)) * ID_SHARE_MIN
  guessTimes(leaves, give)
  for (const nameOf of [lastName, wholeName])
    for (const [role, name] of NAMES) {
      const free = leaves.filter(leaf => !taken.has(leaf) && fits(role, leaf, idValuesMin))
      give(
        role,
        free.find(leaf => name.test(nameOf(leaf))),
      )
    }
  return roles
}

function guessTimes(leaves: readonly Leaf[], give: (role: Role, leaf: Leaf | undefined) => void): void {
  const times = leaves.filter(leaf => timeFormatOf(leaf.values) !== undefined && !/birth|生年/i.test(lastName(leaf)))
  const exact = times.filter(leaf => /H|rfc|epoch/.test(timeFormatOf(leaf.values) ?? ''))
  const byName = exact.find(leaf => /occur|event|trade|proc|accept|time|日時|時刻|at$|ts$/i.test(lastName(leaf)))
  if (exact.length > 0) give('at', byName ?? exact[0])
  else {
    give('date', times[0])
    give(
      'time',
      leaves.find(leaf => leaf !== times[0] && isClock(leaf.values)),
    )
  }
}

/** The last key that says something: Avro's names of primitive types do not. */
function lastName({ keys }: Leaf): string {
  return [...keys].reverse().find(key => !/^(string|long|int|boolean|double|bytes|value)$/.test(key)) ?? ''
}

/** `bank_code` of `bank.code`: where the last key alone says too little. */
function wholeName({ keys }: Leaf): string {
  return keys.join('_')
}

function fits(role: Role, { values }: Leaf, idValuesMin: number): boolean {
  if (role === 'id') return values.length >= idValuesMin
  const few = values.length <= 20
  if (role === 'yen') return values.some(value => /[\d０-９]/.test(value))
  return role === 'outcome' || role === 'reason' || role === 'kind' ? few : true
}

const WORDS: Readonly<Record<string, readonly (readonly [string, RegExp])[]>> = {
  kind: [
    ['charge', /charge|top.?up|debit|deposit|nyuu?kin|furikae|チャージ|振替|入金|引落/i],
    ['unlink', /remove|unlink|delete|cancel|release|kaijo|kaiyaku|sakujo|解除|解約|削除/i],
    ['change', /change|update|modify|henkou?|koushin|変更|更新/i],
    ['register', /add|link|regist|bind|create|tou?roku|renkei|shinki|登録|連携|新規/i],
  ],
  outcome: [
    ['refused', /den|refus|reject|declin|kyohi|拒否|謝絶|不可/i],
    ['failed', /^ng|fail|err|unsucc|shippai|失敗|異常|エラー/i],
    ['succeeded', /ok|succ|done|complete|seikou|seijou|成功|正常|完了|^0+$/i],
  ],
}

/** Our word for one of theirs; undefined where nobody can tell. */
export function wordFor(role: 'kind' | 'outcome', word: string): string | undefined {
  return WORDS[role]?.find(([, fits]) => fits.test(word))?.[0]
}
