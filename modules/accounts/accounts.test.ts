import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, suite, test } from 'node:test'

import fc from 'fast-check'

import { perform, type Act } from '#kernel/act'
import { house, visitor } from '#kernel/actor'
import { digestOf, digestOfManifest } from '#kernel/content'
import { connect, disconnect, json } from '#kernel/database'
import { serve } from '#kernel/http'
import { declareFacts } from '#kernel/journal'
import { migrate } from '#kernel/migrate'
import { refreshRelease } from '#kernel/releases'
import { accounts, balance, openAccount, post, type Line, type Side } from '#modules/accounts'
import { freshDatabase } from '#tests/database'

import { accountFor, statementFor } from './actions.ts'

const clerk = house('clerk', ['accounts.read'])
const act = <T>(deed: (act: Act) => Promise<T>): Promise<T> => perform(clerk, deed)
const line = (account: string, side: Side, amountFen: number): Line => ({ account, side, amountFen })
const move = (key: string, from: string, to: string, amountFen: number) => ({ key, reason: 'moved', lines: [line(to, 'debit', amountFen), line(from, 'credit', amountFen)] })
const held = async (code: string): Promise<number> => (await act((a) => balance(a, code))).balanceFen

/** Publishes texts in this test's own database, over whatever another test left as the release of this process. */
async function publish(a: Act, files: readonly (readonly [path: string, text: string])[]): Promise<void> {
  for (const [, text] of files) await a.tx`insert into kernel.texts (digest, text) values (${digestOf(text)}, ${text})`
  const manifest = Object.fromEntries(files.map(([path, text]) => [path, digestOf(text)]))
  await a.tx`
    insert into kernel.releases (digest, manifest, published_at, author, publisher)
    values (${digestOfManifest(manifest)}, ${json(manifest)}, ${a.at}, 'files', ${a.actor.id})`
  await refreshRelease(a.tx)
}

