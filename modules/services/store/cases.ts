import { json, type Transaction } from '#kernel/database'
import { Refusal } from '#kernel/refusal'

import type { CaseFile, Change, ItemVerdict, Outcome, Reason } from '../model/case.ts'
import type { Answers } from '../model/form.ts'
import type { Typings } from '../model/typing.ts'

/** Keeps what is typed into a case and is no answer yet. */
export async function putTypings(tx: Transaction, id: string, typings: Typings): Promise<void> {
  await tx`update services.drafts set typings = ${json(typings)} where case_id = ${id}`
}

type NewCase = { id: string; number: string; kind: 'matter' | 'bundle'; definition: string; release: string; applicant: string; behalf: string | null; openedBy: string; channel: string; at: Date }

/** Adds a case, and gives its file as it stands then: nothing happened in it yet. */
export async function addCase(tx: Transaction, one: NewCase): Promise<CaseFile> {
  await tx`
    insert into services.cases (id, number, kind, definition, release, applicant, behalf, opened_by, channel, opened_at)
    values (${one.id}, ${one.number}, ${one.kind}, ${one.definition}, ${one.release}, ${one.applicant}, ${one.behalf}, ${one.openedBy}, ${one.channel}, ${one.at})`
  return opened(one, null)
}

/** Adds the case of a step, and gives its file; null where the step of the parent has one already. */
export async function addStep(tx: Transaction, one: NewCase & { parent: string; step: string }): Promise<CaseFile | null> {
  const added = await tx`
    insert into services.cases (id, number, kind, definition, release, applicant, behalf, opened_by, channel, opened_at, parent, step)
    values (${one.id}, ${one.number}, ${one.kind}, ${one.definition}, ${one.release}, ${one.applicant}, ${one.behalf}, ${one.openedBy}, ${one.channel}, ${one.at}, ${one.parent}, ${one.step})
    on conflict (parent, step) do nothing returning id`
  return added.length > 0 ? opened(one, one) : null
}

/** The file of a case in which nothing happened yet. */
function opened({ id, number, kind, definition, release, applicant, behalf, channel, at }: NewCase, within: { parent: string; step: string } | null): CaseFile {
  const nothing = { draft: null, snapshot: null, submission: null, reopening: null, verdict: null, dormant: null, task: null, closure: null, receipt: null }
  return { id, number, kind, definition, release, applicant, behalf, channel, openedAt: at, parent: within?.parent ?? null, step: within?.step ?? null, ...nothing }
}

const REVIVED = ['savedAt', 'confirmedAt', 'submittedAt', 'decidedAt', 'closedAt', 'signedAt', 'dueAt', 'until'] as const

/** Everything about one case. Refuses `services.case_absent`. */
export async function fileOf(tx: Transaction, id: string): Promise<CaseFile> {
  const [file] = await filesOf(tx, [id])
  if (!file) throw new Refusal('absent', 'services.case_absent', { id })
  return file
}

