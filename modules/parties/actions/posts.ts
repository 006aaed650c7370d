import type { Act } from '#kernel/act'
import { permit, Refusal } from '#kernel/refusal'
import { currentRelease } from '#kernel/releases'

import { clashOfDuties, liesWithin, newId, Roles, type Post } from '../model.ts'
import { APPOINT, mayAppoint } from '../policy.ts'
import { findPost, findPosts, findPostsAt, findRoles, holdParty, insertPost, insertPostEnd, type PostRow } from '../store.ts'
import { agencyOf } from './agencies.ts'
import { livingParty } from './register.ts'

/** The powers of a role in the content in force; none where the content no longer knows it, so an old post opens no door. */
const powersOf = (role: string): readonly string[] => currentRelease().get(Roles, 'roles')?.value[role]?.powers ?? []

const postFrom = ({ id, person, agency, role, division, since }: PostRow): Post => ({ id, person, agency, role, division, powers: powersOf(role), since })

/**
 * Gives a person a role at an agency, for the agency's division or one within it. The same post is given back, not doubled.
 * Needs the power `parties.appoint`. Refuses (forbidden) `not_permitted`, `parties.self_appointment`, `kernel.second_duty`
 * where the person would unite two powers that separations.yaml keeps apart for a whole person; (absent) `parties.absent`,
 * `parties.agency_absent`, `parties.role_absent`; (conflict) `parties.ended`; (unfit) `parties.division_outside`, `parties.not_a_person`.
 */
export async function appoint(act: Act, wish: { person: string; agency: string; role: string; division?: string; reason: string }): Promise<Post> {
  permit(mayAppoint(act.actor), APPOINT)
  if (wish.person === act.actor.id) throw new Refusal('forbidden', 'parties.self_appointment')
  const agency = agencyOf(act, wish.agency)
  const division = wish.division ?? agency.division
  if (!liesWithin(division, agency.division)) throw new Refusal('unfit', 'parties.division_outside', { division })
  const role = currentRelease().get(Roles, 'roles')?.value[wish.role]
  if (role === undefined) throw new Refusal('absent', 'parties.role_absent', { role: wish.role })
  await holdParty(act, wish.person)
  const person = await livingParty(act, wish.person)
  if (person.kind !== 'person') throw new Refusal('unfit', 'parties.not_a_person', { party: person.id })
  const posts = await postsOf(act, person.id)
  const same = posts.find((post) => post.agency === agency.id && post.role === wish.role && post.division === division)
  if (same) return same
  const clash = clashOfDuties(currentRelease(), posts.flatMap((post) => post.powers), role.powers)
  if (clash) throw new Refusal('forbidden', 'kernel.second_duty', clash)
  const post = { id: newId('post_'), person: person.id, agency: agency.id, role: wish.role, division }
  await insertPost(act, { ...post, reason: wish.reason })
  await act.record({ type: 'parties.appointed', subject: person.id, data: { post: post.id, agency: agency.id, role: wish.role, division } })
  return { ...post, powers: role.powers, since: act.at }
}

/** Takes a post away. Twice changes nothing. Refuses (forbidden) `not_permitted`, (absent) `parties.post_absent`. */
export async function endPost(act: Act, end: { post: string; reason: string }): Promise<void> {
  permit(mayAppoint(act.actor), APPOINT)
  const post = await findPost(act, end.post)
  if (post === undefined) throw new Refusal('absent', 'parties.post_absent', { post: end.post })
  if (await insertPostEnd(act, post.id, end.reason)) await act.record({ type: 'parties.dismissed', subject: post.person, data: { post: post.id, agency: post.agency, role: post.role } })
}

/** The posts that a person holds now, oldest first, with the powers that their roles have in the content in force. */
export async function postsOf(act: Act, person: string): Promise<Post[]> {
  return (await findPosts(act, person)).map(postFrom)
}

/** The posts that are held at an agency now, oldest first, with the powers that their roles have in the content in force. */
export async function postsAt(act: Act, agency: string): Promise<Post[]> {
  return (await findPostsAt(act, agency)).map(postFrom)
}

/** The role of each of these posts, ended ones too: in which capacity somebody did something. */
export async function rolesOfPosts(act: Act, posts: readonly string[]): Promise<Record<string, string>> {
  return posts.length === 0 ? {} : Object.fromEntries((await findRoles(act, posts)).map(({ id, role }) => [id, role]))
}
