import { hasZone, timeReader, whyNoTimeFormat } from '../../../src/ingest/mapping/time.js'

const read = (format: string, text: string) => {
  const parsed = timeReader(format, '+09:00')(text)
  return parsed.ok ? parsed.value : parsed.why
}

test.each([
  ['yyyy/MM/dd HH:mm:ss', '2020/09/16 09:00:00', '2020-09-16T09:00:00+09:00'],
  ['yyyy/M/d H:m:s', '2020/9/6 9:0:0', '2020-09-06T09:00:00+09:00'],
  ['yyyyMMddHHmmss', '20200916090000', '2020-09-16T09:00:00+09:00'],
  ['yyyyMMddHHmmssSSS', '20200916090000123', '2020-09-16T09:00:00.123+09:00'],
  ['yyyy-MM-dd HH:mm:ssX', '2020-09-16 09:00:00Z', '2020-09-16T09:00:00Z'],
  ['yyyy-MM-dd HH:mm:ss.SSSX', '2020-09-16 09:00:00.123+0900', '2020-09-16T09:00:00.123+09:00'],
  ["yyyy-MM-dd'T'HH:mm:ss X", '2020-09-16T09:00:00 +09', '2020-09-16T09:00:00+09:00'],
  ['yyyy-MM-dd HH:mm:ssX', '2020-09-16 09:00:00-03:30', '2020-09-16T09:00:00-03:30'],
  ['Gy年M月d日 H時m分', '令和2年9月16日 9時5分', '2020-09-16T09:05:00+09:00'],
  ['Gy年M月d日', '令和元年５月１日', '2019-05-01T00:00:00+09:00'],
  ['Gyy.MM.dd', 'H31.04.30', '2019-04-30T00:00:00+09:00'],
  ['GyyMMdd HHmmss', 'R020914 101500', '2020-09-14T10:15:00+09:00'],
  ["yyyyMMdd'T'HHmmss", '20200916T090000', '2020-09-16T09:00:00+09:00'],
  ['yyyy／MM／dd', '２０２０／０９／１６', '2020-09-16T00:00:00+09:00'],
  ['epoch-s', '1600214400', '2020-09-16T00:00:00Z'],
  ['epoch-ms', '1600214400123', '2020-09-16T00:00:00.123Z'],
  ['epoch-us', '1600214400123456', '2020-09-16T00:00:00.123456Z'],
  ['rfc3339', '2020-09-16T09:00:00+09:00', '2020-09-16T09:00:00+09:00'],
])('%s: %s', (format, text, instant) => {
  expect(whyNoTimeFormat(format)).toBeUndefined()
  expect(read(format, text)).toBe(instant)
})

test.each([
  ['yyyy/MM/dd HH:mm:ss', '2020-09-16 09:00:00', /not a time of the form/],
  ['yyyy/MM/dd', '令和2年9月16日', /not a time of the form/],
  ['Gyy.MM.dd', 'H32.09.16', /era/],
  ['Gy年M月d日', '令和元年4月30日', /era/],
  ['Gy年M月d日', '令和0年9月16日', /era/],
  ['epoch-s', '1600214400.5', /whole number/],
  ['epoch-s', 'yesterday', /whole number/],
  ['epoch-s', '9999999999999999', /whole number/],
])('%s: not %s', (format, text, why) => {
  expect(read(format, text)).toMatch(why)
})

test.each(['', 'HH:mm', 'yyyy', 'yyyy-yyyy-MM-dd', 'qqqq', 'dd MMM yyyy', 'epoch'])('%p is no format', format => {
  expect(whyNoTimeFormat(format)).toBeDefined()
})

test('which formats say their zone', () => {
  expect(['rfc3339', 'epoch-s', 'yyyyMMddX', 'yyyyMMdd'].map(hasZone)).toEqual([true, true, true, false])
})