/** Everything about several cases, those opened first in front. */
export async function filesOf(tx: Transaction, ids: readonly string[]): Promise<CaseFile[]> {
  const rows = await tx<Record<string, unknown> & CaseFile>`
    select c.id, c.number, c.kind, c.definition, c.release, c.applicant, c.behalf, c.channel, c.opened_at, c.parent, c.step,
      (select jsonb_build_object('answers', d.answers, 'groups', d.groups, 'typings', d.typings, 'savedAt', d.saved_at, 'differs', s.answers is not null and d.answers <> s.answers) from services.drafts d where d.case_id = c.id) as draft,
      case when s.round is not null then jsonb_build_object('round', s.round, 'answers', s.answers, 'digest', s.digest, 'typed', s.typed, 'picked', s.picked, 'confirmedAt', s.confirmed_at) end as snapshot,
      (select jsonb_build_object('submittedAt', u.submitted_at, 'organ', u.organ) from services.submissions u where u.case_id = c.id and u.round = s.round) as submission,
      (select jsonb_build_object('changes', r.changes) from services.reopenings r where r.case_id = c.id and r.round = s.round) as reopening,
      (select jsonb_build_object('number', v.number, 'decision', v.decision, 'outcome', v.outcome, 'reasons', v.reasons, 'items', v.items, 'decidedAt', v.decided_at, 'decidedBy', v.decided_by)
         from services.verdicts v where v.case_id = c.id and v.round = s.round order by v.number desc limit 1) as verdict,
      (select jsonb_build_object('id', w.id, 'until', w.until, 'ending', (select e.ending from services.dormant_ends e where e.dormant = w.id)) from services.dormant w where w.case_id = c.id and w.round = s.round) as dormant,
      (select jsonb_build_object('id', t.id, 'role', t.role, 'agency', t.agency, 'dueAt', t.due_at, 'ended', exists (select 1 from services.task_ends e where e.task = t.id))
         from services.tasks t where t.case_id = c.id and t.round = s.round and t.contest is null) as task,
      (select jsonb_build_object('ending', x.ending, 'result', x.result, 'closedAt', x.closed_at, 'reason', x.reason) from services.closures x where x.case_id = c.id) as closure,
      (select jsonb_build_object('signedAt', k.signed_at) from services.receipts k where k.case_id = c.id) as receipt
    from services.cases c
    left join lateral (select * from services.snapshots s where s.case_id = c.id order by s.round desc limit 1) s on true
    where c.id = any(${ids}) order by c.opened_at, c.id`
  for (const row of rows) for (const part of ['draft', 'snapshot', 'submission', 'verdict', 'dormant', 'task', 'closure', 'receipt']) revive(row[part] as Record<string, unknown> | null)
  return rows
}

/** JSON has no dates: those we know come back as what they are. */
function revive(part: Record<string, unknown> | null): void {
  if (part) for (const key of REVIVED) if (typeof part[key] === 'string') part[key] = new Date(part[key] as string)
}

/** Like `fileOf`, and nobody else can change the case until this act ends. */
export async function holdCase(tx: Transaction, id: string): Promise<CaseFile> {
  const [, file] = await Promise.all([tx`select 1 from services.cases where id = ${id} for update`, fileOf(tx, id)])
  return file
}

type NewDraft = { readonly answers: Answers; readonly groups: readonly string[]; readonly at: Date; readonly by: string }
type KeptDraft = NewDraft & { readonly typings: Typings }

export async function putDraft(tx: Transaction, id: string, draft: NewDraft): Promise<void> {
  await tx`
    insert into services.drafts (case_id, answers, groups, saved_at, saved_by) values (${id}, ${json(draft.answers)}, ${draft.groups}, ${draft.at}, ${draft.by})
    on conflict (case_id) do update set answers = excluded.answers, groups = excluded.groups, saved_at = excluded.saved_at, saved_by = excluded.saved_by`
}

/** Saves the draft, with what is typed and not accepted, and gives the file as it stands then. */
export async function saveDraft(tx: Transaction, file: CaseFile, draft: KeptDraft): Promise<CaseFile> {
  await tx`
    insert into services.drafts (case_id, answers, groups, typings, saved_at, saved_by) values (${file.id}, ${json(draft.answers)}, ${draft.groups}, ${json(draft.typings)}, ${draft.at}, ${draft.by})
    on conflict (case_id) do update set answers = excluded.answers, groups = excluded.groups, typings = excluded.typings, saved_at = excluded.saved_at, saved_by = excluded.saved_by`
  // Whether the draft differs from what was confirmed, the database tells; before that there is nothing to differ from.
  return file.snapshot === null ? { ...file, draft: { answers: draft.answers, groups: draft.groups, typings: draft.typings, savedAt: draft.at, differs: false } } : fileOf(tx, file.id)
}

export async function addSnapshot(tx: Transaction, id: string, snapshot: { round: number; answers: Answers; digest: string; typed: number; picked: number; at: Date; by: string }, signatories: readonly string[]): Promise<void> {
  await tx`
    insert into services.snapshots (case_id, round, answers, digest, typed, picked, confirmed_at, confirmed_by)
    values (${id}, ${snapshot.round}, ${json(snapshot.answers)}, ${snapshot.digest}, ${snapshot.typed}, ${snapshot.picked}, ${snapshot.at}, ${snapshot.by})`
  await tx`insert into services.signatories (case_id, round, party) select ${id}, ${snapshot.round}::int, unnest(${signatories}::text[])`
}

