import { strict as assert } from 'node:assert'
import { randomUUID } from 'node:crypto'

import type { Act } from '#kernel/act'
import { permit, Refusal } from '#kernel/refusal'

import { changeBy, CNY, digestOfLines, fullLine, isCode, obstacleToPosting, type Account, type Balance, type FullLine, type Posting, type Side } from './model.ts'
import { mayRead, powers } from './policy.ts'
import * as store from './store.ts'

/** What was posted; `repeated` when the same was posted before under the same key. */
export type Posted = { readonly id: string; readonly repeated: boolean }

/**
 * Posts lines whose debits and credits are equal in every currency, in this act. Accounts not opened before are opened,
 * with the debit side as the normal one and no guard. Whoever calls this has made sure that the actor may.
 * Refuses `accounts.unbalanced`, `.code_form`, `.amount_form`, `.key_form`, `.reason_missing`, `.currency_differs`;
 * `accounts.key_reused` for other lines under a known key; `accounts.overdrawn` where an account may not go below zero.
 */
export async function post(act: Act, posting: Posting): Promise<Posted> {
  const obstacle = obstacleToPosting(posting)
  if (obstacle) throw new Refusal('unfit', obstacle, { key: posting.key.slice(0, 200) })
  const [id, digest] = [randomUUID(), digestOfLines(posting.lines)]
  const { key, reason, case: of = null } = posting
  if (!(await store.addPosting(act.tx, { id, key, digest, reason, case: of, at: act.at, by: act.actor.id }))) return earlier(act, key, digest)
  const lines = posting.lines.map(fullLine)
  const accounts = await accountsOf(act, lines, reason)
  await store.addLines(act.tx, id, await rowsOf(act, lines, accounts))
  await act.record({ type: 'accounts.posted', subject: id, case: of, data: { key, lines: lines.length } })
  return { id, repeated: false }
}

/**
 * Opens an account before anything is posted to it, where it needs a guard or a credit side. Opening it again the same
 * way does nothing. Refuses `accounts.code_form`, and `accounts.opened_otherwise` when it is open in another way.
 */
export async function openAccount(act: Act, wish: { code: string; currency?: string; normalSide?: Side; noOverdraft?: boolean; reason: string }): Promise<Account> {
  const { code, currency = CNY, normalSide = 'debit', noOverdraft = false, reason } = wish
  if (!isCode(code)) throw new Refusal('unfit', 'accounts.code_form', { code: code.slice(0, 120) })
  if (reason.trim() === '') throw new Refusal('unfit', 'accounts.reason_missing')
  await store.openAccounts(act.tx, [{ code, currency, normalSide, noOverdraft }], { at: act.at, actor: act.actor.id, reason })
  const account = await existing(act, code)
  const same = account.currency === currency && account.normalSide === normalSide && account.noOverdraft === noOverdraft
  if (!same) throw new Refusal('conflict', 'accounts.opened_otherwise', { account: code })
  return account
}

/** What an account holds. Refuses `accounts.absent`. For modules; a route asks `accountFor`. */
export async function balance(act: Act, code: string): Promise<Balance> {
  const account = await existing(act, code)
  const sums = await store.sums(act.tx, code)
  const [own, other] = account.normalSide === 'debit' ? [sums.debitFen, sums.creditFen] : [sums.creditFen, sums.debitFen]
  assert(Number.isSafeInteger(own) && Number.isSafeInteger(other), `the sums of ${code} are beyond exact numbers`)
  return { ...account, ...sums, balanceFen: own - other }
}

/** As `balance`, for a reader who holds the power. Refuses `not_permitted`. */
export async function accountFor(act: Act, code: string): Promise<Balance> {
  permit(mayRead(act.actor), powers.read)
  return balance(act, code)
}

/** The lines of an account, oldest first, a page at a time. Refuses `not_permitted` and `accounts.absent`. */
export async function statementFor(act: Act, code: string, page: { limit: number; after: number }): Promise<{ items: store.StatementLine[]; next: string | null }> {
  permit(mayRead(act.actor), powers.read)
  await existing(act, code)
  const items = await store.linesAfter(act.tx, code, page.after, page.limit)
  const last = items.at(-1)
  return { items, next: last && items.length === page.limit ? String(last.position) : null }
}

async function existing(act: Act, code: string): Promise<Account> {
  const [account] = await store.accountsByCode(act.tx, [code])
  if (!account) throw new Refusal('absent', 'accounts.absent', { account: code.slice(0, 120) })
  return account
}

async function earlier(act: Act, key: string, digest: string): Promise<Posted> {
  const posted = await store.postingByKey(act.tx, key)
  if (posted?.digest !== digest) throw new Refusal('conflict', 'accounts.key_reused', { key })
  return { id: posted.id, repeated: true }
}

async function accountsOf(act: Act, lines: readonly FullLine[], reason: string): Promise<Map<string, Account>> {
  const wanted = new Map(lines.map((line) => [line.account, { code: line.account, currency: line.currency, normalSide: 'debit', noOverdraft: false } as const]))
  const codes = [...wanted.keys()]
  let open = await store.accountsByCode(act.tx, codes)
  if (open.length < codes.length) {
    await store.openAccounts(act.tx, [...wanted.values()], { at: act.at, actor: act.actor.id, reason })
    open = await store.accountsByCode(act.tx, codes)
  }
  const accounts = new Map(open.map((account) => [account.code, account]))
  const stray = lines.find((line) => accounts.get(line.account)?.currency !== line.currency)
  if (stray) throw new Refusal('unfit', 'accounts.currency_differs', { account: stray.account, currency: stray.currency })
  return accounts
}

/** Where overdraft is forbidden, the account is held and each line says what is then left. */
async function rowsOf(act: Act, lines: readonly FullLine[], accounts: ReadonlyMap<string, Account>): Promise<store.Row[]> {
  const guarded = [...accounts.values()].filter((account) => account.noOverdraft)
  if (guarded.length === 0) return lines.map((line, n) => ({ ...line, n: n + 1, balanceAfter: null }))
  await store.holdAccounts(act.tx, guarded.map((account) => account.code))
  const left = new Map<string, number>()
  for (const { code } of guarded) left.set(code, await store.lastBalance(act.tx, code))
  const change = (line: FullLine) => changeBy(line, accounts.get(line.account)?.normalSide ?? 'debit')
  // What comes in is written before what goes out: then nothing in between is below zero unless the end is.
  const ordered = lines.map((line, n) => ({ ...line, n: n + 1 })).toSorted((a, b) => change(b) - change(a))
  return ordered.map((line) => ({ ...line, balanceAfter: spend(left, line, change(line)) }))
}

function spend(left: Map<string, number>, line: FullLine, change: number): number | null {
  const before = left.get(line.account)
  if (before === undefined) return null
  const after = before + change
  if (after < 0) throw new Refusal('conflict', 'accounts.overdrawn', { account: line.account })
  if (!Number.isSafeInteger(after)) throw new Refusal('unfit', 'accounts.amount_form', { account: line.account })
  left.set(line.account, after)
  return after
}
