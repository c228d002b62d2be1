// @ts-check
import { setTimeout } from 'node:timers/promises'

/**
 * @param {number} waitMs
 * @param {() => boolean | Promise<boolean>} condition
 * @returns {Promise<boolean>} whether it came true in time
 */
export async function until(waitMs, condition) {
  const end = Date.now() + waitMs
  while (!(await condition())) {
    if (Date.now() > end) return false
    await setTimeout(50)
  }
  return true
}

/** @param {number} pid */
export function isAlive(pid) {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}
