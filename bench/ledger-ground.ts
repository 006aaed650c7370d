import { randomBytes } from 'node:crypto'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import type pg from 'pg'

import { connect, disconnect } from '#kernel/database'
import { startEmbedded } from '#kernel/embedded'
import { declareFacts } from '#kernel/journal'
import { migrate } from '#kernel/migrate'
import { setPorts } from '#kernel/ports'
import { ledger } from '#modules/ledger'

/** A ledger on a database of its own, every commit synced, with nothing else of the house. */
export async function bareLedger({ connections }: { connections: number }): Promise<{ readonly pool: pg.Pool; readonly folder: string; readonly close: () => Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), 'tongban-bench-'))
  if (process.getuid?.() === 0) chmodSync(folder, 0o755)
  const embedded = await startEmbedded({ dataDir: folder })
  process.once('exit', () => { try { process.kill(embedded.pid, 'SIGQUIT') } catch { /* It ended before us, as it should. */ } })
  const pool = connect(embedded.url, connections)
  const masterKey = randomBytes(32)
  setPorts({ addressOf: () => '', masterKey: () => masterKey, publicAddress: 'http://localhost', node: 'guangdong', demo: false })
  declareFacts(ledger.facts ?? {})
  await migrate(join(import.meta.dirname, '..'), ['kernel', 'modules/ledger'])
  return { pool, folder, close: async () => { await disconnect(); await embedded.stop(); rmSync(folder, { recursive: true, force: true }) } }
}
