import { createHash, timingSafeEqual } from 'node:crypto'
import fastify, { type FastifyInstance, type FastifyReply } from 'fastify'
import { jsonText } from '../events/json-text.js'

export interface Answer {
  readonly columns: readonly string[]
  readonly rows: readonly (readonly unknown[])[]
  readonly cut: boolean
}

export interface SqlServerOptions {
  readonly host: string
  /** 0 for any that is free. */
  readonly port: number
  readonly token: string
  readonly ask: (sql: string, signal: AbortSignal) => Promise<Answer>
  /** The HTTP status for what `ask` rejected with: 400 for a wrong query, 408 for one that was ended. */
  readonly statusOf: (error: unknown) => number
}

const QUERY_BYTES_MAX = 16_384

/**
 * `POST /sql?format=json|ndjson|csv|rows`, the query as text in the body. One query at a time; the next one gets 503.
 * Resolves to where it listens.
 */
export async function serveSql(options: SqlServerOptions): Promise<{ url: string; close: () => Promise<void> }> {
  const app = fastify({ bodyLimit: QUERY_BYTES_MAX, forceCloseConnections: true })
  const running = new Set<Promise<unknown>>()
  const ending = new AbortController()
  app.addHook('onRequest', async (request, reply) => {
    if (isKnown(request.headers.authorization, options.token)) return
    return fail(reply, 401, 'send the token of the endpoint: Authorization: Bearer … (BANKEN_SQL_TOKEN)')
  })
  route(app, options, running, ending.signal)
  const url = await app.listen({ host: options.host, port: options.port })
  const close = async () => {
    ending.abort()
    await Promise.allSettled(running)
    await app.close()
  }
  return { url, close }
}

function route(
  app: FastifyInstance,
  options: SqlServerOptions,
  running: Set<Promise<unknown>>,
  end: AbortSignal,
): void {
  app.post('/sql', async (request, reply) => {
    const { format = 'json' } = request.query as { format?: string }
    const write = WRITERS.get(format)
    if (!write) return fail(reply, 400, `${format}: no such format; choose of ${[...WRITERS.keys()].join(', ')}`)
    if (typeof request.body !== 'string') return fail(reply, 400, 'send the query as text/plain')
    if (running.size > 0 || end.aborted) return fail(reply, 503, 'another query runs; try again when it has ended')
    const answer = options.ask(request.body, AbortSignal.any([end, goneSignal(reply)]))
    running.add(answer)
    try {
      return write(await answer, reply)
    } catch (error) {
      return fail(reply, options.statusOf(error), error instanceof Error ? error.message : String(error))
    } finally {
      running.delete(answer)
    }
  })
}

function goneSignal(reply: FastifyReply): AbortSignal {
  const gone = new AbortController()
  reply.raw.on('close', () => gone.abort())
  return gone.signal
}

function isKnown(header: string | undefined, token: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return token !== '' && timingSafeEqual(digest(header ?? ''), digest(`Bearer ${token}`))
}

function fail(reply: FastifyReply, status: number, error: string): FastifyReply {
  return reply.code(status).send({ error })
}

function send(reply: FastifyReply, type: string, { cut }: Answer, text: string): FastifyReply {
  return reply.header('banken-cut', `${cut}`).type(type).send(text)
}

function objects({ columns, rows }: Answer): string[] {
  return rows.map(row => jsonText(Object.fromEntries(columns.map((name, i) => [name, row[i]]))))
}

const WRITERS = new Map<string, (answer: Answer, reply: FastifyReply) => FastifyReply>([
  ['json', (answer, reply) => send(reply, 'application/json', answer, `[${objects(answer).join(',\n')}]\n`)],
  [
    'ndjson',
    (answer, reply) =>
      send(
        reply,
        'application/x-ndjson',
        answer,
        objects(answer)
          .map(o => `${o}\n`)
          .join(''),
      ),
  ],
  ['csv', (answer, reply) => send(reply, 'text/csv; charset=utf-8', answer, csv(answer))],
  ['rows', (answer, reply) => send(reply, 'application/json', answer, JSON.stringify(answer, digits))],
])

/** For tables: who reads this JSON again would round a number of 17 digits. */
function digits(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value
}

function csv({ columns, rows }: Answer): string {
  return [columns, ...rows].map(row => `${row.map(cell).join(',')}\r\n`).join('')
}

/** A text that a spreadsheet would take for a formula gets an apostrophe before it. */
function cell(value: unknown): string {
  if (value === null || value === undefined) return ''
  const text = typeof value === 'object' ? jsonText(value) : String(value)
  const safe =
    typeof value === 'string' && /^[=+\-@\t\r]/.test(text) && !/^-?\d+(\.\d+)?$/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
