import type { Transaction } from '#kernel/database'

export async function addScreen(tx: Transaction, screen: { id: string; code: string; at: Date; until: Date }): Promise<void> {
  await tx`insert into counter.screens (id, code, made_at, until) values (${screen.id}, ${screen.code}, ${screen.at}, ${screen.until})`
}

/** How many screens wait to be paired. */
export async function waitingScreens(tx: Transaction, at: Date): Promise<number> {
  const [row] = await tx<{ count: number }>`
    select count(*) as count from counter.screens s left join counter.pairings p on p.screen = s.id where s.until > ${at} and p.screen is null`
  return row!.count
}

/** The screens that show this code and wait to be paired. */
export async function screensShowing(tx: Transaction, code: string, at: Date): Promise<{ id: string }[]> {
  return tx`
    select s.id from counter.screens s left join counter.pairings p on p.screen = s.id
    where s.code = ${code} and s.until > ${at} and p.screen is null limit 2`
}

export type Pairing = { readonly screen: string; readonly clerk: string; readonly agency: string; readonly post: string; readonly pairedAt: Date; readonly until: Date }

/** Pairs a screen. Gives false where somebody paired it first. */
export async function addPairing(tx: Transaction, pairing: Pairing): Promise<boolean> {
  const added = await tx`
    insert into counter.pairings (screen, clerk, agency, post, paired_at, until)
    values (${pairing.screen}, ${pairing.clerk}, ${pairing.agency}, ${pairing.post}, ${pairing.pairedAt}, ${pairing.until}) on conflict do nothing returning screen`
  return added.length > 0
}

/** The screen that a clerk has at his place now. */
export async function pairingOf(tx: Transaction, clerk: string, at: Date): Promise<Pairing | undefined> {
  const [row] = await tx<Pairing>`
    select p.screen, p.clerk, p.agency, p.post, p.paired_at, p.until from counter.pairings p left join counter.partings x on x.screen = p.screen
    where p.clerk = ${clerk} and p.until > ${at} and x.screen is null order by p.paired_at desc limit 1`
  return row
}

export type ScreenRow = { readonly id: string; readonly code: string; readonly until: Date; readonly clerk: string | null; readonly agency: string | null; readonly post: string | null; readonly pairedUntil: Date | null; readonly parted: boolean }

/** A screen and to whom it is paired. */
export async function screenById(tx: Transaction, id: string): Promise<ScreenRow | undefined> {
  const [row] = await tx<ScreenRow>`
    select s.id, s.code, s.until, p.clerk, p.agency, p.post, p.until as paired_until, x.screen is not null as parted
    from counter.screens s left join counter.pairings p on p.screen = s.id left join counter.partings x on x.screen = s.id where s.id = ${id}`
  return row
}

export async function addParting(tx: Transaction, screen: string, at: Date, by: string): Promise<boolean> {
  const added = await tx`insert into counter.partings (screen, parted_at, parted_by) values (${screen}, ${at}, ${by}) on conflict do nothing returning screen`
  return added.length > 0
}

export async function addShare(tx: Transaction, session: string, caseId: string, at: Date): Promise<void> {
  await tx`insert into counter.shares (session, case_id, shared_at) values (${session}, ${caseId}, ${at})`
}

/** What a session shows the citizen now. */
export async function shareOf(tx: Transaction, session: string): Promise<{ id: string; case: string } | undefined> {
  const [row] = await tx<{ id: string; case: string; ended: boolean }>`
    select s.id::text, s.case_id as "case", e.share is not null as ended from counter.shares s left join counter.share_ends e on e.share = s.id
    where s.session = ${session} order by s.id desc limit 1`
  return row && !row.ended ? { id: row.id, case: row.case } : undefined
}

export async function addShareEnd(tx: Transaction, share: string, at: Date): Promise<void> {
  await tx`insert into counter.share_ends (share, ended_at) values (${share}, ${at}) on conflict do nothing`
}

export type Saying = { readonly digest: string; readonly right: boolean; readonly fields: string[]; readonly by: 'phone' | 'screen'; readonly saidAt: Date }

export async function addSaying(tx: Transaction, share: string, saying: Saying): Promise<void> {
  await tx`
    insert into counter.sayings (share, digest, right_, fields, by, said_at)
    values (${share}, ${saying.digest}, ${saying.right}, ${saying.fields}, ${saying.by}, ${saying.saidAt})`
}

/** The last word of the citizen about a case in a session. */
export async function lastSaying(tx: Transaction, session: string, caseId: string): Promise<Saying | undefined> {
  const [row] = await tx<Saying>`
    select y.digest, y.right_ as "right", y.fields, y.by, y.said_at from counter.sayings y join counter.shares s on s.id = y.share
    where s.session = ${session} and s.case_id = ${caseId} order by y.id desc limit 1`
  return row
}
