import { parse } from 'yaml'
import { z } from 'zod'

import { sideOf } from '#kernel/actor'
import { answer, type Server } from '#kernel/http'
import { LANGUAGES, sentence, titleAt } from '#kernel/language'
import { Refusal } from '#kernel/refusal'
import { currentRelease } from '#kernel/releases'
import { bilingual, text } from '#kernel/shapes'
import { entryIdsAbout } from '#modules/ledger'
import { agencyNames } from '#modules/parties'

import { readGrants, readUses, withdraw } from './actions.ts'

const Page = z.strictObject({ limit: z.coerce.number().int().min(1).max(200).default(50), after: z.coerce.number().int().optional(), lang: z.string().optional() })
const BEFORE_ALL = Number.MAX_SAFE_INTEGER

const Labelled = z.looseObject({ elements: z.record(z.string(), z.looseObject({ label: bilingual })) })

/** A purpose, a source and its elements as people call them; `elements` are `source.element`. */
function inWords(purpose: string, elements: readonly string[]) {
  const release = currentRelease()
  const spoken = (code: string) => (LANGUAGES.every((language) => sentence(release, language, code) !== code) ? { zh: sentence(release, 'zh', code), en: sentence(release, 'en', code) } : null)
  const purposeTitle = titleAt(release, `matters/${purpose}/matter.yaml`, `bundles/${purpose}/bundle.yaml`, `programmes/${purpose}.yaml`) ?? spoken(`grants.purpose_${purpose}`)
  const sources = [...new Set(elements.map((element) => element.split('.')[0]!))]
  const labels = sources.flatMap((source) => {
    const text = release.textOf(`sources/${source}.yaml`)
    const read = text === undefined ? undefined : Labelled.safeParse(parse(text))
    const named = elements.filter((element) => element.startsWith(`${source}.`)).map((element) => element.slice(source.length + 1))
    return named.map((name) => (read?.success ? read.data.elements[name]?.label : undefined) ?? (name === '*' ? titleAt(release, `sources/${source}.yaml`) : null) ?? spoken(`grants.element_${source}.${name}`) ?? { zh: name, en: name })
  })
  return { purposeTitle, sourceTitle: sources.length === 1 ? (titleAt(release, `sources/${sources[0]}.yaml`) ?? spoken(`grants.source_${sources[0]}`)) : null, elementLabels: labels }
}

/** The person's own view: who looked at me, and what I allowed. */
export function routes(server: Server): void {
  server.get('/uses', { schema: { querystring: Page, summary: 'Who looked at my facts, why and on which ground' } }, (request, reply) =>
    answer(request, reply, 200, async (act) => {
      if (act.actor.id === 'visitor') throw new Refusal('unsigned', 'identity.sign_in_first')
      const { limit, after } = request.query
      const uses = await readUses(act, sideOf(act.actor), after ?? BEFORE_ALL, limit + 1)
      const names = await agencyNames(act, uses.flatMap((use) => [use.grantee, use.actor]))
      const entries = await entryIdsAbout(act, uses.map((use) => use.id))
      const items = uses.slice(0, limit).map((use) => ({ ...use, granteeName: names[use.grantee] ?? null, actorName: names[use.actor] ?? null, entry: entries.get(use.id) ?? null, ...inWords(use.purpose, use.elements.map((element) => `${use.source}.${element}`)) }))
      return { items, next: uses.length > limit ? items.at(-1)!.number : null }
    }))

  server.get('/', { schema: { summary: 'What I allowed, and what a law allows about me' } }, (request, reply) =>
    answer(request, reply, 200, async (act) => {
      if (act.actor.id === 'visitor') throw new Refusal('unsigned', 'identity.sign_in_first')
      const items = await readGrants(act, sideOf(act.actor))
      const names = await agencyNames(act, items.map((grant) => grant.grantee))
      return { items: items.map((grant) => ({ ...grant, granteeName: names[grant.grantee] ?? null, ...inWords(grant.purpose, grant.elements) })), next: null }
    }))

  server.post('/:id/withdrawal', { schema: { params: z.strictObject({ id: z.uuid() }), body: z.strictObject({ reason: text(500) }), summary: 'Takes a consent back' } }, (request, reply) =>
    answer(request, reply, 201, async (act) => { await withdraw(act, request.params.id, request.body.reason); return { withdrawn: request.params.id } }))
}
