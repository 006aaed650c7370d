import { z } from 'zod'

import { perform, type Act } from '#kernel/act'
import { holds, house } from '#kernel/actor'
import type { ContentKind } from '#kernel/content'
import { answer, type Server } from '#kernel/http'
import { declareFacts, historyOf } from '#kernel/journal'
import type { Gauge, Module } from '#kernel/module'
import { port } from '#kernel/ports'
import { takeAgain } from '#kernel/reader'
import { permit, Refusal } from '#kernel/refusal'
import { currentRelease, draft, publishDraft, refreshRelease } from '#kernel/releases'
import { id, text } from '#kernel/shapes'
import { databaseState, parkedFacts, parkedJobs, queues, readerStates, releaseFact, releaseJob } from '#kernel/watching'

const VERSION = '0.1.0'
const TEXT_MAX = 400_000
const number = z.string().regex(/^\d{1,18}$/, 'kernel.id_form')

declareFacts({ 'kernel.job_released': ['kind'], 'kernel.fact_released': ['reader'] })

/** Health, metrics, and publishing content over the counter. */
export function kernelRoutes(server: Server, kinds: readonly ContentKind[], modules: readonly Module[]): void {
  operatorRoutes(server)
  server.get('/health', { schema: { summary: 'Whether this node can serve' } }, async (_, reply) => {
    // A database that is down is what is asked here.
    const database_ = await perform(house('health'), (act) => refreshRelease(act.tx)).then(() => 'ok', () => 'down')
    reply.code(database_ === 'ok' ? 200 : 503)
    return { status: database_ === 'ok' ? 'ok' : 'failing', node: port().node, version: VERSION, database: database_, content: currentRelease().digest }
  })

  server.get('/metrics', { schema: { summary: 'Prometheus text' } }, async (_, reply) => {
    reply.header('content-type', 'text/plain; version=0.0.4; charset=utf-8')
    return metrics(modules)
  })

  server.post('/content/drafts', {
    schema: { body: z.strictObject({ path: z.string().max(200).regex(/^[a-z0-9/._-]+$/, 'kernel.path_form'), text: z.string().min(1).max(TEXT_MAX), reason: text(500) }), summary: 'Writes down a changed content file' },
  }, (request, reply) => answer(request, reply, 201, (act) => draft(act, request.body)))

  server.post('/content/drafts/:id/publication', {
    schema: { params: z.strictObject({ id: z.uuid() }), summary: 'Publishes a draft; the author may not' },
  }, (request, reply) => answer(request, reply, 201, (act) => publishDraft(act, request.params.id, kinds)))

  server.get('/journal/:subject', {
    schema: { params: z.strictObject({ subject: z.string().max(80) }), summary: 'Everything that happened to one subject or in one case; for auditors' },
  }, (request, reply) => answer(request, reply, 200, async (act) => {
    if (act.actor.id === 'visitor') throw new Refusal('unsigned', 'identity.sign_in_first')
    permit(holds(act.actor, 'journal.read'), 'journal.read')
    return { items: await historyOf(act.tx, request.params.subject), next: null }
  }))
}

