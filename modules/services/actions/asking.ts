import type { Act } from '#kernel/act'
import type { Release } from '#kernel/content'
import { authorise, elementsLooked, Sources, type Ask, type Authorised } from '#modules/exchange'
import { foreseeUse, give } from '#modules/grants'
import { partyOf } from '#modules/parties'
import type { Bilingual } from '#kernel/shapes'

import type { CaseFile } from '../model/case.ts'
import type { AskDefinition } from '../model/matter.ts'
import { holdsIn, must, plain, withNames, worth, hit, type Scope } from '../model/scope.ts'
import type { Definition } from './context.ts'

/** The elements that asks look at, as a grant names them. */
export const elementsOf = (release: Release, asks: readonly AskDefinition[]): string[] => [...new Set(asks.flatMap((ask) => elementsLooked(release, ask.source, ask.take)))]

/** Whether a source holds facts about a person, which nobody gets without a grant. */
export const isPersonal = (release: Release, ask: AskDefinition): boolean => release.get(Sources, ask.source)?.value.personal ?? true

/** Turns the asks of a definition into asks of this case: whom, with which parameters, one for each record of a list. */
export async function asksOf(act: Act, definitions: readonly AskDefinition[], scope: Scope): Promise<Ask[]> {
  const asks: Ask[] = []
  for (const definition of definitions) {
    if (!holdsIn(definition.when, scope)) continue
    const records = definition.each === undefined ? [null] : (listFrom(definition.each, scope) ?? [])
    for (const [n, record] of records.entries()) {
      const within = record === null ? scope : withNames(scope, { item: hit(record) })
      const position = definition.each === undefined ? null : n
      const subject = definition.of === undefined ? null : (plain(definition.of, within) as string | null)
      if (definition.of !== undefined && subject === null) continue
      asks.push({ alias: definition.as, position, source: definition.source, subject, take: definition.take, parameters: await parametersOf(act, definition, subject, within) })
    }
  }
  return asks
}

function listFrom(text: string, scope: Scope) {
  const value = worth(text, scope)
  return Array.isArray(value) ? value : null
}

/** The identifier of the person goes to the source that needs it, and is kept nowhere else. */
async function parametersOf(act: Act, definition: AskDefinition, subject: string | null, scope: Scope): Promise<Record<string, unknown>> {
  const parameters: Record<string, unknown> = {}
  for (const [name, text] of Object.entries(definition.parameters)) parameters[name] = must(text, scope)
  if (subject === null) return parameters
  const party = await partyOf(act, subject)
  for (const identifier of party.identifiers) {
    if (identifier.type === 'citizen-id') parameters['idNumber'] ??= identifier.value
    if (identifier.type === 'social-credit-code') parameters['socialCreditCode'] ??= identifier.value
  }
  return parameters
}

/** Lets the asks of a case pass the gate; what a law allows without consent gets its grant here, naming the law. */
export async function pass(act: Act, release: Release, definitions: readonly AskDefinition[], asks: readonly Ask[], about: { grantee: string; purpose: string; case: string; root: string }): Promise<Authorised[]> {
  const laws = new Map<string, { definition: AskDefinition; law: Bilingual }>()
  for (const definition of definitions) if (definition.statutory) laws.set(definition.as, { definition, law: definition.statutory })
  const given = new Set<string>()
  for (const ask of asks) {
    const ground = laws.get(ask.alias)
    if (!ground || ask.subject === null || given.has(`${ask.alias} ${ask.subject}`)) continue
    given.add(`${ask.alias} ${ask.subject}`)
    await give(act, { basis: 'statutory', grantor: ask.subject, grantee: about.grantee, elements: elementsOf(release, [ground.definition]), purpose: about.purpose, case: about.root, law: ground.law, notAfter: new Date(act.at.getTime() + 180 * 86_400_000) })
  }
  return authorise(act, release, asks, { grantee: about.grantee, purpose: about.purpose, case: about.root })
}

/** Whom a case asks before it is decided: through the gate, and when. */
export type Looks = { readonly asks: readonly Authorised[]; readonly at: Date }

/** Lets through what the machine looks at before it decides; `only` these, where the others were heard in an earlier turn. */
export async function lookAgain(act: Act, { file, organ, definition, scope }: { readonly file: Pick<CaseFile, 'id' | 'parent' | 'definition' | 'applicant'>; readonly organ: string; readonly definition: Definition; readonly scope: Scope }, only?: readonly string[]): Promise<Looks> {
  // All are asked again, so that nothing is older than the decision; what rests on another answer comes in the next turn.
  const wanted = definition.asks.filter((ask) => only === undefined || only.includes(ask.as))
  const lawless = wanted.every((ask) => ask.statutory === undefined)
  const [asks] = await Promise.all([asksOf(act, wanted, scope), lawless ? foreseeUse(act, [file.applicant], [file.parent ?? file.id]) : null])
  return { asks: await pass(act, definition.release, wanted, asks, { grantee: organ, purpose: file.definition, case: file.id, root: file.parent ?? file.id }), at: act.at }
}
