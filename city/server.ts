import { createServer } from 'node:http'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { isDown, isHanging } from './behaviours.ts'
import { CONTROL_ROUTES } from './control-room.ts'
import { ask, endpointAt, openHall, order } from './counter.ts'
import type { CityHall } from './counter.ts'
import type { Asking, Facts } from './department.ts'
import { openCity } from './generate/city.ts'
import type { CityChoice, Progress } from './generate/city.ts'
import { instantOf, momentAt } from './moments.ts'
import type { RequestRow } from './store/control.ts'

/** What the city is started with: which one, where it listens, and its clock in milliseconds since 1970. */
export type CityOptions = { choice: CityChoice; port: number; clock: () => number; wallClock: () => number; progress?: Progress }

/** A running city. */
export type RunningCity = { url: string; close(): Promise<void> }

type Running = { hall: CityHall; clock: () => number; wallClock: () => number; log: RequestRow[] }

const BODY_BYTES_MAX = 2_000_000
const LOG_ROWS_HELD = 200

/** Generates the city where needed and answers on 127.0.0.1 until it is closed. */
export async function startCity(options: CityOptions): Promise<RunningCity> {
  const book = openCity(options.choice, options.progress)
  const running: Running = { hall: openHall(book), clock: options.clock, wallClock: options.wallClock, log: [] }
  const server = createServer((request, response) => receive(running, request, response))
  // Callers keep connections open between questions; a server that hangs up first would race with their next request.
  server.keepAliveTimeout = 300_000
  server.requestTimeout = 0
  const flushing = setInterval(() => flush(running), 300)
  flushing.unref()
  await listening(server, options.port)
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      clearInterval(flushing)
      await new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      })
      flush(running)
      book.close()
    },
  }
}

function listening(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => resolve())
  })
}

function receive(running: Running, request: IncomingMessage, response: ServerResponse): void {
  const chunks: Buffer[] = []
  let bytes = 0
  request.on('data', (chunk: Buffer) => {
    bytes += chunk.length
    if (bytes > BODY_BYTES_MAX) request.destroy()
    else chunks.push(chunk)
  })
  request.on('end', () => {
    // A fault in the simulation must not take the whole city down; it is told to the caller and to standard error.
    try {
      route(running, request, response, Buffer.concat(chunks).toString('utf8'))
    } catch (fault) {
      process.stderr.write(`${String((fault as Error).stack)}\n`)
      send(response, 500, { error: 'fault', detail: String(fault) })
    }
  })
}

function route(running: Running, request: IncomingMessage, response: ServerResponse, text: string): void {
  const url = request.url ?? '/'
  const queryAt = url.indexOf('?')
  const path = queryAt < 0 ? url : url.slice(0, queryAt)
  const body = factsIn(text)
  const demoNow = headerOf(request, 'x-demo-now')
  const nowMs = demoNow === undefined ? running.clock() : instantOf(demoNow)
  if (!body) return send(response, 400, { error: 'body-not-json' })
  if (nowMs === undefined) return send(response, 400, { error: 'demo-now-not-a-time', detail: demoNow })
  const controlled = CONTROL_ROUTES[`${request.method} ${path}`]
  if (!controlled) return serve(running, request, response, path, body, nowMs)
  flush(running)
  const query = new URLSearchParams(queryAt < 0 ? '' : url.slice(queryAt + 1))
  const reply = controlled(running.hall, { query, body, moment: momentAt(nowMs), nowMs: running.wallClock() })
  send(response, reply.code, reply.body)
}

/** Lets a department answer, after its latency, unless it is down, hangs or does not exist. */
function serve(running: Running, request: IncomingMessage, response: ServerResponse, path: string, body: Facts, nowMs: number): void {
  const [, department = '', name = ''] = path.split('/')
  const endpoint = endpointAt(running.hall, department, name)
  if (!endpoint || path.split('/').length !== 3) return send(response, 404, { error: 'no-such-endpoint', detail: path })
  if (request.method !== 'POST') return send(response, 405, { error: 'post-only' })
  if (!/^bearer \S+/i.test(headerOf(request, 'authorization') ?? '')) return send(response, 401, { error: 'authorization-missing' })
  const key = headerOf(request, 'idempotency-key') ?? ''
  if (endpoint.kind === 'order' && key === '') return send(response, 400, { error: 'idempotency-key-missing' })
  const asking: Asking = { moment: momentAt(nowMs), caseId: headerOf(request, 'x-case') ?? null, purpose: headerOf(request, 'x-purpose') ?? null }
  const behaviour = running.hall.behaviours.of(department, name)
  const wallMs = running.wallClock()
  if (isHanging(behaviour, wallMs)) return note(running, asking, path, 0)
  const finish = (): void => {
    if (isDown(behaviour, wallMs)) return send(response, 503, { error: 'department-down', detail: department }, () => note(running, asking, path, 503))
    const parameters = (typeof body['parameters'] === 'object' && body['parameters'] !== null ? body['parameters'] : body) as Facts
    const run = endpoint.run
    const answer = endpoint.kind === 'question' ? ask(running.hall, department, name, run, asking, parameters) : order(running.hall, department, name, run, key, asking, parameters)
    note(running, asking, path, 200)
    // The order stands although nobody hears of it: what exactly-once delivery must survive.
    if (endpoint.kind === 'order' && running.hall.behaviours.losesAnswer(department, name)) return void request.socket.destroy()
    send(response, 200, { asOf: asking.moment.text, version: 1, ...answer })
  }
  const latencyMs = behaviour.latencyMs ?? 0
  if (latencyMs > 0) setTimeout(guarded(finish, response), latencyMs)
  else finish()
}

/** A fault after the latency has no caller above it, so it is answered here. */
function guarded(work: () => void, response: ServerResponse): () => void {
  return () => {
    // A timer's fault would end the process and with it every other department.
    try {
      work()
    } catch (fault) {
      send(response, 500, { error: 'fault', detail: String(fault) })
    }
  }
}

function note(running: Running, asking: Asking, endpoint: string, answered: number): void {
  running.log.push({ at: asking.moment.text, endpoint: endpoint.slice(1), case_id: asking.caseId, purpose: asking.purpose, answered })
  if (running.log.length >= LOG_ROWS_HELD) flush(running)
}

function flush(running: Running): void {
  if (running.log.length > 0) running.hall.control.logged(running.log.splice(0))
}

function send(response: ServerResponse, code: number, body: unknown, after?: () => void): void {
  const text = JSON.stringify(body)
  response.writeHead(code, { 'content-type': 'application/json; charset=utf-8', 'content-length': Buffer.byteLength(text) })
  response.end(text)
  after?.()
}

function headerOf(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name]
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** The body as named facts; an empty body is no facts, and anything but an object is undefined. */
function factsIn(text: string): Facts | undefined {
  if (text === '') return {}
  // A caller's broken JSON is the caller's mistake, not a fault.
  try {
    const body: unknown = JSON.parse(text)
    return typeof body === 'object' && body !== null && !Array.isArray(body) ? (body as Facts) : undefined
  } catch {
    return undefined
  }
}
