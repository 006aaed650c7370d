import { sentence, type Language } from '#kernel/language'
import { currentRelease } from '#kernel/releases'

import { clientOf } from '../openid/clients.ts'

/** The parts of the portal that a sign-in most often leads to, by the beginning of their path. */
const PLACES: readonly (readonly [RegExp, string])[] = [
  [/^\/matters\//, 'identity.page_to_matter'], [/^\/cases(\/|$|\?)/, 'identity.page_to_cases'], [/^\/wallet/, 'identity.page_to_wallet'], [/^\/inbox/, 'identity.page_to_inbox'],
  [/^\/desk/, 'identity.page_to_desk'], [/^\/my\/settings/, 'identity.page_to_settings'], [/^\/my\/data/, 'identity.page_to_data'],
]

/** In words where a sign-in leads: to a part of the portal, back where one was, or to another program. */
export function goesOn(language: Language, { client, destination }: { client: string; destination: string | undefined }): string {
  const release = currentRelease()
  const program = clientOf(client)
  if (destination === undefined) return sentence(release, language, 'identity.page_to_program', { program: program?.name[language] ?? client })
  if (destination === '/') return sentence(release, language, 'identity.page_to_home')
  return sentence(release, language, PLACES.find(([path]) => path.test(destination))?.[1] ?? 'identity.page_to_there')
}
