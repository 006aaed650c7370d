import type { Act } from '#kernel/act'
import { Refusal } from '#kernel/refusal'

import type { Session } from '../model.ts'
import * as store from '../store/screens.ts'

/** Shows the citizen a case of his. Whoever calls this has made sure that it is his. */
export async function share(act: Act, session: Session, caseId: string): Promise<void> {
  if ((await store.shareOf(act.tx, session.id))?.case === caseId) return
  await store.addShare(act.tx, session.id, caseId, act.at)
  await act.record({ type: 'counter.shared', subject: caseId, case: caseId, data: { session: session.id } })
}

/** Takes what is shown from the screen again. */
export async function unshare(act: Act, session: Session): Promise<void> {
  const shown = await store.shareOf(act.tx, session.id)
  if (shown === undefined) return
  await store.addShareEnd(act.tx, shown.id, act.at)
  await act.record({ type: 'counter.unshared', subject: shown.case, case: shown.case, data: { session: session.id } })
}

/** The case that a session shows the citizen now. */
export const sharedIn = async (act: Act, session: Session): Promise<string | null> => (await store.shareOf(act.tx, session.id))?.case ?? null

/** The citizen says that what he is shown is right, or which fields are wrong. Refuses (conflict) `counter.nothing_shared`. */
export async function say(act: Act, session: Session, words: { case: string; digest: string; right: boolean; fields: readonly string[]; by: 'phone' | 'screen' }): Promise<void> {
  const shown = await store.shareOf(act.tx, session.id)
  if (shown?.case !== words.case) throw new Refusal('conflict', 'counter.nothing_shared')
  await store.addSaying(act.tx, shown.id, { digest: words.digest, right: words.right, fields: [...words.fields], by: words.by, saidAt: act.at })
  await act.record({ type: 'counter.said', subject: words.case, case: words.case, data: { session: session.id, right: words.right, by: words.by } })
}

/** The citizen's last word about a case in this session. */
export const lastWord = async (act: Act, session: Session, caseId: string): Promise<store.Saying | null> => (await store.lastSaying(act.tx, session.id, caseId)) ?? null
