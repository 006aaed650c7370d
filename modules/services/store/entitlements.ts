import { json, type Transaction } from '#kernel/database'

import type { Reason } from '../model/case.ts'

export type Entitlement = { id: string; caseId: string; holder: string; matter: string; starts: string; kept: Record<string, unknown>; release: string; organ: string; endedAfter: string | null; endReason: string | null }

export async function addEntitlement(tx: Transaction, one: { id: string; caseId: string; holder: string; matter: string; starts: string; kept: unknown; at: Date }): Promise<void> {
  await tx`
    insert into services.entitlements (id, case_id, holder, matter, starts, kept, given_at)
    values (${one.id}, ${one.caseId}, ${one.holder}, ${one.matter}, ${one.starts}, ${json(one.kept)}, ${one.at})`
}

/** The right with this id. Nobody else can pay from it, nor from another of the same holder and matter, until this act ends. */
export async function holdEntitlement(tx: Transaction, id: string): Promise<Entitlement | undefined> {
  await tx`
    select 1 from services.entitlements e
    where (e.holder, e.matter) = (select o.holder, o.matter from services.entitlements o where o.id = ${id}) order by e.id for update`
  const [found] = await tx<Entitlement>`
    select e.id, e.case_id, e.holder, e.matter, e.starts, e.kept, c.release, x.after as ended_after, x.reason as end_reason,
      (select s.organ from services.submissions s where s.case_id = c.id order by s.round desc limit 1) as organ
    from services.entitlements e join services.cases c on c.id = e.case_id left join services.entitlement_ends x on x.entitlement = e.id
    where e.id = ${id}`
  return found
}

export type Running = { id: string; matter: string; release: string; starts: string; givenAt: Date; lastRun: string | null }

/** Rights that had begun by a day and have not ended, each with the day of its last run. */
export async function runningEntitlements(tx: Transaction, by: string): Promise<Running[]> {
  return tx`
    select e.id, e.matter, c.release, e.starts, e.given_at,
      greatest((select max(p.run) from services.payments p where p.entitlement = e.id), (select max(h.run) from services.holds h where h.entitlement = e.id)) as last_run
    from services.entitlements e join services.cases c on c.id = e.case_id
    where e.starts <= ${by} and not exists (select 1 from services.entitlement_ends x where x.entitlement = e.id)`
}

/** The months that the holder was paid by another right of the same matter: nobody gets one month twice. */
export async function monthsPaidElsewhere(tx: Transaction, right: Pick<Entitlement, 'id' | 'holder' | 'matter'>): Promise<string[]> {
  const rows = await tx<{ month: string }>`
    select p.month from services.payments p join services.entitlements e on e.id = p.entitlement
    where e.holder = ${right.holder} and e.matter = ${right.matter} and e.id <> ${right.id}`
  return rows.map((row) => row.month)
}

export async function entitlementsOf(tx: Transaction, holder: string): Promise<{ id: string }[]> {
  return tx`select id from services.entitlements where holder = ${holder} order by given_at`
}

/** The right that came of a case, where one did. */
export async function entitlementOfCase(tx: Transaction, caseId: string): Promise<{ id: string; holder: string } | undefined> {
  const [found] = await tx<{ id: string; holder: string }>`select id, holder from services.entitlements where case_id = ${caseId}`
  return found
}

export async function paymentsOf(tx: Transaction, id: string): Promise<{ month: string; run: string; amountFen: number; decision: string; paidAt: Date | null; receipt: string | null }[]> {
  return tx`
    select p.month, p.run, p.amount_fen, p.decision, o.paid_at, o.receipt from services.payments p
    left join services.payouts o on o.entitlement = p.entitlement and o.run = p.run
    where p.entitlement = ${id} order by p.month`
}

export async function holdsOf(tx: Transaction, id: string): Promise<{ month: string; run: string; reasons: Reason[] }[]> {
  return tx`select month, run, reasons from services.holds where entitlement = ${id} order by run, month`
}

/** Notes a month as payable. Gives false where it was noted before: no month is paid twice. */
export async function addPayment(tx: Transaction, id: string, payment: { month: string; run: string; amountFen: number; decision: string; at: Date }): Promise<boolean> {
  const added = await tx`
    insert into services.payments (entitlement, month, run, amount_fen, decision, decided_at)
    values (${id}, ${payment.month}, ${payment.run}, ${payment.amountFen}, ${payment.decision}, ${payment.at})
    on conflict do nothing returning month`
  return added.length > 0
}

export async function addHold(tx: Transaction, id: string, hold: { month: string; run: string; reasons: readonly Reason[]; decision: string; at: Date }): Promise<void> {
  await tx`
    insert into services.holds (entitlement, month, run, reasons, decision, held_at)
    values (${id}, ${hold.month}, ${hold.run}, ${json(hold.reasons)}, ${hold.decision}, ${hold.at}) on conflict do nothing`
}

