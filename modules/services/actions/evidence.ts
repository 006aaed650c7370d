import type { Act } from '#kernel/act'
import { canonical } from '#kernel/canonical'
import { digestOf } from '#kernel/content'
import { held } from '#modules/certificates'
import { fromJson, toJson } from '#modules/decisions'
import { agenciesOf } from '#modules/parties'
import { Sources } from '#modules/exchange'
import { foreseeUse, useAll } from '#modules/grants'

import { nextRound, stageOf, type CaseFile } from '../model/case.ts'
import { elementsOn, type EvidenceWanted, type Found, type Requirement, type Why } from '../model/requirement.ts'
import { hit, holdsIn, plain, withNames, type Known, type Scope } from '../model/scope.ts'
import * as cases from '../store/cases.ts'
import * as store from '../store/evidence.ts'
import { mattersOf, type Definition } from './context.ts'

/** Who looks for evidence: the agency in whose name, in a case that is known to the person by `root`, for the form or for the decision. */
export type Search = { readonly file: CaseFile; readonly definition: Definition; readonly scope: Scope; readonly grantee: string; readonly for: 'form' | 'decision' }

/** What must be proven in a case: of a bundle, in all of its steps. */
export const requirementsIn = (definition: Definition, id: string): readonly Requirement[] => mattersOf(definition, id).flatMap(({ matter }) => matter.requirements)

/** The requirements of a single matter that its case has, by what it knows now. */
export const requirementsNow = ({ matter }: Definition, scope: Scope): readonly Requirement[] => (matter?.requirements ?? []).filter(({ when }) => holdsIn(when, scope))

/** Asks beforehand, in the breath of other questions, for what a search needs that rests on nothing else: the files handed in, and the grants of the applicant. */
export async function foreseeSeeking(act: Act, file: CaseFile, definition: Definition): Promise<void> {
  if (!definition.matter?.requirements.length) return
  await Promise.all([store.uploadsOf(act.tx, file.id), foreseeUse(act, [file.applicant], [file.parent ?? file.id])])
}

/**
 * Finds for each requirement of a case what meets it, in the order that the content prefers, and keeps what was found: which one, its
 * digest, its standing at this moment and the fields that say it. Each look at a person's certificates and earlier cases passes the gate
 * and stands in his use log. Only where nothing is found counts a file that was handed in. The case is held by this act.
 */
export async function seek(act: Act, search: Search): Promise<readonly Found[]> {
  const { file, definition, scope } = search
  const requirements = requirementsNow(definition, scope)
  if (requirements.length === 0) return []
  const uploads = await store.uploadsOf(act.tx, file.id)
  const found: Found[] = []
  for (const requirement of requirements) found.push(await meet(act, search, requirement, uploads.find((one) => one.requirement === requirement.id)))
  const round = search.for === 'form' ? nextRound(file) : file.snapshot!.round
  await store.addEvidence(act.tx, { case: file.id, round, at: act.at, for: search.for }, found.map((one, n) => ({ ...one, material: requirements[n]!.material })))
  return found
}

async function meet(act: Act, search: Search, requirement: Requirement, upload: store.Upload | undefined): Promise<Found> {
  const { scope } = search
  const subject = plain(requirement.of, scope)
  const tried: Found['tried'][number][] = []
  for (const wanted of requirement.evidence) {
    const got = typeof subject !== 'string' ? { why: 'later' as const } : await tryOne(act, search, wanted, subject)
    if (!('why' in got)) return { ...got, requirement: requirement.id, tried }
    tried.push({ means: meansOf(wanted), name: nameOf(search.definition, wanted), why: got.why })
  }
  const nothing = { requirement: requirement.id, by: null, name: null, ref: null, number: null, issuer: null, digest: null, standing: null, at: act.at, fields: {}, use: null, tried }
  return upload === undefined ? nothing : { ...nothing, by: 'upload', name: upload.media, ref: upload.id, number: upload.name, digest: upload.digest, standing: 'unchecked', at: upload.uploadedAt }
}

const meansOf = (wanted: EvidenceWanted) => ('certificate' in wanted ? 'certificate' : 'register' in wanted ? 'register' : 'case') as 'certificate' | 'register' | 'case'

/** The kind of certificate, the source or the matter that evidence comes from. */
const nameOf = ({ asks }: Definition, wanted: EvidenceWanted): string =>
  ('certificate' in wanted ? wanted.certificate : 'case' in wanted ? wanted.case : (asks.find((ask) => ask.as === wanted.register)?.source ?? wanted.register))

type Got = Omit<Found, 'requirement' | 'tried'> | { readonly why: Why }

async function tryOne(act: Act, search: Search, wanted: EvidenceWanted, subject: string): Promise<Got> {
  if ('register' in wanted) return byRegister(search, wanted)
  return 'certificate' in wanted ? byCertificate(act, search, wanted, subject) : byCase(act, search, wanted, subject)
}

