import { hash } from 'node:crypto'

/** The two sides of an account. */
export type Side = 'debit' | 'credit'

/**
 * One line of a posting. `amountFen` is a whole number from 1 to 2^53 − 1: fen for CNY, the smallest unit for anything else
 * that is counted (vCPU, tents, uses). `currency` is CNY unless said otherwise.
 */
export type Line = { readonly account: string; readonly side: Side; readonly amountFen: number; readonly currency?: string }

/** What is posted: with the same `key` and lines it is one posting, however often it is sent. */
export type Posting = { readonly key: string; readonly reason: string; readonly case?: string | null; readonly lines: readonly Line[] }

/** An account as it was opened. Its balance is what the normal side has more than the other. */
export type Account = { readonly code: string; readonly currency: string; readonly normalSide: Side; readonly noOverdraft: boolean }

/** What an account holds, in fen or the smallest unit of its currency. */
export type Balance = Account & { readonly debitFen: number; readonly creditFen: number; readonly balanceFen: number }

/** A line with its currency said. */
export type FullLine = Required<Line>

/** Money unless said otherwise. */
export const CNY = 'CNY'

const CODE = /^[a-z][a-z0-9-]*(:[A-Za-z0-9._-]+)*$/

/** The line with its currency said. */
export function fullLine(line: Line): FullLine {
  return { ...line, currency: line.currency ?? CNY }
}

/** Whether this can be the code of an account: words joined by colons, such as `fees:440300`. */
export function isCode(code: string): boolean {
  return code.length <= 120 && CODE.test(code)
}

/** Why these lines cannot be posted, or null: every currency must have equal debits and credits. */
export function obstacleToPosting({ key, reason, lines }: Posting): string | null {
  if (key === '' || key.length > 200) return 'accounts.key_form'
  if (reason.trim() === '') return 'accounts.reason_missing'
  if (!lines.every((line) => isCode(line.account))) return 'accounts.code_form'
  if (!lines.every(({ amountFen }) => Number.isSafeInteger(amountFen) && amountFen > 0)) return 'accounts.amount_form'
  if (lines.length < 2 || !areBalanced(lines)) return 'accounts.unbalanced'
  return null
}

function areBalanced(lines: readonly Line[]): boolean {
  const sums = new Map<string, bigint>()
  for (const { currency = CNY, side, amountFen } of lines) {
    sums.set(currency, (sums.get(currency) ?? 0n) + (side === 'debit' ? BigInt(amountFen) : -BigInt(amountFen)))
  }
  return [...sums.values()].every((sum) => sum === 0n)
}

/** What tells one set of lines from another, whatever their order: SHA-256 in hex. */
export function digestOfLines(lines: readonly Line[]): string {
  const texts = lines.map(fullLine).map(({ account, currency, side, amountFen }) => JSON.stringify([account, currency, side, amountFen]))
  return hash('sha256', texts.toSorted().join('\n'), 'hex')
}

/** What a line adds to the balance of its account; negative when it takes away. */
export function changeBy(line: Line, normalSide: Side): number {
  return line.side === normalSide ? line.amountFen : -line.amountFen
}
