import { randomUUID } from 'node:crypto'

import type { Act } from '#kernel/act'
import { sentence } from '#kernel/language'
import { permit } from '#kernel/refusal'
import { currentRelease } from '#kernel/releases'
import { agencyNames, partyOf, rolesOfPosts, Roles } from '#modules/parties'

import type { UseRequest } from '../model.ts'
import { mayAudit, mayReadUses } from '../policy.ts'
import * as store from '../store.ts'
import { inWords } from './read.ts'

/**
 * Keeps that somebody tried to look where nothing allowed it. The caller refuses him after this act is kept, for a refusal would undo
 * it. `why`: the code of that refusal.
 */
export async function alarm(act: Act, { subject, grantee, source, elements, purpose, case: file }: UseRequest, why: string): Promise<void> {
  await store.addAlarm(act.tx, { id: randomUUID(), subject, grantee, actor: act.actor.id, post: act.actor.post, source, elements, purpose, case: file, why, at: act.at })
  await act.record({ type: 'grants.alarmed', subject, case: file, data: { grantee, source, purpose, why } })
}

/**
 * The looks that were refused with an alarm, newest first: a person those at himself; an auditor (`grants.audit`) all of them, with who it
 * was by name. Whoever is looked at is named to nobody.
 */
export async function readAlarms(act: Act, subject: string, page: { before: { at: Date; id: string }; limit: number }) {
  const audits = mayAudit(act.actor)
  permit(audits || mayReadUses(act.actor, subject))
  const found = await store.alarmsOf(act.tx, audits ? null : subject, page.before, page.limit + 1)
  const rows = found.slice(0, page.limit)
  const names = await agencyNames(act, rows.map((row) => row.grantee))
  const posts = await rolesOfPosts(act, rows.flatMap((row) => (row.post === null ? [] : [row.post])))
  const [release, roles] = [currentRelease(), currentRelease().get(Roles, 'roles')?.value ?? {}]
  const items = []
  for (const { subject: whose, actor, post, why, ...row } of rows) {
    const role = post === null ? null : (roles[posts[post] ?? '']?.name ?? null)
    const said = { zh: sentence(release, 'zh', why), en: sentence(release, 'en', why) }
    items.push({ ...row, why, said, granteeName: names[row.grantee] ?? null, role, looker: audits ? (await partyOf(act, actor)).name : null, own: whose === subject, ...inWords(row.purpose, row.elements.map((element) => `${row.source}.${element}`)) })
  }
  const last = rows.at(-1)
  return { items, next: found.length > page.limit && last ? `${last.at.toISOString()}~${last.id}` : null }
}