export async function addSignature(tx: Transaction, id: string, round: number, signature: { party: string; by: string; at: Date; jws: string }): Promise<void> {
  await tx`insert into services.signatures (case_id, round, party, signed_by, signed_at, jws) values (${id}, ${round}, ${signature.party}, ${signature.by}, ${signature.at}, ${signature.jws})`
}

/** Notes which clerk saw a signature, in which session. */
export async function addWitness(tx: Transaction, id: string, round: number, witness: { party: string; clerk: string; session: string }): Promise<void> {
  await tx`insert into services.witnesses (case_id, round, party, clerk, session) values (${id}, ${round}, ${witness.party}, ${witness.clerk}, ${witness.session})`
}

/** The signatures of a round that a clerk saw. */
export async function witnessesOf(tx: Transaction, id: string, round: number): Promise<{ party: string; clerk: string; session: string }[]> {
  return tx`select party, clerk, session from services.witnesses where case_id = ${id} and round = ${round} order by party`
}

/** Who must sign a round and who has; of the newest round for whoever asks before he knows which that is. */
export async function signatoriesOf(tx: Transaction, id: string, round: number | null = null): Promise<{ party: string; signedAt: Date | null; jws: string | null }[]> {
  return tx`
    select s.party, g.signed_at, g.jws from services.signatories s
    left join services.signatures g on g.case_id = s.case_id and g.round = s.round and g.party = s.party
    where s.case_id = ${id} and s.round = coalesce(${round}::int, (select max(round) from services.snapshots where case_id = ${id})) order by s.party`
}

export async function addSubmission(tx: Transaction, { id, round, organ, at, placeField }: { id: string; round: number; organ: string; at: Date; placeField: string | null }): Promise<void> {
  await tx`
    insert into services.submissions (case_id, round, submitted_at, organ, place)
    values (${id}, ${round}, ${at}, ${organ}, (select answers #>> array[${placeField}::text, 'value'] from services.snapshots where case_id = ${id} and round = ${round}))`
}

export async function addVerdict(tx: Transaction, id: string, round: number, verdict: { decision: string; outcome: Outcome; reasons: readonly Reason[]; items: readonly ItemVerdict[] | null; at: Date; by: string }): Promise<void> {
  await tx`
    insert into services.verdicts (case_id, round, number, decision, outcome, reasons, items, decided_at, decided_by)
    values (${id}, ${round}, (select count(*) + 1 from services.verdicts where case_id = ${id} and round = ${round}), ${verdict.decision}, ${verdict.outcome},
      ${json(verdict.reasons)}, ${verdict.items === null ? null : json(verdict.items)}, ${verdict.at}, ${verdict.by})`
}

export async function addReopening(tx: Transaction, id: string, round: number, changes: readonly Change[], at: Date): Promise<void> {
  await tx`insert into services.reopenings (case_id, round, changes, reopened_at) values (${id}, ${round}, ${json(changes)}, ${at})`
}

/** Something that a grant brought about: its place and name, its kind, and the id of what came of it. */
export type DeedDone = { readonly deed: string; readonly kind: string; readonly ref: string; readonly doneAt: Date }

/** Notes a deed; one that was noted before stays as it was. */
export async function addDeed(tx: Transaction, id: string, { deed, kind, ref, doneAt }: DeedDone): Promise<void> {
  await tx`
    insert into services.deeds (case_id, deed, kind, ref, done_at) values (${id}, ${deed}, ${kind}, ${ref}, ${doneAt})
    on conflict do nothing`
}

export async function deedsOf(tx: Transaction, id: string): Promise<DeedDone[]> {
  return tx`select deed, kind, ref, done_at from services.deeds where case_id = ${id} order by done_at, deed`
}

/** Ends a case, once. */
export async function addClosure(tx: Transaction, id: string, closure: { ending: 'granted' | 'withdrawn' | 'void'; result: unknown; at: Date; by: string; reason: string }): Promise<void> {
  await tx`
    insert into services.closures (case_id, ending, result, closed_at, closed_by, reason)
    values (${id}, ${closure.ending}, ${json(closure.result)}, ${closure.at}, ${closure.by}, ${closure.reason})`
}

