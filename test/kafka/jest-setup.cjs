// @ts-check
const { mkdtempSync } = require('node:fs')
const { tmpdir } = require('node:os')
const { join } = require('node:path')

/** One folder for each run of jest, which its workers inherit by the environment. Brokers start only when asked for. */
module.exports = () => {
  process.env.BANKEN_TEST_RUN = mkdtempSync(join(tmpdir(), 'banken-run-'))
  process.env.BANKEN_TEST_PID = String(process.pid)
}
