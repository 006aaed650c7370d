import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import { setupI18n, type I18n } from '@lingui/core'
import { compileMessage } from '@lingui/message-utils/compileMessage'
import { parse } from 'yaml'
import { z } from 'zod'

import type { ContentKind, Release } from '#kernel/content'

/** The languages that the house speaks in full. The first is what it speaks when nobody says otherwise. */
export const LANGUAGES = ['zh', 'en'] as const
export type Language = (typeof LANGUAGES)[number]

/** Sentences by code, one file per module and language: ICU messages, so plurals and dates come out right. */
export const Sentences: ContentKind<Record<string, string>> = {
  name: 'sentences',
  path: /^locales\/((?:zh|en)\/[a-z-]+)\.yaml$/,
  schema: z.record(z.string(), z.string().min(1)),
}

const spoken = new WeakMap<Release, Record<Language, I18n>>()

/**
 * The sentence for a code in a language, with its values filled in. A code without a sentence is shown as the
 * code itself, which the laws of the house do not let happen for a code that is thrown.
 */
export function sentence(release: Release, language: Language, code: string, values: Readonly<Record<string, unknown>> = {}): string {
  let voices = spoken.get(release)
  if (voices === undefined) spoken.set(release, (voices = { zh: voiceOf(release, 'zh'), en: voiceOf(release, 'en') }))
  return voices[language]._(code, { ...values })
}

/** The sentence for a code in every language of the house. */
export const sentences = (release: Release, code: string, values: Readonly<Record<string, unknown>> = {}): Record<Language, string> =>
  ({ zh: sentence(release, 'zh', code, values), en: sentence(release, 'en', code, values) })

function voiceOf(release: Release, language: Language): I18n {
  const files = release.all(Sentences).filter((file) => file.id.startsWith(`${language}/`))
  return voice(language, files.flatMap((file) => Object.entries(file.value)))
}

function voice(language: Language, texts: readonly (readonly [code: string, text: string])[]): I18n {
  return setupI18n({ locale: language, messages: { [language]: Object.fromEntries(texts.map(([code, text]) => [code, compileMessage(text)])) } })
}

/** The sentence for a code in both languages, read from the files: what a command says needs no house and no release. */
export function told(code: string, values: Readonly<Record<string, unknown>> = {}): string {
  return LANGUAGES.map((language) => {
    const file = join(import.meta.dirname, '../content/base/locales', language, `${code.includes('.') ? code.split('.')[0] : 'kernel'}.yaml`)
    const text = (parse(readFileSync(file, 'utf8')) as Record<string, string>)[code]
    return text === undefined ? code : voice(language, [[code, text]])._(code, { ...values })
  }).join(' ')
}

const Titled = z.looseObject({ title: z.object({ zh: z.string(), en: z.string() }) })

/** What the file at one of these paths calls itself, in both languages; null where none of them has a title. */
export function titleAt(release: Release, ...paths: string[]): { zh: string; en: string } | null {
  for (const path of paths) {
    const text = release.textOf(path)
    const read = text === undefined ? undefined : Titled.safeParse(parse(text))
    if (read?.success) return read.data.title
  }
  return null
}

/** Which of our languages the reader wants: an explicit choice, the cookie, or the browser's own header. */
export function languageOf(asked: string | undefined, accept: string | undefined): Language {
  const wish = asked ?? accept ?? ''
  for (const part of wish.split(',')) {
    const tag = part.trim().slice(0, 2).toLowerCase()
    const known = LANGUAGES.find((language) => language === tag)
    if (known) return known
  }
  return LANGUAGES[0]
}
