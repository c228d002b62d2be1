import fc from 'fast-check'
import { decodeJson, MESSAGE_BYTES_MAX } from '../../src/ingest/decode-json.js'

const decode = (text: string) => decodeJson(Buffer.from(text))
const nested = (depth: number) => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`

test.each([
  ['{"id":"a"', 'json', /^not JSON: /],
  ['{"id":"a\u0000b"}', 'json', /^not JSON: /],
  ['\u0000', 'json', /^not JSON: /],
  ['', 'json', /^not JSON: /],
  ['{"a":1e400}', 'json', /outside ±\(2\^53 − 1\)/],
  ['{"a":-1e400}', 'json', /outside/],
  ['{"a":9007199254740993}', 'json', /outside/],
  ['{"a":[{"b":9007199254740992}]}', 'json', /outside/],
  ['{"a":1,"a":1}', 'json', /same key twice/],
  ['{"a":1,"\\u0061":2}', 'json', /same key twice/],
  ['{"x":{"a":1,"a":2}}', 'json', /same key twice/],
  ['{"x":[{"a":1},{"a":2,"b":3,"a":2}]}', 'json', /same key twice/],
  ['{"__proto__":{"id":"a"}}', 'json', /__proto__/],
  ['{"a":{"__proto__":1}}', 'json', /__proto__/],
  [nested(10_000), 'json', /nested deeper than 512 levels/],
  ['['.repeat(10_000), 'json', /not JSON/],
  ['[]', 'schema', /not an object/],
  ['null', 'schema', /not an object/],
  ['"text"', 'schema', /not an object/],
  [`{"a":"${'x'.repeat(MESSAGE_BYTES_MAX)}"}`, 'too-large', /the limit is 65536/],
])('%.40j is refused', (text, reason, why) => {
  const decoded = decode(text)
  expect(decoded).toMatchObject({ ok: false, reason, why: expect.stringMatching(why) })
  if (!decoded.ok) expect(decoded.why).toMatch(/^[^\n]{1,120}$/)
})

test.each([Buffer.from([0x7b, 0xff, 0x7d]), Buffer.from('{"a":"\xe9"}', 'latin1'), Buffer.from([0xed, 0xa0, 0x80])])(
  'bytes that are not UTF-8',
  bytes => {
    expect(decodeJson(bytes)).toMatchObject({ ok: false, reason: 'encoding' })
  },
)

test.each([
  ['{"a":9007199254740991,"b":-9007199254740991}', { a: 9007199254740991, b: -9007199254740991 }],
  ['{"a":"{\\"a\\":1}","b":":\\\\"}', { a: '{"a":1}', b: ':\\' }],
  [' {"a" : "口座" }\t', { a: '口座' }],
  [nested(31), expect.anything()],
  [`{"a":"${'x'.repeat(MESSAGE_BYTES_MAX - 8)}"}`, expect.anything()],
])('%.40j is read', (text, value) => {
  expect(decode(text)).toEqual({ ok: true, value })
})

test('any object that JSON can say is read as it is', () => {
  const key = fc.string().filter(name => name !== '__proto__')
  const value = fc.letrec(tie => ({
    any: fc.oneof(
      { maxDepth: 4 },
      fc.constant(null),
      fc.boolean(),
      fc.integer(),
      fc.string({ unit: 'binary' }).filter(text => text.isWellFormed()),
      fc.array(tie('any'), { maxLength: 3 }),
      fc.dictionary(key, tie('any'), { maxKeys: 3 }),
    ),
  })).any
  fc.assert(
    fc.property(fc.dictionary(key, value), object => {
      const text = JSON.stringify(object)
      fc.pre(Buffer.byteLength(text) <= MESSAGE_BYTES_MAX)
      expect(decode(text)).toEqual({ ok: true, value: JSON.parse(text) })
      expect(decode(JSON.stringify(object, null, 2))).toEqual({ ok: true, value: JSON.parse(text) })
    }),
  )
})

test('what is read owes nothing to the prototype', () => {
  const decoded = decode('{"constructor":1,"toString":"a"}')
  expect(decoded).toEqual({ ok: true, value: { constructor: 1, toString: 'a' } })
})
