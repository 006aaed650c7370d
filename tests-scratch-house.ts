import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { perform } from '#kernel/act'
import { openHouse } from '#kernel/house'
import { database } from '#kernel/database'
import { freshDatabase } from '#tests/database'
import { z } from 'zod'
let made: any
export function testHouse(_: string[]) { return made ??= open() }
async function open() {
  const { parties } = await import('./modules/parties/index.ts')
  const { messages } = await import('./modules/messages/index.ts')
  const { url } = await freshDatabase()
  const t0 = performance.now()
  const h = await openHouse({ root: process.cwd(), url, node: 'guangdong', dataDir: mkdtempSync(join(tmpdir(), 't-')), publicAddress: 'http://localhost:8080', demo: true, modules: [parties, messages, { name: 'rest', uses: [], content: [{ name: 'anything', path: /^/, schema: z.any() }] }] as any, whoIs: async () => { throw new Error('x') }, addressOf: (s) => `http://127.0.0.1:9/${s}`, alone: true })
  console.error('open ms', performance.now() - t0)
  return { ...h, act: perform, settle: async () => { for (;;) { const { rows } = await database().query('select count(*)::int n from kernel.jobs where done_at is null and parked_at is null and due_at <= now()'); if (rows[0].n === 0) break; await new Promise((r) => setTimeout(r, 50)) } } }
}
