import { perform, type Act } from '#kernel/act'
import { house } from '#kernel/actor'
import { entryOf, turnPage, unread, type Entry } from '#kernel/journal'
import { log } from '#kernel/log'

/**
 * What a module does when a fact comes up. `heeds` says cheaply, before anything is done, whether it does anything at all about this one;
 * who is `patient` is not woken for it, but takes it in with others at the next look, within a second.
 */
export type Reaction = ((act: Act, entry: Entry) => Promise<void>) & { readonly heeds?: (act: Act, entry: Entry) => Promise<boolean>; readonly patient?: boolean }

/** What a module does when a fact of a type comes up. */
export type Reactions = { readonly [type: string]: Reaction }

const BATCH = 100
/** Facts of other processes are found by asking this often. */
const IDLE_MS = 700
/** The readers of this process that are to be woken, by the type of fact. */
const awaited = new Map<string, Set<() => void>>()

/** Tells the readers of this process that facts of these types were recorded; whoever does not wait for them sleeps on. */
export function wakeReaders(types: Iterable<string>): void {
  for (const type of types) for (const wake of awaited.get(type) ?? []) wake()
}

/** Has a reader woken for what it does not await patiently; gives the way to end that. */
function listen(reactions: Reactions, wake: () => void): () => void {
  const types = Object.entries(reactions).filter(([, { patient }]) => patient !== true).map(([type]) => type)
  for (const type of types) awaited.set(type, (awaited.get(type) ?? new Set()).add(wake))
  return () => { for (const type of types) awaited.get(type)!.delete(wake) }
}

/**
 * Lets one reader react to a batch of unread facts. Returns how many it took.
 *
 * The reactions and the bookmark are written in one transaction, so each fact is reacted to exactly once in
 * our database. The outside world has no such promise: reach it through a job, never here. A fact that cannot
 * be taken in is parked with the reason and does not stop the rest.
 */
export async function readOn(reader: string, reactions: Reactions): Promise<number> {
  const types = Object.keys(reactions)
  return perform(house(reader), async (act) => {
    if (!(await takeBookmark(act, reader))) return 0
    const { entries, upTo } = await unread(act.tx, reader, types, BATCH)
    for (const entry of entries) {
      const reaction = reactions[entry.type]!
      if (reaction.heeds === undefined || (await reaction.heeds(act, entry))) await react(act, reader, reaction, entry)
    }
    if (upTo) await turnPage(act.tx, reader, upTo)
    return entries.length
  })
}

async function react(act: Act, reader: string, reaction: Reaction, entry: Entry): Promise<void> {
  await act.tx`savepoint reaction`
  // One bad fact must not stop the others: it is undone alone and parked.
  try {
    await reaction(act, entry)
    await act.tx`release savepoint reaction`
  } catch (error) {
    await act.tx`rollback to savepoint reaction`
    log.error({ reader, entry: entry.id, fault: String(error) }, 'a fact was parked')
    await act.tx`
      insert into kernel.parked (reader, entry, parked_at, reason)
      values (${reader}, ${entry.id}, ${act.at}, ${String(error).slice(0, 500) || 'no reason given'})
      on conflict do nothing`
  }
}

const known = new Map<string, Reactions>()

/** The readers of this house and the types of facts that each reacts to; also where this process does not read itself. */
export const readersKnown = (): [reader: string, types: string[]][] => [...known].map(([reader, reactions]) => [reader, Object.keys(reactions)])

/** Says which readers there are. Called by the house as it opens. */
export function knowReaders(readers: readonly { name: string; reactions: Reactions }[]): void {
  for (const { name, reactions } of readers) known.set(name, reactions)
}

/** Takes a parked fact in once more. Where it fails again it stays parked, with the new reason, which is given back. */
export async function takeAgain(act: Act, reader: string, entry: string): Promise<{ taken: boolean; reason: string | null }> {
  const [held] = await act.tx`select 1 from kernel.parked where reader = ${reader} and entry = ${entry}::bigint for update`
  const fact = held && (await entryOf(act.tx, entry))
  const reaction = fact && known.get(reader)?.[fact.type]
  if (!fact || !reaction) return { taken: false, reason: null }
  await act.tx`delete from kernel.parked where reader = ${reader} and entry = ${entry}::bigint`
  await react(act, reader, reaction, fact)
  const [again] = await act.tx<{ reason: string }>`select reason from kernel.parked where reader = ${reader} and entry = ${entry}::bigint`
  return { taken: again === undefined, reason: again?.reason ?? null }
}

/** Two workers never read for the same module at once; the second simply finds no bookmark. */
async function takeBookmark(act: Act, reader: string): Promise<boolean> {
  await act.tx`insert into kernel.bookmarks (reader) values (${reader}) on conflict do nothing`
  const taken = await act.tx`select 1 from kernel.bookmarks where reader = ${reader} for update skip locked`
  return taken.length > 0
}

/** Reads for every module that reacts, until `stop`. */
export function startReaders(readers: readonly { name: string; reactions: Reactions }[]): { stop(): Promise<void> } {
  let stopped = false
  const nudges = new Set<() => void>()
  const loops = readers.map(async ({ name, reactions }) => {
    let nudge = (): void => undefined
    let stirred = true
    const wake = (): void => { stirred = true; nudge() }
    nudges.add(wake)
    const sleepOn = listen(reactions, wake)
    while (!stopped) {
      stirred = false
      // A lost connection must not end the loop: the next round reads again.
      const read = await readOn(name, reactions).catch((lost: Error) => { log.warn({ fault: lost.message }, 'the journal could not be read'); return 0 })
      if (read === 0 && !stirred && !stopped) await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, IDLE_MS)
        nudge = () => { clearTimeout(timer); resolve() }
      })
    }
    sleepOn()
  })
  return { stop: async () => { stopped = true; nudges.forEach((nudge) => nudge()); await Promise.all(loops) } }
}
