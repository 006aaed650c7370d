import { randomBytes } from 'node:crypto'
import { join } from 'node:path'

import { perform } from '#kernel/act'
import { house } from '#kernel/actor'
import { connect, disconnect } from '#kernel/database'
import { declareFacts } from '#kernel/journal'
import { migrate } from '#kernel/migrate'
import { setPorts } from '#kernel/ports'
import { ledger, sequence } from '#modules/ledger'
import { freshDatabase } from '#tests/database'
import { until } from '#tests/until'

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

/**
 * Gives what waits its place in the tree, round by round, until `look` sees something, and gives that; `look` is told the size of
 * the tree. One round may take in nothing: an entry waits while any older act of the server runs, also of another test's database.
 */
export function sequenced<T>(look: (size: number) => T | Promise<T>): Promise<Exclude<T, false | null | undefined>> {
  return until('what waits for its place in the tree', async () => look((await perform(house('tests'), (act) => sequence(act))).size))
}
