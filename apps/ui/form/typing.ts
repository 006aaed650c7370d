import type { Group } from '../../portal/api.ts'
import type { Typed } from '../../portal/visit.ts'
import { draftOf, valueAt } from './draft.ts'

/** The hidden inputs that say which fields a page asks, which version of the group it was made from, and from which device it comes. */
export const ASKED = '~asked'
export const VERSION = '~version'
export const DEVICE = '~device'

/** The field that an input belongs to: `f.founders.0.person~party` and `n.founders` to `founders`. */
const fieldOf = (name: string): string | undefined => /^[fn]\.([A-Za-z0-9]+)/.exec(name)?.[1]

/** What stands in the inputs of a page, by the fields it asked. Where nothing is chosen, that is said too. */
export function textsOf(draft: Typed): Record<string, Record<string, readonly string[]>> {
  const asked = valueAt(draft, ASKED).split(' ').filter((id) => id !== '')
  const fields: Record<string, Record<string, readonly string[]>> = Object.fromEntries(asked.map((id) => [id, {}]))
  for (const [name, values] of draft) {
    const texts = fields[fieldOf(name) ?? '']
    if (texts !== undefined) texts[name] = values
  }
  for (const id of asked) if (Object.keys(fields[id]!).length === 0) fields[id] = { [`f.${id}`]: [] }
  return fields
}

/** Which state of the group a page was made from, and on which device it stands. */
export function seenOf(draft: Typed): { version?: number; device?: string } {
  const [version, device] = [valueAt(draft, VERSION), valueAt(draft, DEVICE)]
  return { ...(/^\d{1,9}$/.test(version) ? { version: Number(version) } : {}), ...(device === '' ? {} : { device: device.slice(0, 40) }) }
}

/** What stands in a group now: the answers, and over them what was typed since and is no answer yet. */
export function standingIn(group: Pick<Group, 'fields' | 'typing'>): Typed {
  const typing = group.typing?.fields ?? {}
  const answers = [...draftOf(group)].filter(([name]) => typing[fieldOf(name) ?? ''] === undefined)
  return new Map([...answers, ...Object.values(typing).flatMap((texts) => Object.entries(texts))])
}

/** Whether something was typed into a group that its answers do not say. */
export const isUnanswered = (group: Pick<Group, 'fields' | 'typing'>): boolean => (group.typing ?? null) !== null && !areSame(draftOf(group), standingIn(group))

/** Whether two states of a page say the same in every input that people see. */
export function areSame(one: Typed, other: Typed): boolean {
  const names = new Set([...one.keys(), ...other.keys()].filter((name) => fieldOf(name) !== undefined && !/~(label|results|q)$/.test(name)))
  return [...names].every((name) => worth(one, name) === worth(other, name))
}

const worth = (draft: Typed, name: string): string => (draft.get(name) ?? []).map((text) => text.replaceAll(/[\s,]/g, '')).filter((text) => text !== '').join('\n')
