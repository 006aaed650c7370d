import type { Act } from '#kernel/act'
import { canonical } from '#kernel/canonical'
import type { Release } from '#kernel/content'
import { permit } from '#kernel/refusal'
import { currentRelease, releaseAt } from '#kernel/releases'
import { inStretches } from '#kernel/stretches'

import { ENGINE, tableOf, Tables, worded, type Answers, type Decision } from '../model.ts'
import { mayReplay } from '../policy.ts'
import * as store from '../store/receipts.ts'
import type { CompiledTable } from '../table/compile.ts'
import { evaluateTable } from '../table/decide.ts'
import { digestOfReceipt } from './decide.ts'

/** A decision that comes out otherwise, or that is no longer what was written: the first place where, and why. */
export type Changed = { readonly case: string; readonly receipt: string; readonly was: unknown; readonly now: unknown; readonly why: string }
export type Replayed = { readonly same: number; readonly changed: readonly Changed[] }

/** How many receipts are read at once: some megabytes, a tenth of a second's work. */
export const STRETCH = 2000

/** Which decisions are replayed: those of one table, of a matter's tables, or all. */
export type Which = { readonly table?: string | undefined; readonly matter?: string | undefined }

/**
 * Decides every kept machine decision again, on the same inputs under the same release, and names each that differs in a byte or was
 * tampered with. With a candidate, decides by that table instead and names each outcome or value that would change.
 */
export async function replay(act: Act, which: Which, candidate: CompiledTable | null = null): Promise<Replayed> {
  permit(mayReplay(act.actor), 'ledger.audit')
  const tables = candidate !== null ? [candidate.table.table] : tablesOf(currentRelease(), which)
  let same = 0
  const changed: Changed[] = []
  for await (const stretch of stretchesOf(act, { tables, machine: true })) {
    for (const receipt of stretch) {
      const found = candidate === null ? await difference(act, receipt) : flip(candidate, receipt)
      if (found === null) same++
      else changed.push({ case: receipt.caseId, receipt: receipt.id, ...found })
    }
  }
  return { same, changed }
}

function tablesOf(release: Release, { table, matter }: Which): readonly string[] | null {
  if (table !== undefined) return [table]
  return matter === undefined ? null : [...new Set(release.all(Tables).filter(({ path }) => path.startsWith(`matters/${matter}/`)).map(({ value }) => value.table))]
}

/** Receipts, a stretch at a time. */
export const stretchesOf = (act: Act, walk: store.Walk): AsyncGenerator<readonly store.Receipt[]> =>
  inStretches<store.Receipt, string | null>(null, STRETCH, (after, limit) => store.receiptsAfter(act.tx, walk, { after, limit }), ({ id }) => id)

async function difference(act: Act, receipt: store.Receipt): Promise<Omit<Changed, 'case' | 'receipt'> | null> {
  if (digestOfReceipt(receipt) !== receipt.digest) return { was: receipt.outcome, now: null, why: 'the stored receipt does not have its digest' }
  const release = await releaseAt(act.tx, receipt.release)
  const { overruled } = receipt.decision as { readonly overruled?: Readonly<Record<string, unknown>> }
  const now = evaluateTable(tableOf(release, receipt.tableId, receipt.asOf), receipt.answers as Answers, receipt.asOf)
  const again = { ...now, reasons: now.reasons.map((reason) => worded(release, reason)), engine: ENGINE }
  const first = firstDifference(JSON.parse(canonical(overruled ?? receipt.decision)), JSON.parse(canonical(again)))
  return first === null ? null : { was: first.was, now: first.now, why: `the same inputs decide otherwise at ${first.at}` }
}

/** The first place where two JSON values differ, as a JSON pointer (RFC 6901) with what stands there; null where they are the same. */
export function firstDifference(was: unknown, now: unknown, at = ''): { readonly at: string; readonly was: unknown; readonly now: unknown } | null {
  const objects = [was, now].every((one) => typeof one === 'object' && one !== null) && Array.isArray(was) === Array.isArray(now)
  if (!objects) return was === now ? null : { at: at || '/', was: was ?? null, now: now ?? null }
  const [left, right] = [was as Record<string, unknown>, now as Record<string, unknown>]
  for (const key of [...new Set([...Object.keys(left), ...Object.keys(right)])].sort()) {
    const found = firstDifference(left[key], right[key], `${at}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`)
    if (found !== null) return found
  }
  return null
}

/** What a candidate table makes of a past decision, where it is something else: another outcome, or other values under the same. */
export function flip(candidate: CompiledTable, receipt: store.Receipt): { was: unknown; now: unknown; why: string; valuesChanged: boolean; decision: Decision } | null {
  const now = evaluateTable(candidate, receipt.answers as Answers, receipt.asOf)
  const valuesWere = (receipt.decision as { values?: unknown }).values ?? {}
  const valuesChanged = canonical(valuesWere) !== canonical(now.values)
  if (now.outcome === receipt.outcome && !valuesChanged) return null
  const outcomes = now.outcome !== receipt.outcome
  return { was: outcomes ? receipt.outcome : valuesWere, now: outcomes ? now.outcome : now.values, why: reasonsIn(now), valuesChanged, decision: now }
}

/** The codes of a decision's reasons, for lists. */
export const reasonsIn = ({ reasons }: { readonly reasons?: readonly { readonly reason: string }[] }): string => [...new Set((reasons ?? []).map(({ reason }) => reason))].join(' ')