/** The newest valid certificate of the kind that says what is to be proven; else why there is none, of the newest. */
async function byCertificate(act: Act, search: Search, wanted: Extract<EvidenceWanted, { certificate: string }>, subject: string): Promise<Got> {
  const use = await passed(act, search, subject, elementsOn(wanted))
  if (use === null) return { why: 'denied' }
  const all = await held(act, { holder: subject, type: wanted.certificate })
  const good = all.filter((one) => one.standing === 'valid')
  const said = (fields: Readonly<Record<string, unknown>>) => Object.fromEntries(Object.entries(wanted.names ?? {}).map(([name, field]) => [name, fields[field] ?? null]))
  const fit = good.find((one) => holdsIn(wanted.where, withNames(search.scope, { certificate: hit(fromJson(one.fields)), fact: hit(fromJson(said(one.fields))) })))
  if (fit === undefined) return { why: good.length > 0 ? 'unfit' : ((all[0]?.standing ?? 'absent') as Why) }
  const fields = Object.fromEntries(wanted.fields.filter((field) => fit.fields[field] !== undefined).map((field) => [field, fit.fields[field]]))
  return { by: 'certificate', name: wanted.certificate, ref: fit.id, number: fit.number, issuer: fit.issuerName, digest: fit.digest, standing: fit.standing, at: act.at, fields, use }
}

/** What a register said in this case; the ask passed the gate when it was made. */
function byRegister({ definition, scope }: Search, wanted: Extract<EvidenceWanted, { register: string }>): Got {
  const known: Known | undefined = scope.get(wanted.register)
  if (known === undefined) return { why: 'later' }
  if (known.state !== 'hit') return { why: known.state }
  const verdict = wanted.where === undefined ? true : plain(wanted.where, scope)
  if (verdict !== true) return { why: verdict === false ? 'contrary' : 'missing' }
  const said = toJson(known.value) as Record<string, unknown>
  const fields = Object.fromEntries(wanted.take.filter((name) => (said[name] ?? null) !== null).map((name) => [name, said[name]]))
  const source = definition.release.get(Sources, known.source ?? '')?.value
  const [answer, digest] = Object.entries(known.from?.facts ?? {})[0] ?? []
  return {
    by: 'register', name: known.source ?? wanted.register, ref: answer ?? null, number: null, issuer: keeperOf(definition, source?.agencyRole),
    digest: digest ?? digestOf(canonical(fields)), standing: 'hit', at: new Date(known.from!.obtainedAt), fields, use: known.from?.use ?? null,
  }
}

/** Who keeps a register: the agency of the province, or the only one of its kind. Of many, such as banks, none can be named. */
function keeperOf({ release }: Definition, role: string | undefined): Found['issuer'] {
  const keepers = agenciesOf(release).filter((one) => one.role === role)
  return (keepers.find(({ division }) => division.endsWith('0000')) ?? (keepers.length === 1 ? keepers[0] : undefined))?.name ?? null
}

/** What the newest case of another matter came to, where it was granted and still stands. */
async function byCase(act: Act, search: Search, wanted: Extract<EvidenceWanted, { case: string }>, subject: string): Promise<Got> {
  const use = await passed(act, search, subject, ['earlier-cases.cases'])
  if (use === null) return { why: 'denied' }
  const id = await store.grantedCase(act.tx, subject, wanted.case)
  const earlier = id === undefined ? undefined : await cases.fileOf(act.tx, id)
  if (earlier === undefined || stageOf(earlier) !== 'granted') return { why: 'absent' }
  const { result } = earlier.closure!
  if (!holdsIn(wanted.where, withNames(search.scope, { result: hit(fromJson(result)) }))) return { why: 'unfit' }
  const organ = agenciesOf(search.definition.release).find((one) => one.id === earlier.submission?.organ)?.name ?? null
  return {
    by: 'case', name: wanted.case, ref: earlier.id, number: earlier.number, issuer: organ, digest: digestOf(canonical(result)), standing: 'granted', at: act.at,
    fields: Object.fromEntries(wanted.take.filter((name) => result[name] !== undefined).map((name) => [name, result[name]])), use,
  }
}

/** Passes the gate with `source.element` of a person; gives the use, or null where nobody allowed it. */
async function passed(act: Act, { file, grantee }: Search, subject: string, elements: readonly string[]): Promise<string | null> {
  const source = elements[0]!.split('.')[0]!
  const [gate] = await useAll(act, [{ subject, grantee, source, elements: elements.map((element) => element.slice(source.length + 1)), purpose: file.definition, case: file.parent ?? file.id }])
  return gate === undefined || 'refused' in gate ? null : gate.use
}
