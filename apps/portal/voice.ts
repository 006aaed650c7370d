import { setupI18n, type I18n } from '@lingui/core'
import { compileMessage } from '@lingui/message-utils/compileMessage'

import type { Bi, Limit } from './api.ts'

type Sentences = Readonly<Record<string, string>>

/** One file for each part of the portal; a key stands in one of them only. */
const read = (files: Readonly<Record<string, { readonly default: Sentences }>>): Sentences => Object.assign({}, ...Object.values(files).map((file) => file.default)) as Sentences
const zh = read(import.meta.glob<{ default: Sentences }>('./locales/zh/*.yaml', { eager: true }))
const en = read(import.meta.glob<{ default: Sentences }>('./locales/en/*.yaml', { eager: true }))

export type Language = 'zh' | 'en'

const ZONE = 'Asia/Shanghai'

/** Everything that is said in one language: sentences by key, and days, times and money as that language writes them. */
export type Voice = {
  readonly language: Language
  /** The `lang` attribute. */
  readonly tag: 'zh-CN' | 'en'
  readonly t: (key: string, values?: Readonly<Record<string, unknown>>) => string
  /** Whether there is a sentence for this key. */
  readonly knows: (key: string) => boolean
  readonly bi: (text: Bi | string | null | undefined) => string
  readonly day: (iso: string) => string
  /** Day, hour and minute. */
  readonly moment: (iso: string) => string
  /** How long ago, from minutes: just now, minutes, hours, days, months. */
  readonly age: (minutes: number) => string
  /** Hour and minute. */
  readonly hour: (iso: string) => string
  /** Day, hour, minute and second. */
  readonly second: (iso: string) => string
  /** Yuan from fen. */
  readonly money: (fen: number) => string
  readonly number: (value: number) => string
  readonly list: (parts: readonly string[]) => string
  readonly limit: (limit: Limit) => string
  /** A length of time in its largest fitting unit: seconds, minutes, hours or days. */
  readonly span: (seconds: number) => string
}

/** From so many seconds on a unit says it best. */
const SPANS: readonly (readonly [string, number])[] = [['day', 86_400 * 2], ['hour', 3600 * 2], ['minute', 90], ['second', 0]]
const SECONDS: Readonly<Record<string, number>> = { day: 86_400, hour: 3600, minute: 60, second: 1 }

const compiled = (file: Readonly<Record<string, string>>) => Object.fromEntries(Object.entries(file).map(([key, text]) => [key, compileMessage(text)]))
const keys: Record<Language, ReadonlySet<string>> = { zh: new Set(Object.keys(zh)), en: new Set(Object.keys(en)) }

/** The voice of a language; always the same one, so what it formats with is made once. */
export const voiceOf = (language: Language): Voice => voices[language]

const voices: Record<Language, Voice> = { zh: voice('zh', zh), en: voice('en', en) }

function voice(language: Language, file: Readonly<Record<string, string>>): Voice {
  const i18n: I18n = setupI18n({ locale: language, messages: { [language]: compiled(file) } })
  const tag = language === 'zh' ? 'zh-CN' : 'en'
  const days = new Intl.DateTimeFormat(tag, { timeZone: ZONE, dateStyle: 'long' })
  const moments = new Intl.DateTimeFormat(tag, { timeZone: ZONE, year: 'numeric', month: 'long', day: 'numeric', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
  const hours = new Intl.DateTimeFormat(tag, { timeZone: ZONE, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
  const seconds = new Intl.DateTimeFormat(tag, { timeZone: ZONE, dateStyle: 'medium', timeStyle: 'medium', hourCycle: 'h23' })
  const yuan = new Intl.NumberFormat(tag, { style: 'currency', currency: 'CNY', currencyDisplay: 'narrowSymbol' })
  const ages = new Intl.RelativeTimeFormat(tag, { numeric: 'auto' })
  const numbers = new Intl.NumberFormat(tag)
  const lists = new Intl.ListFormat(tag, { type: 'unit', style: language === 'zh' ? 'narrow' : 'short' })
  const t = (key: string, values: Readonly<Record<string, unknown>> = {}): string => i18n._(key, { ...values })
  // A day without a time is read as noon, so that no zone moves it.
  const dateOf = (iso: string): Date => new Date(iso.length === 10 ? `${iso}T12:00:00+08:00` : iso)
  return {
    language, tag, t,
    knows: (key) => keys[language].has(key),
    bi: (text) => (text === null || text === undefined ? '' : typeof text === 'string' ? text : text[language]),
    day: (iso) => days.format(dateOf(iso)),
    moment: (iso) => moments.format(dateOf(iso)),
    age: (minutes) => ageIn(ages, minutes, t),
    hour: (iso) => hours.format(dateOf(iso)),
    second: (iso) => seconds.format(dateOf(iso)),
    money: (fen) => yuan.format(fen / 100),
    number: (value) => numbers.format(value),
    list: (parts) => (language === 'zh' ? parts.join('、') : lists.format(parts)),
    limit: ({ amount, unit }) => t(`limit.${unit}`, { amount }),
    span: (seconds) => {
      const [unit] = SPANS.find(([, from]) => seconds >= from) ?? SPANS.at(-1)!
      return t(`span.${unit}`, { amount: Math.max(1, Math.round(seconds / SECONDS[unit]!)) })
    },
  }
}

const HOUR_MINUTES = 60
const DAY_MINUTES = 24 * HOUR_MINUTES
const MONTH_MINUTES = 30 * DAY_MINUTES
/** Up to so many of one unit people count in it. */
const STILL = { minutes: 90, hours: 36, days: 45 } as const

function ageIn(ages: Intl.RelativeTimeFormat, minutes: number, t: Voice['t']): string {
  if (minutes < 1) return t('value.just_now')
  if (minutes < STILL.minutes) return ages.format(-minutes, 'minute')
  if (minutes < STILL.hours * HOUR_MINUTES) return ages.format(-Math.round(minutes / HOUR_MINUTES), 'hour')
  if (minutes < STILL.days * DAY_MINUTES) return ages.format(-Math.round(minutes / DAY_MINUTES), 'day')
  return ages.format(-Math.round(minutes / MONTH_MINUTES), 'month')
}
