// @ts-check
import { connect } from 'node:net'

const METADATA = 3
const VERSION = 5
const WAIT_MS = 1_000

/** A metadata request of version 5, which Kafka 3 and 4 both know: correlation 1, no client id, no topics, no creation. */
function request() {
  const body = Buffer.alloc(15)
  body.writeInt16BE(METADATA, 0)
  body.writeInt16BE(VERSION, 2)
  body.writeInt32BE(1, 4)
  body.writeInt16BE(-1, 8)
  body.writeInt32BE(0, 10)
  const length = Buffer.alloc(4)
  length.writeInt32BE(body.length)
  return Buffer.concat([length, body])
}

/**
 * Whether a Kafka broker here knows of a broker in service. A port that is open says less: the broker opens it before
 * it has caught up with the metadata.
 * @param {string} host
 * @param {number} port
 * @returns {Promise<boolean>}
 */
export function answers(host, port) {
  return new Promise(resolve => {
    const socket = connect(port, host)
    let got = Buffer.alloc(0)
    const end = (/** @type {boolean} */ answer) => {
      socket.destroy()
      resolve(answer)
    }
    socket.setTimeout(WAIT_MS, () => end(false))
    socket.on('error', () => end(false)).on('close', () => end(false))
    socket.on('connect', () => socket.write(request()))
    socket.on('data', chunk => {
      got = Buffer.concat([got, chunk])
      // Length, correlation, throttle time, and then the number of brokers.
      if (got.length >= 16) end(got.readInt32BE(4) === 1 && got.readInt32BE(12) > 0)
    })
  })
}

/**
 * Whether anything listens here.
 * @param {string} host
 * @param {number} port
 * @returns {Promise<boolean>}
 */
export function isOpen(host, port) {
  return new Promise(resolve => {
    const socket = connect(port, host)
    socket.on('error', () => resolve(false))
    socket.on('connect', () => {
      socket.destroy()
      resolve(true)
    })
  })
}
