import assert from 'node:assert/strict'
import { after, before, suite, test } from 'node:test'

import { perform, type Act } from '#kernel/act'
import { house } from '#kernel/actor'
import { digestOf } from '#kernel/content'
import { type Transaction } from '#kernel/database'
import { audit, enterAll, keyOf, sealJournal, sequence, type Audit } from '#modules/ledger'
import { bareLedger, sequenced } from '#tests/ledger'

const act = <T>(deed: (act: Act) => Promise<T>): Promise<T> => perform(house('auditor'), deed)

class Undo extends Error {
  readonly found: Audit
  constructor(found: Audit) {
    super('undone')
    this.found = found
  }
}

/** Changes what is kept, as someone with the database in his hands could, audits it, and undoes the change. */
async function foundAfter(change: (tx: Transaction) => Promise<unknown>, before: (act: Act) => Promise<unknown> = async () => undefined): Promise<string[]> {
  const undone = await act(async (a) => {
    await before(a)
    await a.tx`alter table kernel.journal disable trigger user`
    await a.tx`alter table ledger.entries disable trigger user`
    await a.tx`alter table ledger.leaves disable trigger user`
    await a.tx`alter table ledger.tiles disable trigger user`
    await a.tx`alter table ledger.checkpoints disable trigger user`
    await a.tx`alter table ledger.keys disable trigger user`
    await change(a.tx)
    throw new Undo(await audit(a.tx))
  }).catch((error: unknown) => error)
  assert.ok(undone instanceof Undo, String(undone))
  return undone.found.faults.map((fault) => `${fault.what} ${fault.what === 'entry' || fault.what === 'key' ? '' : fault.id} ${fault.code}`.replace('  ', ' '))
}