suite('accounts', () => {
  let close = async (): Promise<void> => undefined
  before(async () => {
    declareFacts(accounts.facts ?? {})
    const fresh = await freshDatabase()
    connect(fresh.url)
    close = async () => { await disconnect(); await fresh.drop() }
    await migrate(join(import.meta.dirname, '../..'), ['kernel', 'modules/accounts'])
  })
  after(() => close())

  test('a posting moves an amount from one account to another', async () => {
    await act((a) => post(a, move('m-1', 'budget:440300', 'spent:books', 1250)))
    assert.equal(await held('spent:books'), 1250)
    assert.equal(await held('budget:440300'), -1250)
  })

  test('the same posting under the same key is one posting, whatever the order of its lines', async () => {
    const posting = move('m-2', 'budget:a', 'spent:a', 70)
    const first = await act((a) => post(a, posting))
    const second = await act((a) => post(a, { ...posting, lines: posting.lines.toReversed() }))
    assert.deepEqual(second, { id: first.id, repeated: true })
    assert.equal(await held('spent:a'), 70)
  })

  test('other lines under a known key are refused', async () => {
    await act((a) => post(a, move('m-3', 'budget:a', 'spent:b', 70)))
    await assert.rejects(act((a) => post(a, move('m-3', 'budget:a', 'spent:b', 71))), { code: 'accounts.key_reused', status: 409 })
    assert.equal(await held('spent:b'), 70)
  })

  const unfit: [string, string, Line[]][] = [
    ['debits and credits that differ', 'accounts.unbalanced', [line('x', 'debit', 5), line('y', 'credit', 4)]],
    ['one currency against another', 'accounts.unbalanced', [line('x', 'debit', 5), { ...line('y', 'credit', 5), currency: 'vcpu' }]],
    ['no lines', 'accounts.unbalanced', []],
    ['an amount of nothing', 'accounts.amount_form', [line('x', 'debit', 0), line('y', 'credit', 0)]],
    ['a negative amount', 'accounts.amount_form', [line('x', 'debit', -5), line('y', 'credit', -5)]],
    ['half a fen', 'accounts.amount_form', [line('x', 'debit', 0.5), line('y', 'credit', 0.5)]],
    ['more than can be counted exactly', 'accounts.amount_form', [line('x', 'debit', 2 ** 53), line('y', 'credit', 2 ** 53)]],
    ['a code that is none', 'accounts.code_form', [line('X y', 'debit', 5), line('y', 'credit', 5)]],
  ]
  for (const [what, code, lines] of unfit) {
    test(`a posting with ${what} is refused and leaves nothing`, async () => {
      await assert.rejects(act((a) => post(a, { key: `unfit ${what}`, reason: 'wrong', lines })), { code, status: 422 })
      const [row] = await act((a) => a.tx<{ count: number }>`select count(*) from accounts.postings where key like 'unfit %'`)
      assert.equal(row?.count, 0)
    })
  }

  test('an account keeps one currency', async () => {
    await act((a) => post(a, move('m-4', 'yuan:a', 'yuan:b', 5)))
    const vcpu = [line('yuan:a', 'debit', 5), line('cloud:a', 'credit', 5)].map((one) => ({ ...one, currency: 'vcpu' }))
    await assert.rejects(act((a) => post(a, { key: 'm-5', reason: 'mixed', lines: vcpu })), { code: 'accounts.currency_differs' })
  })

  test('an account that may not be overdrawn gives out what it holds, and not one fen more', async () => {
    await act((a) => openAccount(a, { code: 'fund:one', noOverdraft: true, reason: 'opened for a test' }))
    await act((a) => post(a, move('f-1', 'treasury', 'fund:one', 100)))
    await assert.rejects(act((a) => post(a, move('f-2', 'fund:one', 'paid', 101))), { code: 'accounts.overdrawn', status: 409 })
    await act((a) => post(a, move('f-3', 'fund:one', 'paid', 100)))
    assert.equal(await held('fund:one'), 0)
  })

  test('what comes in and goes out in one posting counts together, in whatever order it is written', async () => {
    await act((a) => openAccount(a, { code: 'fund:two', noOverdraft: true, reason: 'opened for a test' }))
    const lines = [line('fund:two', 'credit', 60), line('paid', 'debit', 60), line('fund:two', 'debit', 60), line('treasury', 'credit', 60)]
    await act((a) => post(a, { key: 'f-4', reason: 'through', lines }))
    assert.equal(await held('fund:two'), 0)
  })

  test('an account with its normal side on the credit counts the other way', async () => {
    await act((a) => openAccount(a, { code: 'uses:left', normalSide: 'credit', noOverdraft: true, currency: 'use', reason: 'three uses' }))
    const use = (key: string, side: Side) => ({ key, reason: 'uses', lines: [{ ...line('uses:left', side, 3), currency: 'use' }, { ...line('uses:world', side === 'debit' ? 'credit' : 'debit', 3), currency: 'use' } as Line] })
    await act((a) => post(a, use('u-1', 'credit')))
    assert.equal(await held('uses:left'), 3)
    await act((a) => post(a, use('u-2', 'debit')))
    await assert.rejects(act((a) => post(a, use('u-3', 'debit'))), { code: 'accounts.overdrawn' })
  })

  test('an account is opened one way only', async () => {
    const wish = { code: 'fund:three', noOverdraft: true, reason: 'opened' }
    assert.deepEqual(await act((a) => openAccount(a, wish)), await act((a) => openAccount(a, wish)))
    await assert.rejects(act((a) => openAccount(a, { ...wish, noOverdraft: false })), { code: 'accounts.opened_otherwise' })
  })

  test('of many who draw on one account at once, exactly as many succeed as it can pay', async () => {
    await act((a) => openAccount(a, { code: 'fund:race', noOverdraft: true, reason: 'race' }))
    await act((a) => post(a, move('r-0', 'treasury', 'fund:race', 70)))
    const draws = await Promise.allSettled(Array.from({ length: 20 }, (_, n) => act((a) => post(a, move(`r-${n + 1}`, 'fund:race', 'paid', 10)))))
    assert.equal(draws.filter((draw) => draw.status === 'fulfilled').length, 7)
    for (const draw of draws) if (draw.status === 'rejected') assert.equal(draw.reason.code, 'accounts.overdrawn')
    assert.equal(await held('fund:race'), 0)
  })

  test('of many who post the same key at once, one posts and the others get the same posting', async () => {
    const posted = await Promise.all(Array.from({ length: 10 }, () => act((a) => post(a, move('same', 'budget:c', 'spent:c', 9)))))
    assert.equal(new Set(posted.map((one) => one.id)).size, 1)
    assert.equal(posted.filter((one) => !one.repeated).length, 1)
    assert.equal(await held('spent:c'), 9)
  })

  test('whatever is posted, refused or repeated, all accounts together hold nothing, and no guarded one is below zero', async () => {
    const codes = ['prop:a', 'prop:b', 'prop:c', 'prop:guarded-1', 'prop:guarded-2']
    for (const code of codes) await act((a) => openAccount(a, { code, noOverdraft: code.includes('guarded'), reason: 'property' }))
    let run = 0
    const moves = fc.array(fc.record({ from: fc.nat(4), to: fc.nat(4), amountFen: fc.integer({ min: 1, max: 500 }), key: fc.nat(12) }), { maxLength: 12 })
    await fc.assert(fc.asyncProperty(moves, async (steps) => {
      run += 1
      await Promise.allSettled(steps.map((step) => act((a) => post(a, move(`p-${run}-${step.key}`, codes[step.from] ?? '', codes[step.to] ?? '', step.amountFen)))))
      const left = await Promise.all(codes.map(held))
      assert.equal(left.reduce((sum, one) => sum + one, 0), 0)
      assert.ok(left.every((one, n) => n < 3 || one >= 0), String(left))
    }), { numRuns: 25 })
    const [stray] = await act((a) => a.tx`select posting from accounts.lines group by posting, currency having sum(case side when 'debit' then amount_fen else -amount_fen end) <> 0`)
    assert.equal(stray, undefined)
  })

  test('what is posted cannot be changed, and the table itself refuses lines that do not balance', async () => {
    await assert.rejects(act((a) => a.tx`update accounts.lines set amount_fen = 1`), /append-only/)
    await assert.rejects(act((a) => a.tx`delete from accounts.postings`), /append-only/)
    await assert.rejects(act((a) => a.tx`
      insert into accounts.lines (posting, n, account, currency, side, amount_fen)
      select posting, 99, account, currency, side, 1 from accounts.lines limit 1`), /differ/)
  })

  test('an account is shown to who holds the power, with its lines a page at a time', async () => {
    await assert.rejects(perform(visitor, (a) => accountFor(a, 'spent:books')), { code: 'not_permitted' })
    await assert.rejects(perform(visitor, (a) => statementFor(a, 'spent:books', { limit: 10, after: 0 })), { code: 'not_permitted' })
    await assert.rejects(act((a) => accountFor(a, 'nowhere')), { code: 'accounts.absent', status: 404 })
    for (const n of [1, 2, 3]) await act((a) => post(a, move(`s-${n}`, 'budget:s', 'spent:s', n)))
    const first = await act((a) => statementFor(a, 'spent:s', { limit: 2, after: 0 }))
    const second = await act((a) => statementFor(a, 'spent:s', { limit: 2, after: Number(first.next) }))
    assert.deepEqual([...first.items, ...second.items].map((one) => one.amountFen), [1, 2, 3])
    assert.equal(second.next, null)
  })

  test('over HTTP an account is shown to who holds the power, and to nobody else', async () => {
    const path = 'locales/zh/accounts.yaml'
    const text = readFileSync(join(import.meta.dirname, '../../content/base', path), 'utf8')
    await act((a) => publish(a, [[path, text]]))
    await act((a) => post(a, move('h-1', 'budget:h', 'allowance:440300', 880)))
    let actor = clerk
    const server = await serve([accounts], async () => ({ actor, by: 'token' }))
    const shown = (await server.inject('/accounts/allowance:440300')).json()
    assert.deepEqual([shown.balanceFen, shown.currency, shown.noOverdraft], [880, 'CNY', false])
    const lines = (await server.inject('/accounts/allowance:440300/lines?limit=5')).json()
    assert.deepEqual([lines.items.length, lines.items[0].key, lines.next], [1, 'h-1', null])
    assert.equal((await server.inject('/accounts/nowhere')).json().detail, '没有账户 nowhere。')
    actor = visitor
    for (const url of ['/accounts/allowance:440300', '/accounts/allowance:440300/lines']) assert.equal((await server.inject(url)).statusCode, 403)
    await server.close()
  })

  test('a posting is a fact of its case in the journal', async () => {
    const { id } = await act((a) => post(a, { ...move('j-1', 'budget:j', 'spent:j', 5), case: 'case-9' }))
    const [fact] = await act((a) => a.tx<{ type: string; caseId: string; data: object }>`select type, case_id, data from kernel.journal where subject = ${id}`)
    assert.deepEqual(fact, { type: 'accounts.posted', caseId: 'case-9', data: { key: 'j-1', lines: 2 } })
  })
})
