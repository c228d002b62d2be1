// @ts-check
const { default: Sequencer } = require('@jest/test-sequencer')

/** What takes longest, the longest first. Those with a broker wait more than they work: others run beside them. */
const LONGEST = [
  'live/faults.test.ts',
  'rules/cases.test.ts',
  'promise/order.test.ts',
  'live/faults-outside.test.ts',
  'live/same-answer.test.ts',
  'promise/sweeps.test.ts',
  'promise/judged.test.ts',
  'promise/kill.test.ts',
  'cli/tail.test.ts',
  'cli/report.test.ts',
  'detect/oracle.test.ts',
  'detect/edges.test.ts',
  'live/bad-input.test.ts',
]

/** So that no worker is left alone with a long file at the end, also where jest does not yet know how long files take. */
class LongestFirst extends Sequencer {
  /** @param {Parameters<Sequencer['sort']>[0]} tests */
  sort(tests) {
    const rank = (/** @type {{ path: string }} */ { path }) => {
      const place = LONGEST.findIndex(name => path.endsWith(`/test/${name}`))
      return place < 0 ? LONGEST.length : place
    }
    return super.sort(tests).sort((a, b) => rank(a) - rank(b))
  }
}

module.exports = LongestFirst