export async function addReceipt(tx: Transaction, id: string, receipt: { items: unknown; at: Date; by: string; jws: string }): Promise<void> {
  await tx`insert into services.receipts (case_id, items, signed_at, signed_by, jws) values (${id}, ${json(receipt.items)}, ${receipt.at}, ${receipt.by}, ${receipt.jws})`
}

/** Starts clocks of one round; one that runs already runs on. */
export async function startClocks(tx: Transaction, id: string, clocks: readonly { name: string; round: number; from: Date; due: Date; owner: string }[]): Promise<void> {
  await tx`
    insert into services.clocks (case_id, name, round, started_at, due_at, owner)
    select ${id}, k.* from unnest(${clocks.map((one) => one.name)}::text[], ${clocks.map((one) => one.round)}::int[], ${clocks.map((one) => one.from)}::timestamptz[],
      ${clocks.map((one) => one.due)}::timestamptz[], ${clocks.map((one) => one.owner)}::text[]) k
    on conflict do nothing`
}

export async function stopClocks(tx: Transaction, id: string, at: Date): Promise<void> {
  await tx`
    insert into services.clock_stops (case_id, name, round, stopped_at)
    select case_id, name, round, ${at} from services.clocks where case_id = ${id} on conflict do nothing`
}

/** The clocks of these cases. */
export async function clocksOf(tx: Transaction, ...cases: string[]): Promise<{ caseId: string; name: string; round: number; startedAt: Date; dueAt: Date; owner: string; stoppedAt: Date | null }[]> {
  return tx`
    select k.case_id, k.name, k.round, k.started_at, k.due_at, k.owner, s.stopped_at from services.clocks k
    left join services.clock_stops s on s.case_id = k.case_id and s.name = k.name and s.round = k.round
    where k.case_id = any(${cases}) order by k.started_at`
}

/** The cases of a bundle, by step. */
export async function childrenOf(tx: Transaction, parent: string): Promise<{ id: string; step: string }[]> {
  return tx`select id, step from services.cases where parent = ${parent} order by opened_at, id`
}

/** What the granted cases of a bundle came to, by step; a grant that was taken back came to nothing. */
export async function resultsOf(tx: Transaction, parent: string): Promise<{ step: string; result: Record<string, unknown> | null }[]> {
  return tx`
    select c.step, x.result from services.cases c
    left join services.closures x on x.case_id = c.id and x.ending = 'granted'
      and not exists (select 1 from services.verdicts v where v.case_id = c.id and v.outcome = 'RETURN' and v.decided_at > x.closed_at)
    where c.parent = ${parent} order by c.opened_at, c.id`
}

/** The cases somebody opened or must sign, newest first: those that go on, those that ended, or all. `within`: only those of these matters and bundles. */
export async function casesOf(tx: Transaction, party: string, before: Date, limit: number, { state, within }: { state: 'running' | 'done' | 'all'; within: readonly string[] | null }): Promise<{ id: string }[]> {
  return tx`
    select c.id from services.cases c left join services.closures x on x.case_id = c.id
    where c.parent is null and c.opened_at < ${before} and (${within}::text[] is null or c.definition = any(${within}))
      and (${state} = 'all' or (x.case_id is not null) = (${state} = 'done'))
      and (c.applicant = ${party} or c.behalf = ${party} or exists (select 1 from services.signatories s where s.case_id = c.id and s.party = ${party}))
    order by c.opened_at desc limit ${limit}`
}

/** Every answer a bundle's cases were decided on: the bundle's own, under what its cases amended later. */
export async function amendedAnswers(tx: Transaction, parent: string): Promise<Answers> {
  const rows = await tx<{ answers: Answers }>`
    select s.answers from services.snapshots s join services.cases c on c.id = s.case_id
    where c.parent = ${parent} and s.round > 1 order by s.confirmed_at`
  return Object.assign({}, ...rows.map((row) => row.answers)) as Answers
}

/** How many rounds of one definition somebody submitted since a moment. */
export async function submittedSince(tx: Transaction, applicant: string, definition: string, since: Date): Promise<number> {
  const [row] = await tx<{ count: number }>`
    select count(*) as count from services.submissions s join services.cases c on c.id = s.case_id
    where c.applicant = ${applicant} and c.definition = ${definition} and s.submitted_at >= ${since}`
  return row!.count
}