suite('the audit of the ledger', () => {
  let close = async (): Promise<void> => undefined
  let size = 0
  before(async () => {
    ;({ close } = await bareLedger())
    await act((a) => keyOf(a, 'agency:one'))
    // A new ledger signs its empty tree if nothing can be taken in yet, as beside a long act of another database; here always.
    await act((a) => sequence(a))
    for (const count of [3, 300, 297]) {
      await act((a) => enterAll(a, Array.from({ length: count }, (_, n) => ({ kind: 'issue', about: `p-${n}`, digest: digestOf(`${count} ${n}`) }))))
      size += count
      await sequenced((reached) => reached >= size)
    }
  })
  after(() => close())

  test('an untouched ledger has no faults, and the audit says how much it saw', async () => {
    assert.deepEqual(await act((a) => audit(a.tx)), { entries: 600, tiles: 2, checkpoints: 4, keys: 2, facts: 0, faults: [] })
  })

  const CHANGES: [string, (tx: Transaction) => Promise<unknown>, string[]][] = [
    ['a digest was changed', (tx) => tx`update ledger.entries set digest = sha256('x') where id = (select entry from ledger.leaves where leaf_index = 5)`, ['entry ledger.entry_commitment_wrong']],
    ['an entry was made to be about someone else', (tx) => tx`update ledger.entries set about = 'someone else' where id = (select entry from ledger.leaves where leaf_index = 5)`, ['entry ledger.entry_commitment_wrong']],
    ['a kind was changed', (tx) => tx`update ledger.entries set kind = 'use' where id = (select entry from ledger.leaves where leaf_index = 5)`, ['leaf 5 ledger.leaf_hash_wrong']],
    ['a digest was changed together with its commitment', (tx) => tx`update ledger.entries set digest = sha256('x'), commitment = sha256(salt || sha256('x') || convert_to(about, 'UTF8')) where id = (select entry from ledger.leaves where leaf_index = 5)`, ['leaf 5 ledger.leaf_hash_wrong']],
    ['the last leaf hash was changed', (tx) => tx`update ledger.leaves set leaf_hash = sha256('x') where leaf_index = 599`, ['checkpoint 600 ledger.checkpoint_root_wrong', 'leaf 599 ledger.leaf_hash_wrong']],
    ['an old leaf hash was changed, which every later root shows', (tx) => tx`update ledger.leaves set leaf_hash = sha256('x') where leaf_index = 299`, ['checkpoint 303 ledger.checkpoint_root_wrong', 'checkpoint 600 ledger.checkpoint_root_wrong', 'leaf 299 ledger.leaf_hash_wrong', 'tile 0/1 ledger.tile_wrong']],
    ['a tile was changed', (tx) => tx`update ledger.tiles set hashes = set_byte(hashes, 7, 1 # get_byte(hashes, 7)) where n = 1`, ['tile 0/1 ledger.tile_wrong']],
    ['the root of a tile was changed', (tx) => tx`update ledger.tiles set root = sha256('x') where n = 0`, ['tile 0/0 ledger.tile_wrong']],
    ['a tile was taken away', (tx) => tx`delete from ledger.tiles where n = 0`, ['tile 0/0 ledger.tile_missing']],
    ['a leaf was taken away', (tx) => tx`delete from ledger.leaves where leaf_index = 77`, ['entry ledger.entry_left_out', 'leaf 77 ledger.leaf_missing']],
    ['the last leaf was taken away', (tx) => tx`delete from ledger.leaves where leaf_index = 599`, ['entry ledger.entry_left_out', 'leaf 599 ledger.leaf_missing']],
    ['the last checkpoint was taken away', (tx) => tx`delete from ledger.checkpoints where size = 600`, ['leaf 303 ledger.leaf_unsigned']],
    ['the root of a checkpoint was changed', (tx) => tx`update ledger.checkpoints set root = sha256('x') where size = 303`, ['checkpoint 303 ledger.checkpoint_note_wrong', 'checkpoint 303 ledger.checkpoint_root_wrong']],
    ['a signed text was changed', (tx) => tx`update ledger.checkpoints set note = replace(note, '303', '304') where size = 303`, ['checkpoint 303 ledger.checkpoint_signature_wrong']],
    ['one signed text stands in the place of another', (tx) => tx`update ledger.checkpoints set note = (select note from ledger.checkpoints where size = 600) where size = 303`, ['checkpoint 303 ledger.checkpoint_note_wrong']],
    ['a sealed key was changed', (tx) => tx`update ledger.keys set sealed_private = set_byte(sealed_private, 40, 1 # get_byte(sealed_private, 40)) where owner = 'agency:one'`, ['key ledger.key_unfit']],
    ['a public key was changed', (tx) => tx`update ledger.keys set public_jwk = jsonb_set(public_jwk, '{x}', '"AAAA"') where owner = 'agency:one'`, ['key ledger.key_misnamed']],
  ]
  for (const [what, change, expected] of CHANGES) {
    test(`the audit names it when ${what}`, async () => {
      assert.deepEqual((await foundAfter(change)).toSorted(), expected)
    })
  }

  const sealed = async (a: Act): Promise<void> => assert.ok((await sealJournal(a, true)) >= 2)
  const JOURNAL: [string, (tx: Transaction) => Promise<unknown>, string[]][] = [
    ['nothing was changed', async () => undefined, []],
    ['a fact was taken away', (tx) => tx`delete from kernel.journal where id = 1`, ['journal 1 ledger.journal_lost']],
    ['a fact is said to have been another’s doing', (tx) => tx`update kernel.journal set actor = 'house:nobody' where id = 1`, ['journal 1 ledger.journal_changed']],
    ['a fact was put in among older ones', (tx) => tx`insert into kernel.journal (id, written, at, actor, type, subject, data) overriding system value select 999, written, at, actor, type, subject, data from kernel.journal where id = 1`, ['journal 999 ledger.journal_unsealed']],
    ['a seal was changed to fit', (tx) => tx`update ledger.journal_seals set facts = set_byte(facts, 20, 1 # get_byte(facts, 20))`, ['journal 1 ledger.journal_changed', 'journal seal ? ledger.journal_seal_wrong']],
  ]
  for (const [what, change, expected] of JOURNAL) {
    test(`of the sealed journal: ${what}`, async () => {
      const found = await foundAfter(async (tx) => { await tx`alter table ledger.journal_seals disable trigger user`; await change(tx) }, sealed)
      assert.deepEqual(found.map((one) => one.replace(/seal \d+/, 'seal ?')).toSorted(), expected)
    })
  }

  test('few and young facts wait for company before they are sealed', async () => {
    assert.equal(await act((a) => sealJournal(a)), 0)
    assert.ok((await act(async (a) => { const count = await sealJournal({ ...a, at: new Date(a.at.getTime() + 61_000) }); throw Object.assign(new Error('undone'), { count }) }).catch((error: { count?: number }) => error.count ?? 0)) >= 2)
  })

  test('what was changed by these tests is undone again', async () => {
    assert.deepEqual((await act((a) => audit(a.tx))).faults, [])
  })
})
