import { featureFile } from '../../src/detect/feature.js'
import { replay } from '../support/replay.js'
import { charge, day, link, login, minute, walletChange } from './edges.js'

test('each of the values that an event may have is read as one, whatever YAML takes it for', () => {
  const of = {
    sql: 'SELECT 1',
    reads: [{ of: 'wallet', where: { change: ['device', 'phone'] }, by: 'wallet', for: 'ever' }],
  }
  const one = { sql: 'SELECT 1', reads: [{ of: 'login', where: { newDevice: true }, by: 'wallet', for: 'ever' }] }
  const { many, single } = featureFile.parse({ many: of, single: one })
  expect(many).toMatchObject({ reads: [{ where: { change: ['device', 'phone'] } }] })
  expect(single).toMatchObject({ reads: [{ where: { newDevice: ['true'] } }] })
})

const before = [link('l', { at: -8 * day }), charge('c', { at: 0, yen: 60_000 })]

test.each([
  ['device', walletChange('w', { at: -minute, change: 'device' })],
  ['phone', walletChange('w', { at: -minute, change: 'phone' })],
  ['password', walletChange('w', { at: -minute, change: 'password' })],
  ['login', login('w', { at: -minute, newDevice: true })],
])('a word of a take-over that comes after the charge has it judged again: %s', async (_what, word) => {
  const late = await replay({ sources: [before, [word]] })
  expect(late.alerts).toMatch(/"rule":"new-device-drain"/)
  expect(late.alerts).toBe((await replay({ sources: [[word, ...before]] })).alerts)
})
