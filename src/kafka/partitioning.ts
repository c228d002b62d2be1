import { crc32 } from 'node:zlib'

const SEED = 0x9747b28c
const M = 0x5bd1e995

/** Where the default partitioner of Java and of kafkajs puts a key. kafkajs has it too, and takes 3 µs a key. */
export function javaPartition(key: Uint8Array, partitions: number): number {
  return (murmur2(key) & 0x7fffffff) % partitions
}

/** Where the default partitioner of librdkafka puts a key (C, C#, Go and Python clients of Confluent, kcat). */
export function librdkafkaPartition(key: Uint8Array, partitions: number): number {
  return crc32(key) % partitions
}

/** MurmurHash2 as Kafka's Java client has it (org.apache.kafka.common.utils.Utils), a signed 32-bit integer. */
function murmur2(data: Uint8Array): number {
  const byte = (i: number) => data[i] as number
  const whole = data.length & ~3
  let h = SEED ^ data.length
  for (let i = 0; i < whole; i += 4) {
    let k = Math.imul(byte(i) | (byte(i + 1) << 8) | (byte(i + 2) << 16) | (byte(i + 3) << 24), M)
    k = Math.imul(k ^ (k >>> 24), M)
    h = Math.imul(h, M) ^ k
  }
  let rest = 0
  for (let i = data.length - 1; i >= whole; i--) rest = (rest << 8) | byte(i)
  if (data.length > whole) h = Math.imul(h ^ rest, M)
  h = Math.imul(h ^ (h >>> 13), M)
  return h ^ (h >>> 15)
}
