import { createReadStream, createWriteStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { pipeline } from 'node:stream/promises'
import { sha256 } from '../../events/content.js'

interface Transfer {
  readonly id: string
  readonly type: string
  readonly at: string
  readonly bank: string
  readonly account: string
  readonly wallet: string
  readonly outcome: string
  readonly operation?: string
  readonly yen?: number
  readonly device?: string
  readonly ip?: string
}

const RESULTS: Readonly<Record<string, string>> = { succeeded: 'OK', failed: 'NG', refused: 'DENIED' }
const KINDS: Readonly<Record<string, string>> = { register: 'BANK_ADD', change: 'BANK_CHANGE', unlink: 'BANK_REMOVE' }

/** The links and charges of a canonical file, once as they are and once as the mapping `paypay` reads them. */
export async function writeBoth(file: string, canonical: string, raw: string): Promise<void> {
  await pipeline(
    transfers(file, line => line),
    createWriteStream(canonical),
  )
  await pipeline(
    transfers(file, (_line, event) => JSON.stringify(rawOf(event))),
    createWriteStream(raw),
  )
}

async function* transfers(file: string, text: (line: string, event: Transfer) => string): AsyncGenerator<string> {
  for await (const line of createInterface({ input: createReadStream(file) })) {
    const event = JSON.parse(line) as Transfer
    if (event.type === 'link' || event.type === 'charge') yield `${text(line, event)}\n`
  }
}

function rawOf(event: Transfer): object {
  const digits = BigInt(`0x${sha256(event.account).slice(0, 12)}`)
    .toString()
    .padStart(15, '0')
  return {
    eventId: event.id,
    eventType: KINDS[event.operation ?? ''] ?? 'CHARGE',
    occurredAt: event.at.slice(0, 19).replace('T', ' ').replaceAll('-', '/'),
    bankName: event.bank,
    branchNo: digits.slice(-10, -7),
    accountNo: digits.slice(-7),
    userId: event.wallet,
    result: RESULTS[event.outcome],
    ...(event.yen === undefined ? {} : { amount: `${event.yen.toLocaleString('en')}円` }),
    ...(event.device === undefined ? {} : { deviceId: event.device }),
    ...(event.ip === undefined ? {} : { ipAddress: event.ip }),
  }
}
