import { Scratch } from '../support/cli.js'
import { CANARIES, caseOf, changed, faults, places, widened } from './faults.js'
import { type Came, mappings, read, secretsOf } from './reading.js'

const scratch = new Scratch()
afterAll(() => scratch.remove())

async function came(id: string, bytes: Uint8Array): Promise<Came> {
  return read(id, scratch.write('raw', bytes))
}

test('every provider with a mapping is in the table', () => {
  expect(Object.keys(places).sort()).toEqual([...mappings.ids].sort())
})

describe.each(mappings.ids)('%s', id => {
  test.each(faults)('%s: counted, explained, neighbours kept', async (name, make, says, whole) => {
    const of = caseOf(id)
    const good = await came(id, of.format.write(of.good))
    expect(good.letters).toEqual([])
    const bad = await came(id, make(of))
    expect(bad.letters).toEqual([expect.stringMatching(says)])
    if (whole.includes(of.kind)) expect(bad.ids).toEqual([])
    else expect(bad.ids).toEqual(expect.arrayContaining([...good.ids]))
    expect(bad.ids).toHaveLength(whole.includes(of.kind) ? 0 : name === 'two records with one id' ? 3 : 2)
    expect(bad.received).toBe(bad.ids.length + 1)
  })

  test.each(faults)('%s: nothing that is kept has a raw identifier in it', async (_name, make) => {
    const of = caseOf(id)
    const wide = { good: of.good.map(r => widened(of, r, CANARIES[0])), victim: widened(of, of.victim, CANARIES[1]) }
    const secrets = [...(await secretsOf(id, scratch.write('whole', of.format.write([...of.good, of.victim]))))]
    expect(secrets.length).toBeGreaterThan(2)
    const { kept } = await came(id, make({ ...of, ...wide }))
    expect([...secrets, ...CANARIES].filter(text => kept.includes(text))).toEqual([])
  })

  test('an identifier in the place of another field is not shown either', async () => {
    const of = caseOf(id)
    for (const place of ['operation', 'yen', 'at'] as const)
      for (const canary of CANARIES) {
        const strayed = of.format.write([...of.good, changed(of.victim, of.where[place], canary)])
        expect((await came(id, strayed)).kept).not.toContain(canary)
      }
  })

  test('a field more changes nothing', async () => {
    const of = caseOf(id)
    const [plain, wider] = [of.format.write(of.good), of.format.write(of.good.map(record => widened(of, record)))]
    // A fixed-width record has no room for one.
    expect(wider.equals(plain)).toBe(of.kind === 'fixed')
    expect(await came(id, wider)).toEqual(await came(id, plain))
  })
})
