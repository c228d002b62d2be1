// @ts-check
module.exports = async () => {
  const { endRun } = await import('./run.mjs')
  await endRun(String(process.env.BANKEN_TEST_RUN))
}
