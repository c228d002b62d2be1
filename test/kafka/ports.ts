import { createServer, type Server } from 'node:net'

/** Below the ports that Linux and macOS give to outgoing connections: no client takes one while its broker is down. */
const FROM = 20_000
const BLOCKS = 2_400
const BLOCK = 5

export interface Ports {
  /** The first of four ports in a row. */
  readonly first: number
  release(): void
}

/**
 * Four free ports in a row. Whoever holds the port in front of them owns them: the kernel gives it to one process only,
 * and takes it back when that dies.
 */
export async function claimPorts(): Promise<Ports> {
  for (;;) {
    const front = FROM + BLOCK * Math.floor(Math.random() * BLOCKS)
    const owner = await listen(front)
    if (!owner) continue
    if (await allFree(front + 1, front + BLOCK)) return { first: front + 1, release: () => owner.close() }
    owner.close()
  }
}

async function allFree(from: number, to: number): Promise<boolean> {
  for (let port = from; port < to; port += 1) {
    const server = await listen(port)
    if (!server) return false
    await new Promise(resolve => server.close(resolve))
  }
  return true
}

function listen(port: number): Promise<Server | undefined> {
  const server = createServer().unref()
  return new Promise(resolve => {
    server.on('error', () => resolve(undefined))
    server.listen(port, '127.0.0.1', () => resolve(server))
  })
}
