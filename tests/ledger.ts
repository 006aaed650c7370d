import { randomBytes } from 'node:crypto'
import { join } from 'node:path'

import { connect, disconnect } from '#kernel/database'
import { declareFacts } from '#kernel/journal'
import { migrate } from '#kernel/migrate'
import { setPorts } from '#kernel/ports'
import { ledger } from '#modules/ledger'
import { freshDatabase } from '#tests/database'

/** A database with nothing but the ledger in it, and how to be rid of it. */
export type BareLedger = { readonly masterKey: Buffer; readonly close: () => Promise<void> }

/** Opens a ledger on a database of its own, as the node `jiangmen`; there are no other modules. */
export async function bareLedger(): Promise<BareLedger> {
  declareFacts(ledger.facts ?? {})
  const masterKey = randomBytes(32)
  setPorts({ addressOf: () => '', masterKey: () => masterKey, publicAddress: 'http://localhost', node: 'jiangmen', demo: true })
  const fresh = await freshDatabase()
  connect(fresh.url)
  await migrate(join(import.meta.dirname, '..'), ['kernel', 'modules/ledger'])
  return { masterKey, close: async () => { await disconnect(); await fresh.drop() } }
}
