import { Agent, request as send } from 'node:http'

import { now } from '#kernel/act'
import { log } from '#kernel/log'
import { port } from '#kernel/ports'
import { Outage } from '#kernel/refusal'

import { takeElements, type Answer, type Authorised, type OrderDefinition, type Source } from './model.ts'

const agent = new Agent({ keepAlive: true, maxSockets: 64 })
const TRY_AGAIN_MS = [150, 600, 1_500]

type Heard = { state: 'answered'; found: boolean; record: Record<string, unknown>; asOf: string | null } | { state: 'denied' | 'down'; why: string }

/**
 * Asks every authorised source at once, none longer than its own time limit. `at` is the moment of asking, for freshness.
 * No transaction may be open. A source that fails is `down`: this never throws.
 */
export async function gather(asks: readonly Authorised[], at: Date): Promise<Answer[]> {
  const known = new Map<string, Promise<Heard>>()
  return Promise.all(asks.map((ask) => gatherOne(ask, at, known)))
}

async function gatherOne(ask: Authorised, at: Date, known: Map<string, Promise<Heard>>): Promise<Answer> {
  const began = performance.now()
  const { alias, position, source, subject, grant, use } = ask
  const answered = (state: Answer['state'], why: string | null, value: Answer['value'] = null, asOf: string | null = null): Answer =>
    ({ alias, position, source, subject, state, why, value, asOf, ms: Math.round(performance.now() - began), grant, use })
  if (ask.refused !== null) return answered('denied', ask.refused)
  const [heard, ...others] = await Promise.all([hear(ask.source, ask.definition, ask, known), ...ask.others.map((other) => hear(other.id, other.definition, ask, known))])
  if (heard!.state !== 'answered') return answered(heard!.state, heard!.why)
  if (!heard!.found) return answered('missing', null, null, heard!.asOf)
  const { value, wrong } = takeElements(ask.definition, heard!.record, ask.take)
  if (wrong !== null) return answered('down', `unfit ${wrong}`)
  const { freshDays } = ask.definition
  if (freshDays !== undefined && heard!.asOf !== null && Date.parse(heard!.asOf) < at.getTime() - freshDays * 86_400_000) return answered('stale', null, null, heard!.asOf)
  for (const [n, other] of ask.others.entries()) {
    const said = others[n]!
    if (said.state !== 'answered') return answered(said.state, `${other.id}: ${said.why}`)
    const differs = said.found ? other.elements.find((element) => JSON.stringify(said.record[element] ?? null) !== JSON.stringify(heard!.record[element] ?? null)) : undefined
    if (differs !== undefined) return answered('conflict', `${differs}: ${other.id}`)
  }
  return answered('hit', null, value, heard!.asOf)
}

/** Two asks of one source with the same parameters in one round are one call. */
function hear(id: string, definition: Source, ask: Authorised, known: Map<string, Promise<Heard>>): Promise<Heard> {
  const key = `${id} ${JSON.stringify(ask.parameters)}`
  const heard = known.get(key) ?? call(definition, ask)
  known.set(key, heard)
  return heard
}

async function call(definition: Source, ask: Authorised): Promise<Heard> {
  const until = performance.now() + definition.timeoutMs
  for (const wait of [...TRY_AGAIN_MS, null]) {
    const heard = await callOnce(definition, ask, until - performance.now())
    if (heard.state !== 'down' || wait === null || performance.now() + wait >= until) return heard
    await new Promise((resolve) => setTimeout(resolve, wait))
  }
  return { state: 'down', why: 'no answer' }
}

async function callOnce(definition: Source, ask: Authorised, leftMs: number): Promise<Heard> {
  if (leftMs <= 0) return { state: 'down', why: 'timeout' }
  // An outside system that fails in whatever way is an answer here, not a fault of ours.
  try {
    const { status, body } = await post(definition.system, definition.path, { parameters: ask.parameters }, Math.min(leftMs, definition.timeoutMs), { 'x-case': ask.case ?? '', 'x-purpose': encodeURIComponent(ask.purpose) })
    if (status === 403 || status === 401) return { state: 'denied', why: `status ${status}` }
    if (status !== 200) return { state: 'down', why: `status ${status}` }
    const answer = body as { found?: boolean; record?: Record<string, unknown>; asOf?: string }
    if (typeof answer.found !== 'boolean') return { state: 'down', why: 'unfit answer' }
    return { state: 'answered', found: answer.found, record: answer.record ?? {}, asOf: answer.asOf ?? null }
  } catch (error) {
    return { state: 'down', why: (error as Error).message.slice(0, 80) }
  }
}

/**
 * Orders one thing of a department, once per key. Throws Outage where it cannot be reached: the job tries again
 * with the same key, and the department does it once. A `declined` answer is an answer.
 */
export async function order(definition: OrderDefinition, key: string, parameters: Readonly<Record<string, unknown>>, about: { case: string }): Promise<Record<string, unknown>> {
  const headers = { 'idempotency-key': key, 'x-case': about.case }
  // Every failure of the line is an outage, for the job to try again.
  const { status, body } = await post(definition.system, definition.path, { parameters }, definition.timeoutMs, headers).catch((error: Error) => { throw new Outage(definition.system, error.message) })
  if (status !== 200) throw new Outage(definition.system, `status ${status}`)
  const { found, record, reason } = body as { found: boolean; record?: Record<string, unknown>; reason?: string }
  const answer = found ? (record ?? {}) : { declined: true, reason: reason ?? 'declined' }
  const missing = Object.entries(definition.answers).find(([name, element]) => !element.optional && answer['declined'] !== true && answer[name] === undefined)
  if (missing) throw new Outage(definition.system, `answer lacks ${missing[0]}`)
  return answer
}

/** Looks something impersonal up while a person types, e.g. an address. Gives [] where the source is down. */
export async function show(definition: Source, parameters: Readonly<Record<string, unknown>>): Promise<readonly Record<string, unknown>[]> {
  const ask = { parameters, case: null, purpose: 'lookup' } as unknown as Authorised
  const heard = await callOnce(definition, ask, 2_000)
  return heard.state === 'answered' && heard.found ? ((heard.record[definition.lookup!.list] as Record<string, unknown>[]) ?? []) : []
}

function post(system: string, path: string, body: object, timeoutMs: number, headers: Record<string, string>): Promise<{ status: number; body: unknown }> {
  const text = JSON.stringify(body)
  return new Promise((resolve, reject) => {
    const call = send(port().addressOf(system) + path, {
      method: 'POST', agent, headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text), authorization: `Bearer ${port().node}`, ...(port().demo ? { 'x-demo-now': now().toISOString() } : {}), ...headers },
    }, (answer) => {
      const parts: Buffer[] = []
      answer.on('data', (part: Buffer) => parts.push(part))
      answer.on('error', reject)
      answer.on('end', () => {
        clearTimeout(timer)
        const read = Buffer.concat(parts).toString()
        if (answer.statusCode !== 200) { resolve({ status: answer.statusCode ?? 0, body: null }); return }
        // An answer that is no JSON is a broken department, told apart by its own message.
        try { resolve({ status: 200, body: JSON.parse(read) }) } catch { reject(new Error('unfit answer')) }
      })
    })
    const timer = setTimeout(() => call.destroy(new Error('timeout')), timeoutMs)
    call.on('error', (error) => { clearTimeout(timer); log.debug({ system, fault: error.message }, 'a department did not answer'); reject(error) })
    call.end(text)
  })
}
