import { z } from 'zod'

import { perform } from '#kernel/act'
import { holds, house } from '#kernel/actor'
import type { ContentKind } from '#kernel/content'
import { database } from '#kernel/database'
import { answer, type Server } from '#kernel/http'
import { historyOf } from '#kernel/journal'
import { port } from '#kernel/ports'
import { permit, Refusal } from '#kernel/refusal'
import { currentRelease, draft, publishDraft, refreshRelease } from '#kernel/releases'
import { text } from '#kernel/shapes'

const VERSION = '0.1.0'
const TEXT_MAX = 400_000

/** Health, metrics, and publishing content over the counter. */
export function kernelRoutes(server: Server, kinds: readonly ContentKind[]): void {
  server.get('/health', { schema: { summary: 'Whether this node can serve' } }, async (_, reply) => {
    // A database that is down is what is asked here.
    const database_ = await perform(house('health'), (act) => refreshRelease(act.tx)).then(() => 'ok', () => 'down')
    reply.code(database_ === 'ok' ? 200 : 503)
    return { status: database_ === 'ok' ? 'ok' : 'failing', node: port().node, version: VERSION, database: database_, content: currentRelease().digest }
  })

  server.get('/metrics', { schema: { summary: 'Prometheus text' } }, async (_, reply) => {
    reply.header('content-type', 'text/plain; version=0.0.4; charset=utf-8')
    return metrics()
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

async function metrics(): Promise<string> {
  const pool = database()
  const rows = await perform(house('metrics'), (act) => act.tx<{ waiting: number; parked: number; facts: number }>`
    select (select count(*) from kernel.jobs where done_at is null and parked_at is null) as waiting,
           (select count(*) from kernel.jobs where parked_at is not null) + (select count(*) from kernel.parked) as parked,
           (select coalesce(max(id), 0) from kernel.journal) as facts`)
  const { waiting, parked, facts } = rows[0]!
  const gauges: [string, string, number][] = [
    ['tongban_jobs_waiting', 'Jobs not done yet', waiting], ['tongban_parked', 'Jobs and facts that wait for an operator', parked],
    ['tongban_journal_facts', 'Facts in the journal', facts], ['tongban_connections', 'Open database connections', pool.totalCount],
    ['tongban_memory_bytes', 'Resident memory', process.memoryUsage().rss], ['tongban_cpu_seconds', 'CPU used', process.cpuUsage().user / 1e6],
  ]
  return gauges.map(([name, help, value]) => `# HELP ${name} ${help}\n# TYPE ${name} gauge\n${name} ${value}\n`).join('')
}
