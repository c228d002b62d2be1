import { guessMapping } from '../../src/cli/support/mapping-init.js'
import { readSample } from '../../src/files/sample.js'
import { Scratch } from '../support/cli.js'

const scratch = new Scratch()
afterAll(() => scratch.remove())

const WORDS = ['口座登録', 'チャージ', '解除']

function guessed(records: readonly object[]): string {
  return guessMapping('newpay', { path: 'sample.ndjson', format: 'ndjson', encoding: 'utf-8', records }).yaml
}

test('a code with few values is no id but the operation, and what no field can be is marked', () => {
  const records = Array.from({ length: 12 }, (_, i) => ({
    取引日時: `2020/09/14 10:00:${10 + i}`,
    処理区分: WORDS[i % 3],
    会員: `M${i}`,
    金額: i,
  }))
  const yaml = guessed(records)
  expect(yaml).toMatch(/operation: \{ path: 処理区分, table: \{ 口座登録: register, 解除: unlink \} \}/)
  expect(yaml).toMatch(/when: \{ 処理区分: \[チャージ\] \}/)
  expect(yaml.match(/id: \{ sha256: .* # \?\?\? no id was found/g)).toHaveLength(2)
  expect(guessed(records.map((record, i) => ({ ...record, 取引番号: `T${i}` })))).toMatch(/ id: 取引番号\n/)
})

test('op tells operations, and the place in a list is no id', () => {
  const ops = ['LINK', 'TOPUP', 'UNLINK'].map((op, seq) => ({ op, seq, yen: 1 }))
  const yaml = guessed(
    Array.from({ length: 6 }, (_, i) => ({ no: `B${i}`, operations: ops.map(op => ({ ...op, user: `u${i}` })) })),
  )
  expect(guessed([{ no: 'a', yen: 1 }])).toMatch(/type: charge # \?\?\? is every record a charge\?/)
  expect(yaml).toMatch(/when: \{ op: \[TOPUP\] \}/)
  expect(yaml).not.toMatch(/ id: seq/)
})

test('a CSV sample without a line end at its end says so, for a person to confirm', async () => {
  const rows = '取引番号,金額\r\nT1,100\r\nT2,200'
  const guess = async (text: string) => guessMapping('newpay', await readSample(scratch.write('a.csv', text)))
  const [open, closed] = [await guess(rows), await guess(`${rows}\r\n`)]
  expect(open.yaml).toMatch(/\?\?\? the sample has no line end.*\n {2}input: \{ format: csv, lastLineEnd: optional \}/)
  expect(closed.yaml).not.toMatch(/lastLineEnd|line end/)
  expect(open.open).toBe(closed.open + 1)
})

test.each([',', '\t', '|', ';'])('the separator %j is told from the first line', async sign => {
  const rows = [
    ['取引番号', '金額', '備考,;'],
    ['T1', '100', 'a'],
    ['T2', '200', 'b'],
  ]
  const text = rows.map(row => row.map(cell => (cell.includes(sign) ? `"${cell}"` : cell)).join(sign)).join('\r\n')
  const { records, separator } = await readSample(scratch.write('s.csv', `${text}\r\n`))
  expect([records[0], separator]).toEqual([
    { 取引番号: 'T1', 金額: '100', '備考,;': 'a' },
    sign === ',' ? undefined : sign,
  ])
})

test('times with a fraction and an offset, and words in Latin letters, are known', () => {
  const words = ['TOUROKU', 'NYUKIN', 'KAIJO', 'KOUSHIN']
  const yaml = guessed(
    Array.from({ length: 12 }, (_, i) => ({
      no: `M${i}`,
      occurred: `2020-09-14 10:00:${10 + i}.123+0900`,
      shubetsu: words[i % 4],
      kekka: i % 2 === 0 ? 'SEIKOU' : 'SHIPPAI',
      kingaku: '5,000',
    })),
  )
  expect(yaml).toMatch(/at: \{ path: occurred, time: "yyyy-MM-dd HH:mm:ss.SSSX" \}/)
  expect(yaml).toMatch(/table: \{ TOUROKU: register, KAIJO: unlink, KOUSHIN: change \}/)
  expect(yaml).toMatch(/when: \{ shubetsu: \[NYUKIN\] \}/)
  expect(yaml).toMatch(/outcome: \{ SEIKOU: succeeded, SHIPPAI: failed \}/)
})