/** What whoever keeps the house running sees of it, and the acts by which he brings back what was parked. Nothing here is about a person. */
function operatorRoutes(server: Server): void {
  const reason = z.strictObject({ reason: text(500) })
  server.get('/operations', { schema: { querystring: z.strictObject({ lang: z.string().optional() }), summary: 'Queues, readers of the journal, what is parked, and the database; for operators' } }, (request, reply) =>
    answer(request, reply, 200, async (act) => {
      permitOperator(act)
      return {
        at: act.at, node: port().node, content: currentRelease().digest, mayRelease: holds(act.actor, 'jobs.release'),
        queues: await queues(act), parkedJobs: await parkedJobs(act), readers: await readerStates(act), parkedFacts: await parkedFacts(act), database: await databaseState(act),
      }
    }))
  server.post('/operations/jobs/:id/release', { schema: { params: z.strictObject({ id: number }), body: reason, summary: 'Brings a parked job back' } }, (request, reply) =>
    answer(request, reply, 201, async (act) => {
      permit(holds(act.actor, 'jobs.release'), 'jobs.release')
      await releaseJob(act, request.params.id, request.body.reason)
      return {}
    }))
  server.post('/operations/readers/:reader/facts/:entry/release', { schema: { params: z.strictObject({ reader: id, entry: number }), body: reason, summary: 'Lets a reader try a parked fact again, and says what came of it' } }, async (request, reply) => {
    const { reader, entry } = request.params
    // The operator's word is one act and the reader's work another, so that a failure does not undo that he tried.
    await perform(request.reader.actor, (act) => {
      permit(holds(act.actor, 'jobs.release'), 'jobs.release')
      return releaseFact(act, reader, entry, request.body.reason)
    })
    const taken = await perform(house(reader), (act) => takeAgain(act, reader, entry))
    reply.code(201)
    return taken
  })
}

/** Refuses `identity.sign_in_first`, `not_permitted`. */
export function permitOperator(act: Act): void {
  if (act.actor.id === 'visitor') throw new Refusal('unsigned', 'identity.sign_in_first')
  permit(holds(act.actor, 'operations.read'), 'operations.read')
}

async function metrics(modules: readonly Module[]): Promise<string> {
  const { waiting, parked, retrying, readers, state, more } = await perform(house('metrics'), async (act) => {
    const all = await queues(act)
    const sum = (of: (queue: (typeof all)[number]) => number): number => all.reduce((total, queue) => total + of(queue), 0)
    const facts = await act.tx<{ parked: number }>`select count(*) as parked from kernel.parked`
    return {
      waiting: sum((queue) => queue.due + queue.running + queue.later), retrying: sum((queue) => queue.retrying), parked: sum((queue) => queue.parked) + facts[0]!.parked,
      readers: await readerStates(act), state: await databaseState(act), more: (await Promise.all(modules.map(({ gauges }) => gauges?.(act) ?? []))).flat(),
    }
  })
  const gauges: Gauge[] = [
    { name: 'jobs_waiting', help: 'Jobs not done yet', value: waiting }, { name: 'jobs_retrying', help: 'Jobs that failed and are tried again', value: retrying },
    { name: 'parked', help: 'Jobs and facts that wait for an operator', value: parked },
    ...readers.map(({ reader, unread }) => ({ name: 'reader_unread', help: 'Facts that a reader has not read, at most 1000', value: unread, labels: { reader } })),
    { name: 'journal_facts', help: 'Facts in the journal', value: state.facts }, { name: 'database_bytes', help: 'Size of the database', value: state.bytes },
    { name: 'connections', help: 'Open database connections', value: state.connections }, { name: 'connections_waiting', help: 'Acts that wait for a connection', value: state.waiting },
    { name: 'memory_bytes', help: 'Resident memory', value: process.memoryUsage().rss }, { name: 'cpu_seconds', help: 'CPU used', value: process.cpuUsage().user / 1e6 },
    ...more,
  ]
  return prometheus(gauges)
}

/** The text that Prometheus reads: one help and one type for each name, its lines together. */
function prometheus(gauges: readonly Gauge[]): string {
  const line = ({ name, labels = {}, value }: Gauge): string => {
    const named = Object.entries(labels).map(([key, text]) => `${key}="${text.replace(/[\\"\n]/g, ' ')}"`).join(',')
    return `tongban_${name}${named === '' ? '' : `{${named}}`} ${value}`
  }
  return [...Map.groupBy(gauges, (gauge) => gauge.name)].map(([name, same]) => `# HELP tongban_${name} ${same[0]!.help}\n# TYPE tongban_${name} gauge\n${same.map(line).join('\n')}\n`).join('')
}
