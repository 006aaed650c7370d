import type { Release } from '#kernel/content'
import type { Bilingual } from '#kernel/shapes'
import { CertificateKinds } from '#modules/certificates'
import { Sources } from '#modules/exchange'
import { agenciesOf } from '#modules/parties'

import type { AskDefinition, Matter } from '../model/matter.ts'
import { hit, plain, withNames, worth, type Scope } from '../model/scope.ts'
import { isPersonal } from './asking.ts'
import { mattersOf, untyped, type Definition } from './context.ts'
import { organOf } from './sign.ts'

/** What an agency will look at about somebody: for which matter, in which register, which elements of it. */
export type Look = { readonly matter: Bilingual; readonly agency: Bilingual; readonly source: Bilingual; readonly elements: readonly Bilingual[] }

/** A look that a law allows without anybody's consent: before the decision, where an officer has to check, or each month as long as something is paid. */
export type LawfulLook = Look & { readonly law: Bilingual; readonly when: 'decision' | 'officer' | 'month' }

/** What somebody allows by signing: which agency may look at which of his facts, for which matter; of the applicant (`own`) also his certificates that prove something. */
export const consentsOf = (definition: Definition, id: string, scope: Scope, own: boolean): Look[] =>
  mattersOf(definition, id).flatMap(({ matter }) => [
    ...matter.asks.filter((ask) => !ask.statutory && ask.of !== undefined && isPersonal(definition.release, ask)).flatMap((ask) => looksOf(definition, matter, ask, scope)),
    ...(own ? proofsIn(definition, matter, scope) : []),
  ])

/** The certificates that prove something in a matter, with the fields that say it. */
function proofsIn(definition: Definition, matter: Matter, scope: Scope): Look[] {
  return matter.requirements.flatMap(({ evidence }) => evidence.flatMap((one) => {
    const kind = 'certificate' in one ? definition.release.get(CertificateKinds, one.certificate)?.value : undefined
    if (!('certificate' in one) || kind === undefined) return []
    return [{ matter: matter.title, agency: agencyNamed(definition, matter, scope), source: kind.name, elements: one.fields.map((id) => kind.fields.find((field) => field.id === id)?.label ?? { zh: id, en: id }) }]
  }))
}

/**
 * What agencies may look at about `party` on a law, whether he signs or not, as far as the answers tell now. A look that waits
 * for something not known yet is told too: better once too often than not.
 */
export function lawfulLooksAt(definition: Definition, id: string, scope: Scope, party: string): LawfulLook[] {
  return mattersOf(definition, id).flatMap(({ matter }) => {
    const lawful = (asks: readonly AskDefinition[], when: LawfulLook['when']): LawfulLook[] =>
      asks.filter((ask) => isPersonal(definition.release, ask) && subjectsOf(ask, scope).includes(party))
        .flatMap((ask) => (ask.statutory === undefined ? [] : looksOf(definition, matter, ask, scope).map((look) => ({ ...look, law: ask.statutory!, when }))))
    const monthly = matter.grant.flatMap((deed) => ('entitlement' in deed ? deed.entitlement.asks : []))
    return [...lawful(matter.asks, 'decision'), ...lawful(monthly, 'month'), ...earlierLooks(definition, matter, scope, party)]
  })
}

/** An officer who has the case may see what its applicant asked of his agency before, where the matter names the law. */
function earlierLooks(definition: Definition, matter: Matter, scope: Scope, party: string): LawfulLook[] {
  if (matter.earlier === undefined || plain('applicant.id', scope) !== party) return []
  return [{ matter: matter.title, agency: agencyNamed(definition, matter, scope), ...named(definition.release, { source: 'earlier-cases', elements: ['cases'] }), law: matter.earlier, when: 'officer' }]
}

/** Whose facts an ask is about, as far as the answers tell. */
function subjectsOf(ask: AskDefinition, scope: Scope): unknown[] {
  if (ask.of === undefined) return []
  if (ask.each === undefined) return [plain(ask.of, scope)]
  const records = worth(ask.each, scope)
  return Array.isArray(records) ? records.map((record) => plain(ask.of!, withNames(scope, { item: hit(untyped(record)) }))) : []
}

/** What an ask looks at: its own source, and those that must agree with it. */
function looksOf(definition: Definition, matter: Matter, ask: AskDefinition, scope: Scope): Look[] {
  const { agrees } = definition.release.get(Sources, ask.source)!.value
  return [{ source: ask.source, elements: ask.take }, ...agrees].map((looked) => ({ matter: matter.title, agency: agencyNamed(definition, matter, scope), ...named(definition.release, looked) }))
}

const agencyNamed = (definition: Definition, matter: Matter, scope: Scope): Bilingual =>
  agenciesOf(definition.release).find((one) => one.id === organOf(definition, matter, scope))?.name ?? matter.title

function named(release: Release, { source: id, elements }: { readonly source: string; readonly elements: readonly string[] }): Pick<Look, 'source' | 'elements'> {
  const source = release.get(Sources, id)!.value
  return { source: source.title, elements: elements.map((element) => source.elements[element]?.label ?? { zh: element, en: element }) }
}
