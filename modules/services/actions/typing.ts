import type { Act } from '#kernel/act'
import { Refusal, unfit } from '#kernel/refusal'

import { isOpenToChange, type CaseFile } from '../model/case.ts'
import { isStale, withoutTexts, withTyping, type SeenBy, type Texts, type Typing, type Typings } from '../model/typing.ts'
import * as store from '../store/cases.ts'
import { definitionOf } from './context.ts'
import { requireSpeaker } from './open.ts'

/** So much unaccepted text one case may keep: a form of fifty records with the longest answers is far below it. */
const TYPED_BYTES_MAX = 200_000

/**
 * Keeps what somebody types into a group while he types it, unread and unchecked, so that no reload, no other device
 * and no lost network takes it away. Accepted answers stay as they are. Gives the version the group has now.
 * Refuses `services.closed_to_change`, `services.no_group`, `services.no_field`, `services.changed_elsewhere`, `services.typed_too_much`.
 */
export async function keepTyped(act: Act, id: string, groupId: string, { typed, version, device = '' }: SeenBy & { readonly typed: Readonly<Record<string, Texts>> }): Promise<Typing> {
  const file = await store.holdCase(act.tx, id)
  await requireSpeaker(act, file)
  if (!isOpenToChange(file) || file.draft === null) throw new Refusal('conflict', 'services.closed_to_change')
  const group = (await definitionOf(act, file)).groups.find((one) => one.id === groupId)
  if (!group) throw new Refusal('absent', 'services.no_group', { group: groupId })
  const stray = Object.keys(typed).find((key) => !group.fields.some((field) => field.id === key))
  if (stray !== undefined) throw unfit(`/typed/${stray}`, 'services.no_field', { field: stray })
  const before = file.draft.typings[groupId]
  // The same text sent twice is one deed, whoever saw the answer to the first.
  if (before !== undefined && Object.entries(typed).every(([field, texts]) => same(before.fields[field], texts))) return before
  refuseStale(file, groupId, { version, device })
  const typings = withTyping(file.draft.typings, groupId, { fields: typed, at: act.at, by: act.actor.id, device })
  if (JSON.stringify(typings).length > TYPED_BYTES_MAX) throw new Refusal('unfit', 'services.typed_too_much')
  await store.putTypings(act.tx, id, typings)
  return typings[groupId]!
}

const same = (one: Texts | undefined, other: Texts): boolean => JSON.stringify(one ?? {}) === JSON.stringify(other)

/** Forgets what was typed into a case and never became an answer, and gives the versions that stay. */
export async function forgetTyped(act: Act, file: CaseFile): Promise<Typings> {
  const before = file.draft?.typings ?? {}
  if (!Object.values(before).some(({ fields }) => Object.keys(fields).length > 0)) return before
  const after = withoutTexts(before)
  await store.putTypings(act.tx, file.id, after)
  return after
}

/** Refuses `services.changed_elsewhere` where a group was changed after its sender saw it: nobody overwrites unseen what another device wrote. */
export function refuseStale(file: CaseFile, group: string, seen: SeenBy): void {
  const typing = file.draft?.typings[group]
  if (isStale(typing, seen)) throw new Refusal('conflict', 'services.changed_elsewhere', { version: typing?.version ?? 0, at: typing?.at ?? '' })
}
