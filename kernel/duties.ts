import { z } from 'zod'

import type { Act } from '#kernel/act'
import type { ContentKind, Release } from '#kernel/content'
import { Refusal } from '#kernel/refusal'
import { currentRelease } from '#kernel/releases'
import { bilingual } from '#kernel/shapes'

const Pair = z.strictObject({
  name: bilingual,
  first: z.string(),
  second: z.string(),
  /** `object`: not both upon the same thing. `person`: nobody may hold both at all. */
  scope: z.enum(['object', 'person']),
})

/** The pairs of duties that one person may not unite. */
export const Separations: ContentKind<z.infer<typeof Pair>[]> = { name: 'separations', path: /^(separations)\.yaml$/, schema: z.array(Pair) }

/** The duties that exclude this one, with the scope of the exclusion. */
export function opposites(release: Release, duty: string, scope: 'object' | 'person'): readonly string[] {
  const pairs = release.get(Separations, 'separations')?.value ?? []
  return pairs.filter((pair) => pair.scope === scope).flatMap((pair) => (pair.first === duty ? [pair.second] : pair.second === duty ? [pair.first] : []))
}

/**
 * Takes a duty upon an object for the acting person. Refuses `kernel.second_duty` where the same person already
 * took an opposite one (collect and decide, handle and verify, author and publish, issue and sample …).
 */
export async function takeDuty(act: Act, duty: string, subject: string): Promise<void> {
  const excluded = opposites(currentRelease(), duty, 'object')
  const [clash] = await act.tx<{ duty: string }>`
    select duty from kernel.duties where subject = ${subject} and person = ${act.actor.id} and duty = any(${excluded}) limit 1`
  if (clash) throw new Refusal('forbidden', 'kernel.second_duty', { first: clash.duty, second: duty })
  await act.tx`
    insert into kernel.duties (subject, duty, person, taken_at) values (${subject}, ${duty}, ${act.actor.id}, ${act.at})
    on conflict do nothing`
}

/** Who took duties upon an object, and when. */
export async function dutiesOn(act: Act, subject: string): Promise<{ person: string; takenAt: Date }[]> {
  return act.tx<{ person: string; takenAt: Date }>`select person, taken_at from kernel.duties where subject = ${subject}`
}
