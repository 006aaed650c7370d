import { z } from 'zod'

// oxlint-disable-next-line no-control-regex -- finding control characters is what this is for.
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]/u

/** Text a person typed: trimmed, 1 to `max` characters, no control or invisible direction characters. */
export const text = (max: number) => z.string().trim().min(1, 'kernel.text_empty').max(max, 'kernel.text_long').refine((value) => !CONTROL.test(value), 'kernel.text_control')

/** Text that may be empty. */
export const mayBeText = (max: number) => z.string().trim().max(max, 'kernel.text_long').refine((value) => !CONTROL.test(value), 'kernel.text_control')

/** An id of ours: opaque to others. */
export const id = z.string().regex(/^[A-Za-z0-9:._-]{1,80}$/, 'kernel.id_form')

/** A calendar day, ISO 8601. */
export const day = z.iso.date('kernel.day_form')

/** An amount of money in fen, an integer. */
export const fen = z.int('kernel.fen_form').min(-9_000_000_000_000_000).max(9_000_000_000_000_000)

/** A keyset page: `limit` at most 200, `after` the `next` of the page before. */
export const page = z.strictObject({ limit: z.coerce.number().int().min(1).max(200).default(50), after: z.string().max(200).optional() })

/** Where a list stands that has what is open on top, due first, and then what ended last: the end, if any, the day due and the id of the last one seen. */
export type Place = { readonly ended: Date | null; readonly due: Date; readonly id: string }

const PLACE = /^([^~]*)~([^~]+)~([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/

/** A place as `next` says it. */
export const placeText = ({ ended, due, id: last }: Place): string => `${ended?.toISOString() ?? ''}~${due.toISOString()}~${last}`

/** The place that `after` says; undefined where it says none. */
export function placeIn(after: string | undefined): Place | undefined {
  const [, ended = '', due = '', last = ''] = PLACE.exec(after ?? '') ?? []
  const isMoment = (said: string): boolean => z.iso.datetime().safeParse(said).success
  return isMoment(due) && (ended === '' || isMoment(ended)) ? { ended: ended === '' ? null : new Date(ended), due: new Date(due), id: last } : undefined
}

/** A keyset page of such a list. */
export const pageByPlace = page.extend({ after: page.shape.after.refine((after) => after === undefined || placeIn(after) !== undefined, 'kernel.id_form') })

/** A sentence in both languages. */
export const bilingual = z.strictObject({ zh: z.string().min(1), en: z.string().min(1) })
export type Bilingual = z.infer<typeof bilingual>

/** Whether text carries control characters or invisible direction marks, which no name and no address needs. */
export const hasControl = (value: string): boolean => CONTROL.test(value)
