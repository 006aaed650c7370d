import type { Case, FieldView, Group } from '../../portal/api.ts'
import { isAwaited, isFixed, isPreselected } from './draft.ts'

/** What was suggested or found by the house, until somebody says otherwise. */
const GIVEN = new Set(['default', 'source', 'worked out'])

/** Whether only the person can say it: no source and no rule has, and none will. What he said himself stays his. */
export const isAsked = (field: FieldView): boolean =>
  field.shown && !isFixed(field) && !isAwaited(field) && (field.type === 'list' ? field.required : isPreselected(field) || (!GIVEN.has(field.by ?? '') && !(field.suggested === true && field.asked === undefined && (field.by ?? null) === null)))

/** Whether the person may say it, asked or not. */
export const isAnswerable = (field: FieldView): boolean => field.shown && !isFixed(field) && !isAwaited(field)

/** Whether a group has a question that only the person can answer, answered or not. */
export const isStation = (group: Group): boolean => group.shown && group.fields.some(isAsked)

/** Whether nobody has answered it yet: what is preselected he has not looked at. */
export const isOpen = (field: FieldView): boolean => isAsked(field) && (field.type === 'list' || (field.by ?? null) === null || isPreselected(field))

/** Whether a group has a question that nobody and nothing has answered yet. What is suggested or optional waits on the last page. */
const asksSomething = (group: Group): boolean => !group.done && group.fields.some(isOpen)

/** The group to go to: the next after `done` that asks something, else any that is still missing; none where everything is there. */
export function nextGroup(one: Case, done?: string): Group | undefined {
  const groups = one.form.groups.filter((group) => group.shown)
  const place = groups.findIndex((group) => group.id === done)
  return groups.slice(place + 1).find(asksSomething) ?? (one.form.complete ? undefined : groups.find((group) => !group.done))
}

/** How long a question takes, in seconds: what has to be typed, what is picked, and a list of records. Rough, from watching people fill in such forms. */
const SECONDS = { typed: 20, picked: 8, list: 40 } as const
const LAST_SECONDS = 45
const PICKED = new Set(['choice', 'choices', 'yesno'])

/** How many minutes are left, at least one: what is not answered yet, and the reading at the end. */
export function minutesLeft(one: Case): number {
  const open = one.form.groups.filter((group) => group.shown && !group.done).flatMap((group) => group.fields).filter(isOpen)
  const seconds = open.reduce((sum, field) => sum + (field.type === 'list' ? SECONDS.list : PICKED.has(field.type) ? SECONDS.picked : SECONDS.typed), LAST_SECONDS)
  return Math.max(1, Math.round(seconds / 60))
}
