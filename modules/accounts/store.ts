import type { Transaction } from '#kernel/database'

import type { Account, FullLine, Side } from './model.ts'

/** Writes a posting; false when its key was posted before. Waits for an act that posts the same key now. */
export async function addPosting(tx: Transaction, posting: { id: string; key: string; digest: string; reason: string; case: string | null; at: Date; by: string }): Promise<boolean> {
  const added = await tx`
    insert into accounts.postings (id, key, digest, reason, case_id, posted_at, posted_by)
    values (${posting.id}, ${posting.key}, ${posting.digest}, ${posting.reason}, ${posting.case}, ${posting.at}, ${posting.by})
    on conflict (key) do nothing returning id`
  return added.length > 0
}

/** The posting with this key. */
export async function postingByKey(tx: Transaction, key: string): Promise<{ id: string; digest: string } | undefined> {
  const [posting] = await tx<{ id: string; digest: string }>`select id, digest from accounts.postings where key = ${key}`
  return posting
}

/** Opens the accounts that are not open yet, in the order of their codes, so that two acts never wait in a ring. */
export async function openAccounts(tx: Transaction, accounts: readonly Account[], by: { at: Date; actor: string; reason: string }): Promise<void> {
  const sorted = accounts.toSorted((a, b) => (a.code < b.code ? -1 : 1))
  await tx`
    insert into accounts.accounts (code, currency, normal_side, no_overdraft, opened_at, opened_by, reason)
    select a.*, ${by.at}::timestamptz, ${by.actor}::text, ${by.reason}::text
    from unnest(${sorted.map((one) => one.code)}::text[], ${sorted.map((one) => one.currency)}::text[],
      ${sorted.map((one) => one.normalSide)}::text[], ${sorted.map((one) => one.noOverdraft)}::boolean[]) a
    on conflict (code) do nothing`
}

/** The accounts with these codes that are open. */
export async function accountsByCode(tx: Transaction, codes: readonly string[]): Promise<Account[]> {
  return tx<Account>`
    select code, currency, normal_side, no_overdraft from accounts.accounts where code = any(${codes}::text[])`
}

/** Holds the accounts that may not be overdrawn until this act ends, in the order of their codes. */
export async function holdAccounts(tx: Transaction, codes: readonly string[]): Promise<void> {
  await tx`select from accounts.accounts where code = any(${codes}::text[]) order by code for no key update`
}

/** What is left on an account that may not be overdrawn and is held: after its last line. */
export async function lastBalance(tx: Transaction, account: string): Promise<number> {
  const [last] = await tx<{ balanceAfter: number }>`
    select balance_after from accounts.lines where account = ${account} order by position desc limit 1`
  return last?.balanceAfter ?? 0
}

/** A line ready to be written; `balanceAfter` where the account may not be overdrawn. */
export type Row = FullLine & { readonly n: number; readonly balanceAfter: number | null }

/** Writes the lines of a posting in the order given. */
export async function addLines(tx: Transaction, posting: string, rows: readonly Row[]): Promise<void> {
  const column = <K extends keyof Row>(name: K) => rows.map((row) => row[name])
  await tx`
    insert into accounts.lines (posting, n, account, currency, side, amount_fen, balance_after)
    select ${posting}::uuid, l.* from unnest(
      ${column('n')}::int[], ${column('account')}::text[], ${column('currency')}::text[],
      ${column('side')}::text[], ${column('amountFen')}::bigint[], ${column('balanceAfter')}::bigint[]) l`
}

/** The sums of both sides of an account, in fen. */
export async function sums(tx: Transaction, account: string): Promise<{ debitFen: number; creditFen: number }> {
  const [row] = await tx<{ debitFen: number; creditFen: number }>`
    select coalesce(sum(amount_fen) filter (where side = 'debit'), 0)::bigint as debit_fen,
      coalesce(sum(amount_fen) filter (where side = 'credit'), 0)::bigint as credit_fen
    from accounts.lines where account = ${account}`
  return row ?? { debitFen: 0, creditFen: 0 }
}

/** A line of an account, with the posting that made it. */
export type StatementLine = { readonly position: number; readonly posting: string; readonly key: string; readonly reason: string; readonly case: string | null; readonly side: Side; readonly amountFen: number; readonly postedAt: Date }

/** The lines of an account after a position, oldest first. */
export async function linesAfter(tx: Transaction, account: string, after: number, limit: number): Promise<StatementLine[]> {
  return tx<StatementLine>`
    select l.position, l.posting, p.key, p.reason, p.case_id as "case", l.side, l.amount_fen, p.posted_at
    from accounts.lines l join accounts.postings p on p.id = l.posting
    where l.account = ${account} and l.position > ${after} order by l.position limit ${limit}`
}
