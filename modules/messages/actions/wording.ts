import type { Act } from '#kernel/act'
import { sentence, type Language } from '#kernel/language'
import { releaseAt } from '#kernel/releases'

import { filled, Letters } from '../model.ts'
import type { MessageRow } from '../store.ts'

/** A message in words: its title and text in a language, as the letter stood when it was written. */
export async function wording(act: Act, message: MessageRow, language: Language): Promise<{ title: string; text: string }> {
  const release = await releaseAt(act.tx, message.release)
  const letter = release.get(Letters, message.letter)!.value
  const title = filled(letter.title[language], message.values, language)
  if (message.explains === null) return { title, text: filled(letter.text[language], message.values, language) }
  const { accept, refuse } = letter.replies!
  return { title, text: sentence(release, language, 'messages.explanation', { title, accept: accept[0]!, refuse: refuse[0]! }) }
}
