import type { Act } from '#kernel/act'
import { permit, Refusal } from '#kernel/refusal'
import { currentRelease } from '#kernel/releases'
import { postsAt, postsOf, Roles } from '#modules/parties'

import { mayDecide, mayNote } from '../policy.ts'
import * as store from '../store/cases.ts'
import * as tasks from '../store/tasks.ts'
import { holdTask } from './desk.ts'
import { named } from './queue.ts'

const DECIDES = 'services.decide'

/**
 * Hands a task over, with words: to one colleague of the agency who may decide, or to all of a role. It is in his hands at once.
 * Refuses `services.in_other_hands`, `services.no_colleague`, `services.no_role`, and what `holdTask` refuses.
 */
export async function handOver(act: Act, id: string, { person, role, words }: { person?: string | undefined; role?: string | undefined; words: string }): Promise<void> {
  const { task } = await holdTask(act, id)
  const to = person === undefined ? null : await colleague(act, person, task.agency)
  if (to === null && (role === undefined || !(await rolesAt(act, task.agency)).includes(role))) throw new Refusal('unfit', 'services.no_role')
  const next = to?.role ?? role!
  await tasks.addHanding(act.tx, { task: task.id, by: act.actor.id, person: to?.person ?? null, role: next, words, at: act.at })
  await act.record({ type: 'services.handed', subject: id, case: id, data: { task: task.id, to: to?.person ?? '', role: next } })
}

/** The post with which a colleague may decide for this agency. Refuses `services.no_colleague`. */
export async function colleague(act: Act, person: string, agency: string): Promise<{ person: string; role: string }> {
  const post = person === act.actor.id ? undefined : (await postsOf(act, person)).find((one) => one.agency === agency && one.powers.includes(DECIDES))
  if (!post) throw new Refusal('unfit', 'services.no_colleague')
  return { person, role: post.role }
}

const deciders = async (act: Act, agency: string) => (await postsAt(act, agency)).filter((post) => post.powers.includes(DECIDES))

/** The roles of an agency that may decide. */
export const rolesAt = async (act: Act, agency: string): Promise<string[]> => [...new Set((await deciders(act, agency)).map((post) => post.role))]

/** To whom this task may be handed: the colleagues and roles of the agency that may decide. */
export async function colleaguesFor(act: Act, id: string) {
  const file = await store.fileOf(act.tx, id)
  permit(file.task !== null && mayDecide(act.actor, file.task) && mayNote(act.actor, file.task), DECIDES)
  return colleaguesAt(act, file.task!.agency)
}

/** The colleagues and roles of an agency that may decide, but these people. */
export async function colleaguesAt(act: Act, agency: string, but: ReadonlySet<string> = new Set()) {
  const posts = await deciders(act, agency)
  const people = [...new Set(posts.map((post) => post.person))].filter((person) => person !== act.actor.id && !but.has(person))
  const roles = currentRelease().get(Roles, 'roles')?.value ?? {}
  return {
    people: await Promise.all(people.map(async (person) => ({ ...(await named(act, person)), role: roles[posts.find((post) => post.person === person)!.role]?.name ?? null }))),
    roles: [...new Set(posts.map((post) => post.role))].map((role) => ({ id: role, name: roles[role]?.name ?? { zh: role, en: role } })),
  }
}
