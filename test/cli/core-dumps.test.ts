import { dumpsCore, switchOffCoreDumps } from '../../src/cli/support/core-dumps.js'

test('core dumps are off afterwards, or a sentence says what to do', () => {
  const said: string[] = []
  switchOffCoreDumps(sentence => said.push(sentence))
  if (dumpsCore() === false) expect(said).toEqual([])
  else expect(said).toEqual([expect.stringMatching(/ulimit -c 0/)])
})
