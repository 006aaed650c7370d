import type { Typed } from '../../portal/visit.ts'
import type { Language, Voice } from '../../portal/voice.ts'

/** A day is written in three parts, in the order in which people of the language say it. */
export type DayPart = 'year' | 'month' | 'day'
export const ORDER: Readonly<Record<Language, readonly DayPart[]>> = { zh: ['year', 'month', 'day'], en: ['day', 'month', 'year'] }

/** The name of the input for one part of a day. */
export const partName = (name: string, part: DayPart): string => `${name}~${part}`

/** The three inputs that write this day, by name. */
export function partsOf(name: string, iso: string): readonly (readonly [name: string, texts: readonly string[]])[] {
  const [year = '', month = '', day = ''] = iso.split('-')
  return [[partName(name, 'year'), [year]], [partName(name, 'month'), [month.replace(/^0/, '')]], [partName(name, 'day'), [day.replace(/^0/, '')]]]
}

const textsIn = (draft: Typed, name: string): Record<DayPart, string> => {
  const text = (part: DayPart): string => (draft.get(partName(name, part))?.[0] ?? '').normalize('NFKC').trim()
  return { year: text('year'), month: text('month'), day: text('day') }
}

/** What the three parts say: a day, nothing, or what is no day yet. A day that came whole is taken as it is. */
export function dayIn(draft: Typed, name: string): string {
  if (!draft.has(partName(name, 'year'))) return draft.get(name)?.[0] ?? ''
  const { year, month, day } = textsIn(draft, name)
  return year + month + day === '' ? '' : `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
}

/** Which parts are wrong, and why; nothing where all are empty or all are right. */
export function wrongIn(draft: Typed, name: string): { readonly parts: readonly DayPart[]; readonly why: 'missing' | 'year' | 'month' | 'day'; readonly last: number } | null {
  const texts = textsIn(draft, name)
  const missing = (['year', 'month', 'day'] as const).filter((part) => texts[part] === '')
  const [year, month, day] = [texts.year, texts.month, texts.day].map((text) => (/^\d+$/.test(text) ? Number(text) : NaN)) as [number, number, number]
  const last = month >= 1 && month <= 12 ? new Date(Date.UTC(texts.year.length === 4 ? year : 2000, month, 0)).getUTCDate() : 31
  if (missing.length === 3) return null
  if (missing.length > 0) return { parts: missing, why: 'missing', last }
  if (!/^[12]\d{3}$/.test(texts.year)) return { parts: ['year'], why: 'year', last }
  if (!(month >= 1 && month <= 12)) return { parts: ['month'], why: 'month', last }
  return day >= 1 && day <= last ? null : { parts: ['day'], why: 'day', last }
}

/** What is wrong with a day, at its part and in words; undefined where nothing is, or nothing was written. */
export function saidOfDay({ t, list }: Voice, draft: Typed, name: string): string | undefined {
  const wrong = wrongIn(draft, name)
  if (wrong === null) return undefined
  return wrong.why === 'missing' ? t('day.missing', { parts: list(wrong.parts.map((part) => t(`day.${part}`))) }) : t(`day.wrong_${wrong.why}`, { last: wrong.last })
}
