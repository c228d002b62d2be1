import { type AddressInfo, createServer, connect as dial, type Server, type Socket } from 'node:net'
import { type BrokerOptions, type OwnBroker, ownBroker } from './broker.js'

/** Numbers of Kafka's requests, as they stand on the wire. */
export const API = {
  produce: 0,
  fetch: 1,
  metadata: 3,
  offsetCommit: 8,
  offsetFetch: 9,
  findCoordinator: 10,
  joinGroup: 11,
  heartbeat: 12,
  syncGroup: 14,
  initProducerId: 22,
  addPartitionsToTxn: 24,
  addOffsetsToTxn: 25,
  endTxn: 26,
  txnOffsetCommit: 28,
} as const

export interface KafkaRequest {
  readonly apiKey: number
  readonly apiVersion: number
  readonly correlationId: number
}

interface Drop {
  readonly matches: (request: KafkaRequest) => boolean
  left: number
}

/** Stands between clients and one broker. The broker has to advertise `port`, or clients go past it. */
export class BrokerProxy {
  readonly port: number
  readonly #server: Server
  readonly #pairs = new Set<() => void>()
  readonly #drops: Drop[] = []
  readonly #seen: KafkaRequest[] = []
  #target: number | undefined
  #refuses = false

  private constructor(server: Server) {
    this.#server = server
    this.port = (server.address() as AddressInfo).port
    server.on('connection', client => this.#accept(client))
  }

  static async open(): Promise<BrokerProxy> {
    const server = createServer()
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    return new BrokerProxy(server)
  }

  get brokers(): string {
    return `127.0.0.1:${this.port}`
  }

  /** The requests that went to the broker, oldest first. */
  get seen(): readonly KafkaRequest[] {
    return this.#seen
  }

  forwardTo(port: number): void {
    this.#target = port
  }

  /** Cuts every connection; new ones come through. */
  cutAll(): void {
    for (const cut of this.#pairs) cut()
  }

  /** New connections are cut at once, until it is told otherwise. */
  refuse(refuses: boolean): void {
    this.#refuses = refuses
  }

  /** The broker gets the next such requests and does what they say, and instead of its answer the client is cut off. */
  dropAnswers(which: number | ((request: KafkaRequest) => boolean), times = 1): void {
    const matches = typeof which === 'number' ? ({ apiKey }: KafkaRequest) => apiKey === which : which
    this.#drops.push({ matches, left: times })
  }

  async close(): Promise<void> {
    this.cutAll()
    await new Promise(resolve => this.#server.close(resolve))
  }

  #accept(client: Socket): void {
    if (this.#refuses || this.#target === undefined) {
      client.destroy()
      return
    }
    const broker = dial(this.#target, '127.0.0.1')
    const cut = () => {
      this.#pairs.delete(cut)
      client.destroy()
      broker.destroy()
    }
    this.#pairs.add(cut)
    for (const socket of [client, broker]) socket.setNoDelay(true).on('error', cut).on('close', cut)
    this.#forward(client, broker, cut)
  }

  #forward(client: Socket, broker: Socket, cut: () => void): void {
    const unanswered = new Set<number>()
    onFrames(client, frame => {
      const request = requestOf(frame)
      this.#seen.push(request)
      if (this.#isToDrop(request)) unanswered.add(request.correlationId)
      broker.write(frame)
    })
    onFrames(broker, frame => {
      if (unanswered.has(frame.readInt32BE(4))) cut()
      else client.write(frame)
    })
  }

  #isToDrop(request: KafkaRequest): boolean {
    const drop = this.#drops.find(({ left, matches }) => left > 0 && matches(request))
    if (drop) drop.left -= 1
    return drop !== undefined
  }
}

/** Every message of Kafka's protocol has its length in front, in four bytes. */
function onFrames(socket: Socket, take: (frame: Buffer) => void): void {
  let rest: Buffer = Buffer.alloc(0)
  socket.on('data', (chunk: Buffer) => {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
    while (rest.length >= 4 && rest.length >= 4 + rest.readInt32BE(0)) {
      const end = 4 + rest.readInt32BE(0)
      take(rest.subarray(0, end))
      rest = rest.subarray(end)
    }
  })
}

function requestOf(frame: Buffer): KafkaRequest {
  return { apiKey: frame.readInt16BE(4), apiVersion: frame.readInt16BE(6), correlationId: frame.readInt32BE(8) }
}

/** A broker that clients reach through a proxy only. The caller removes the one and closes the other. */
export async function brokerBehindProxy(
  options: BrokerOptions = {},
): Promise<{ broker: OwnBroker; proxy: BrokerProxy }> {
  const proxy = await BrokerProxy.open()
  const broker = await ownBroker({ ...options, advertise: proxy.port })
  proxy.forwardTo(broker.port)
  return { broker, proxy }
}
