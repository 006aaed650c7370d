/** The texts of one field as they stand in a form, by the name of each input. */
export type Texts = Readonly<Record<string, readonly string[]>>

/** What stands in one group beside the answers: texts by field that were typed and not accepted. `version` counts the changes to the group, accepted or not. */
export type Typing = { readonly version: number; readonly at: string; readonly by: string; readonly device: string; readonly fields: Readonly<Record<string, Texts>> }

/** By group. A group that nobody has touched has none. */
export type Typings = Readonly<Record<string, Typing>>

/** Which state of a group a client has seen; and a mark of its own, so that what it sent before is not held against it. */
export type SeenBy = { readonly version?: number | undefined; readonly device?: string | undefined }

/** The version a group has before anybody touches it. */
export const UNTOUCHED = 0

/** Whether somebody else changed the group after this client saw it. Who says nothing of versions is not asked. */
export const isStale = (typing: Typing | undefined, { version, device }: SeenBy): boolean =>
  version !== undefined && version !== (typing?.version ?? UNTOUCHED) && (device === undefined || device === '' || device !== typing?.device)

type Change = { readonly fields: Readonly<Record<string, Texts | null>>; readonly at: Date; readonly by: string; readonly device: string }

/** The typings after one more change to a group: each field named has these texts from now on, or none. */
export function withTyping(typings: Typings, group: string, { fields, at, by, device }: Change): Typings {
  const before = typings[group]
  const kept = Object.fromEntries(Object.entries({ ...before?.fields, ...fields }).filter((entry): entry is [string, Texts] => entry[1] !== null && Object.keys(entry[1]).length > 0))
  return { ...typings, [group]: { version: (before?.version ?? UNTOUCHED) + 1, at: at.toISOString(), by, device, fields: kept } }
}

/** The same versions without any text. */
export const withoutTexts = (typings: Typings): Typings => Object.fromEntries(Object.entries(typings).map(([group, typing]) => [group, { ...typing, fields: {} }]))