export async function addPayout(tx: Transaction, id: string, payout: { run: string; amountFen: number; receipt: string; at: Date }): Promise<boolean> {
  const added = await tx`
    insert into services.payouts (entitlement, run, amount_fen, receipt, paid_at)
    values (${id}, ${payout.run}, ${payout.amountFen}, ${payout.receipt}, ${payout.at}) on conflict do nothing returning run`
  return added.length > 0
}

/** Notes a paid month as not due. Gives false where it was noted before: nothing is recovered twice. */
export async function addRecovery(tx: Transaction, id: string, recovery: { month: string; run: string; amountFen: number; decision: string; at: Date }): Promise<boolean> {
  const added = await tx`
    insert into services.recoveries (entitlement, month, run, amount_fen, decision, noted_at)
    values (${id}, ${recovery.month}, ${recovery.run}, ${recovery.amountFen}, ${recovery.decision}, ${recovery.at}) on conflict do nothing returning month`
  return added.length > 0
}

export async function recoveriesOf(tx: Transaction, id: string): Promise<{ month: string; run: string; amountFen: number; notedAt: Date }[]> {
  return tx`select month, run, amount_fen, noted_at from services.recoveries where entitlement = ${id} order by month`
}

export async function endEntitlement(tx: Transaction, id: string, end: { at: Date; after: string; reason: string }): Promise<boolean> {
  const added = await tx`
    insert into services.entitlement_ends (entitlement, ended_at, after, reason) values (${id}, ${end.at}, ${end.after}, ${end.reason})
    on conflict do nothing returning entitlement`
  return added.length > 0
}

export async function reviewsOf(tx: Transaction, id: string): Promise<{ due: string; passedAt: Date; how: string }[]> {
  return tx`select due, passed_at, how from services.reviews where entitlement = ${id} order by due`
}

export async function addReview(tx: Transaction, id: string, review: { due: string; at: Date; how: string; by: string }): Promise<boolean> {
  const added = await tx`
    insert into services.reviews (entitlement, due, passed_at, how, by_whom) values (${id}, ${review.due}, ${review.at}, ${review.how}, ${review.by})
    on conflict do nothing returning due`
  return added.length > 0
}

/** Marks a run as made. Gives false where it was made before. */
export async function addRun(tx: Transaction, name: string, period: string, at: Date): Promise<boolean> {
  const added = await tx`insert into services.runs (name, period, ran_at) values (${name}, ${period}, ${at}) on conflict do nothing returning name`
  return added.length > 0
}

/** The newest stretch of days and the last day it has come to; null before the first. A new stretch begins where the time was set back. */
export async function newestDays(tx: Transaction): Promise<{ stretch: number; day: string } | null> {
  const [found] = await tx<{ stretch: number; day: string }>`
    select substring(name from 6)::int as stretch, max(period) as day from services.runs where name like 'days %' group by 1 order by 1 desc limit 1`
  return found ?? null
}

/** A case or a running right that somebody has of a matter already, so that he is not asked whether he wants it; null where there is none. */
export async function alreadyAskedFor(tx: Transaction, matter: string, party: string): Promise<string | null> {
  const [found] = await tx<{ id: string }>`
    select c.id from services.cases c left join services.closures x on x.case_id = c.id
    where c.kind = 'matter' and c.definition = ${matter} and c.applicant = ${party} and (x.case_id is null or x.ending = 'granted')
      and not exists (select 1 from services.entitlements e join services.entitlement_ends d on d.entitlement = e.id where e.case_id = c.id)
      and not exists (select 1 from services.verdicts v where v.case_id = c.id and v.outcome = 'RETURN' and v.decided_at > x.closed_at)
      and (x.case_id is not null or exists (select 1 from services.submissions s where s.case_id = c.id))
    order by c.opened_at limit 1`
  return found?.id ?? null
}

export async function addInvitation(tx: Transaction, invitation: { id: string; programme: string; party: string; release: string; message: string; at: Date }): Promise<boolean> {
  const added = await tx`
    insert into services.invitations (id, programme, party, release, message, invited_at)
    values (${invitation.id}, ${invitation.programme}, ${invitation.party}, ${invitation.release}, ${invitation.message}, ${invitation.at})
    on conflict (programme, party) do nothing returning id`
  return added.length > 0
}

export async function wasInvited(tx: Transaction, programme: string, party: string): Promise<boolean> {
  const found = await tx`select 1 from services.invitations where programme = ${programme} and party = ${party}`
  return found.length > 0
}

export async function invitationOf(tx: Transaction, message: string): Promise<{ id: string; programme: string; party: string; release: string; answered: boolean } | undefined> {
  const [found] = await tx<{ id: string; programme: string; party: string; release: string; answered: boolean }>`
    select i.id, i.programme, i.party, i.release, a.invitation is not null as answered
    from services.invitations i left join services.invitation_answers a on a.invitation = i.id where i.message = ${message} for update of i`
  return found
}

export async function addInvitationAnswer(tx: Transaction, invitation: string, answer: 'accept' | 'refuse', caseId: string | null, at: Date): Promise<void> {
  await tx`insert into services.invitation_answers (invitation, answer, case_id, answered_at) values (${invitation}, ${answer}, ${caseId}, ${at})`
}
