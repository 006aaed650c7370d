import type { ContentFault, Found, Release } from '#kernel/content'
import { CertificateKinds, type Kind } from '#modules/certificates'
import { Sources } from '#modules/exchange'

import type { Matter, MatterWritten } from './matter.ts'
import type { EvidenceWanted, FactsWanted, Requirement } from './requirement.ts'

const completed = new WeakMap<Release, WeakMap<MatterWritten, Matter>>()

/** A matter of a release whose requirements name the kinds of certificates that say the facts they ask for; made once. */
export function withKinds(release: Release, matter: MatterWritten): Matter {
  const ofRelease = completed.get(release) ?? new WeakMap<MatterWritten, Matter>()
  completed.set(release, ofRelease)
  const made = ofRelease.get(matter)
  if (made !== undefined) return made
  const whole = { ...matter, requirements: matter.requirements.map((requirement): Requirement => ({ ...requirement, evidence: requirement.evidence.flatMap((one) => ('facts' in one ? kindsSaying(release, one) : [one])) })) }
  ofRelease.set(matter, whole)
  return whole
}

/** The kinds that say all of some facts, with the fields that do. */
function kindsSaying(release: Release, { facts, where }: FactsWanted): EvidenceWanted[] {
  return release.all(CertificateKinds).toSorted((a, b) => (a.id < b.id ? -1 : 1)).flatMap(({ id, value }): EvidenceWanted[] => {
    const names = Object.entries(facts).map(([name, fact]) => [name, value.fields.find((field) => field.fact === fact)?.id] as const)
    if (names.some(([, field]) => field === undefined)) return []
    const known = Object.fromEntries(names) as Record<string, string>
    return [{ certificate: id, fields: [...new Set(Object.values(known))], where, names: known }]
  })
}

/** How a field of a certificate must be written for a fact of a source. */
const WRITTEN: Readonly<Record<Kind['fields'][number]['type'], readonly string[]>> = { text: ['text'], day: ['date'], fen: ['money'], integer: ['number'], 'social-credit-code': ['text'] }

/** Fields of certificate kinds that claim a fact which no source has, or another kind of value than the source has. */
export function faultsOfFacts(release: Release): ContentFault[] {
  return release.all(CertificateKinds).flatMap(({ path, value }) => value.fields.flatMap((field, n): ContentFault[] => {
    if (field.fact === undefined) return []
    const type = typeOfFact(release, field.fact)
    const fault = (detail: string): ContentFault[] => [{ file: path, pointer: `/fields/${n}/fact`, code: 'services.no_fact', detail }]
    if (type === undefined) return fault(`No source has ${field.fact}; look at the elements of the source.`)
    return WRITTEN[field.type].includes(type) ? [] : fault(`${field.fact} is ${type}, and the field ${field.id} is ${field.type}; name another fact or none.`)
  }))
}

/** The type of an element of a source, or of a part of a record in it. */
function typeOfFact(release: Release, fact: string): string | undefined {
  const [source = '', element = '', part] = fact.split('.')
  const found = release.get(Sources, source)?.value.elements[element]
  return part === undefined ? found?.type : found?.type === 'record' ? found.of?.[part]?.type : undefined
}

/** Facts that a matter wants and no kind of certificate says, and kinds that it grants without standing among what one asks for to get them. */
export function faultsOfKinds({ path, value }: Found<MatterWritten>, release: Release): ContentFault[] {
  const granted = value.grant.flatMap((deed) => ('certificate' in deed ? [deed.certificate] : []))
  return [
    ...value.requirements.flatMap(({ id, evidence }) => evidence.filter((one) => 'facts' in one && kindsSaying(release, one).length === 0)
      .map((): ContentFault => ({ file: path, pointer: `/requirements/${id}`, code: 'services.no_evidence', detail: `No kind of certificate says all the facts that the requirement ${id} names; look at "fact" in the kinds.` }))),
    ...granted.flatMap((kind): ContentFault[] => {
      const known = release.get(CertificateKinds, kind)?.value.metadata?.matters
      return known === undefined || known.some(({ code }) => code === value.basicCode) ? [] : [{ file: path, pointer: '/grant', code: 'services.kind_without_matter', detail: `The matter grants ${kind}, whose metadata do not name it: add ${value.basicCode} to "matters" there.` }]
    }),
  ]
}
