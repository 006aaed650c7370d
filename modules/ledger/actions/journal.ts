import type { Act } from '#kernel/act'
import type { Transaction } from '#kernel/database'
import { hashedAfter, hashedFacts, type HashedFact, type Place } from '#kernel/journal'

import { digestOf } from '../merkle/hash.ts'
import type { LedgerFault } from '../model.ts'
import { enteredAbout } from '../store/entries.ts'
import { addSeal, lastSealed, sealsAfter, type Seal } from '../store/journal.ts'
import { enter } from './enter.ts'

/** So many facts make a seal at most: 400 kB of ids and hashes. */
const FACTS_MAX = 10_000
/** So many facts are sealed at once; fewer wait for company, a minute at most, so that a quiet house does not fill its log with seals. */
const FACTS_MIN = 1000
const WAIT_MS = 60_000
const ID_BYTES = 8
const FACT_BYTES = ID_BYTES + 32
const START: Place = { written: '0', id: '0' }

/**
 * Seals the facts of the journal that no seal holds yet: their hashes are kept, and the digest over these enters the log.
 * With few and young ones it waits, unless `now`. One caller at a time (`holdSequence`). Gives how many it sealed.
 */
export async function sealJournal(act: Act, now = false): Promise<number> {
  const last = await lastSealed(act.tx)
  // Where transactions count anew, what was written since then comes first again; what is sealed already is passed over.
  const facts = last?.isAhead ? await unsealedAnew(act.tx) : await hashedAfter(act.tx, last ?? START, FACTS_MAX)
  const [oldest] = facts
  if (!oldest || (!now && facts.length < FACTS_MIN && act.at.getTime() - oldest.at.getTime() < WAIT_MS)) return 0
  const bytes = Buffer.concat(facts.flatMap(({ id, hash }) => [idBytes(id), hash]))
  const end = facts.at(-1)!
  const { id: entry } = await enter(act, { kind: 'journal', about: aboutOf(end.id), digest: digestOf(bytes).toString('hex') })
  await addSeal(act.tx, { written: end.written, last: end.id, facts: bytes, entry, sealedAt: act.at })
  return facts.length
}

const aboutOf = (last: string): string => `journal:${last}`

async function unsealedAnew(tx: Transaction): Promise<HashedFact[]> {
  const sealed = new Set<string>()
  for await (const seal of seals(tx)) for (const { id } of factsIn(seal)) sealed.add(id)
  return (await hashedAfter(tx, START, FACTS_MAX + sealed.size)).filter(({ id }) => !sealed.has(id)).slice(0, FACTS_MAX)
}

/** What was found in the journal: how many facts are sealed, and those that are not what they were. */
export async function auditJournal(tx: Transaction): Promise<{ readonly facts: number; readonly faults: readonly LedgerFault[] }> {
  const faults: LedgerFault[] = []
  const fault = (id: string, code: string) => faults.push({ what: 'journal', id, code })
  const sealed = new Set<string>()
  for await (const seal of seals(tx)) {
    const [entered] = (await enteredAbout(tx, [aboutOf(seal.last)])).filter(({ id }) => id === seal.entry)
    if (entered?.digest !== digestOf(seal.facts).toString('hex')) fault(`seal ${seal.number}`, 'ledger.journal_seal_wrong')
    const kept = factsIn(seal)
    const now = new Map((await hashedFacts(tx, kept.map(({ id }) => id))).map((one) => [one.id, one.hash]))
    for (const { id, hash } of kept) {
      const found = now.get(id)
      if (!found) fault(id, 'ledger.journal_lost')
      else if (!found.equals(hash)) fault(id, 'ledger.journal_changed')
      sealed.add(id)
    }
  }
  for (const id of await slippedIn(tx, sealed)) fault(id, 'ledger.journal_unsealed')
  return { facts: sealed.size, faults }
}

/** Facts that stand before the end of the last seal and in none: nobody can have written them when they say. */
async function slippedIn(tx: Transaction, sealed: ReadonlySet<string>): Promise<string[]> {
  const last = await lastSealed(tx)
  if (!last || last.isAhead) return []
  const found: string[] = []
  for (let after = START; ; ) {
    const stretch = await hashedAfter(tx, after, FACTS_MAX)
    const before = stretch.filter((one) => isUpTo(one, last))
    found.push(...before.filter(({ id }) => !sealed.has(id)).map(({ id }) => id))
    if (stretch.length < FACTS_MAX || before.length < stretch.length) return found
    after = stretch.at(-1)!
  }
}

const isUpTo = (one: Place, last: Place): boolean => BigInt(one.written) < BigInt(last.written) || (one.written === last.written && BigInt(one.id) <= BigInt(last.id))

async function* seals(tx: Transaction): AsyncGenerator<Seal> {
  for (let number = 0; ; ) {
    const [seal] = await sealsAfter(tx, number, 1)
    if (!seal) return
    yield seal
    number = seal.number
  }
}

function idBytes(id: string): Buffer {
  const bytes = Buffer.alloc(ID_BYTES)
  bytes.writeBigUInt64BE(BigInt(id))
  return bytes
}

const factsIn = ({ facts }: Seal): { id: string; hash: Buffer }[] =>
  Array.from({ length: Math.floor(facts.length / FACT_BYTES) }, (_, n) => {
    const one = facts.subarray(n * FACT_BYTES, (n + 1) * FACT_BYTES)
    return { id: one.readBigUInt64BE(0).toString(), hash: one.subarray(ID_BYTES) }
  })
