import { carried, restored } from '../../src/kafka/carried.js'
import { BombError } from '../../src/kafka/codecs.js'
import { isHopeless, troubleOf } from '../../src/kafka/trouble.js'
import { GapError, GivenUpError } from '../../src/pipeline/live-ports.js'

const named = (name: string, message: string, more: object = {}) => Object.assign(new Error(message), { name, ...more })

const errors: readonly Error[] = [
  new GapError('offsets 1 to 3 were deleted'),
  new GivenUpError(named('KafkaJSGroupCoordinatorNotFound', 'no coordinator')),
  new BombError('a gzip batch of records grows beyond 128 MiB'),
  named('KafkaJSNonRetriableError', 'a bomb', { cause: new BombError('a gzip batch') }),
  named('KafkaJSSASLAuthenticationError', 'wrong password'),
  named('KafkaJSNumberOfRetriesExceeded', 'again', { cause: named('KafkaJSConnectionError', 'connect ECONNREFUSED') }),
  new RangeError('a bug of ours'),
]

test.each(errors)('%s means the same in another thread, and leads to the same sentence', error => {
  const there = restored(structuredClone(carried(error)))
  expect(there.constructor === GivenUpError).toBe(error instanceof GivenUpError)
  expect(there instanceof GapError).toBe(error instanceof GapError)
  expect(isHopeless(there)).toBe(isHopeless(error))
  const told = (each: Error) => troubleOf(each instanceof GivenUpError ? each.cause : each, ['b:9092'])
  expect([told(there).name, told(there).message]).toEqual([told(error).name, told(error).message])
})

test('what is no error at all is told as a text', () => {
  expect(restored(carried('gone')).message).toBe('gone')
})
