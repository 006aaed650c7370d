import { z } from 'zod'

import { bilingual, day, type Bilingual } from '#kernel/shapes'

import { feel } from './form.ts'

/** A certificate of its holder, and which of its fields say what is to be proven; `where` must hold of them (`certificate.place`). */
const ByCertificate = z.strictObject({ certificate: z.string(), fields: z.array(z.string()).min(1), where: feel.optional() })
/** What a register answered to an ask of the matter (its alias), and what must hold of it. */
const ByRegister = z.strictObject({ register: z.string(), take: z.array(z.string()).min(1), where: feel.optional() })
/** What an earlier case of the same person came to, by its matter; `where` must hold of its result (`result.amountFen`). */
const ByCase = z.strictObject({ case: z.string(), take: z.array(z.string()).min(1), where: feel.optional() })

/**
 * Whichever certificate of its holder says these facts, each under a name: `{ place: population-person.hukou.address }`. The kinds that say all of them are
 * taken in the order of their ids, so a kind that comes later needs no change of the matter. `where` must hold of the facts (`fact.place`), which a
 * certificate says in its own words.
 */
const ByFacts = z.strictObject({ facts: z.record(z.string().regex(/^[a-z][A-Za-z0-9]*$/), z.string()).refine((facts) => Object.keys(facts).length > 0), where: feel.optional() })

const Evidence = z.union([ByCertificate, ByRegister, ByCase])
/** What is taken as evidence; `names`: what the facts it was named by are called in `where`, with the field of each. */
export type EvidenceWanted = z.infer<typeof Evidence> & { readonly names?: Readonly<Record<string, string>> }
export type FactsWanted = z.infer<typeof ByFacts>

/** Something that must be proven in a case, whatever by. */
export const RequirementWritten = z.strictObject({
  id: z.string().regex(/^[a-z][a-zA-Z0-9]*$/),
  /** What is to be proven: “registered in Shenzhen”. */
  proves: bilingual,
  law: bilingual,
  /** The day from which the law asks for it. */
  since: day,
  /** The paper that used to be brought for it, by its name in `materials.yaml`. */
  material: z.string(),
  /** Of whom: gives a party id. */
  of: feel.default('applicant.id'),
  when: feel.optional(),
  /** What is taken for it, the nearest first. */
  evidence: z.array(z.union([Evidence, ByFacts])).min(1),
  /** Whether a file may be handed in where nothing else is found; an officer then decides. */
  upload: z.boolean().default(true),
})
export type RequirementWritten = z.infer<typeof RequirementWritten>
/** The same with the kinds of certificates that say the facts it names. */
export type Requirement = Omit<RequirementWritten, 'evidence'> & { readonly evidence: readonly EvidenceWanted[] }

/** By what a requirement is met. */
export type Means = 'certificate' | 'register' | 'case' | 'upload'

/** Why something that was tried does not meet a requirement; each has a sentence. */
export type Why =
  | 'absent' | 'revoked' | 'suspended' | 'superseded' | 'expired' | 'not-yet' | 'unfit' | 'denied'
  | 'down' | 'missing' | 'stale' | 'conflict' | 'disputed' | 'contrary' | 'later'

/** Something that was tried and did not do: which kind, source or matter, and why. */
export type Tried = { readonly means: Exclude<Means, 'upload'>; readonly name: string; readonly why: Why }

/**
 * What meets a requirement at one moment, as the receipt keeps it: by what, which one, who says so, the digest of its canonical text,
 * its standing and since when that is known, and the fields that were disclosed. `by` null: nothing does, and what was tried.
 */
export type Found = {
  readonly requirement: string
  readonly by: Means | null
  /** The kind of certificate, the source or the matter. */
  readonly name: string | null
  /** The id of the certificate, the answer, the case or the upload. */
  readonly ref: string | null
  readonly number: string | null
  readonly issuer: Bilingual | null
  readonly digest: string | null
  readonly standing: string | null
  readonly at: Date
  readonly fields: Readonly<Record<string, unknown>>
  /** The entry in the use log of whom it is about. */
  readonly use: string | null
  readonly tried: readonly Tried[]
}

/**
 * A requirement that a register answers against: what is on record says no, or its person disputes it. No file changes that; the case goes
 * on, and whoever decides, or the objection, settles it.
 */
export const isContrary = (found: Pick<Found, 'by' | 'tried'>): boolean => found.by === null && found.tried.some(({ why }) => why === 'contrary' || why === 'disputed')

/** Whether a paper was spared: something else than a file met what a paper was brought for. */
export const isSpared = (found: Pick<Found, 'by'>): boolean => found.by !== null && found.by !== 'upload'

/** What a requirement's evidence lets an agency see of certificates, as a grant names it: the kind and each field. */
export const elementsOnCertificates = (requirements: readonly Requirement[]): string[] => [...new Set(requirements.flatMap(({ evidence }) =>
  evidence.flatMap((one) => ('certificate' in one ? elementsOn(one) : 'case' in one ? ['earlier-cases.cases'] : []))))]

/** The kind itself and the fields of it that are taken, below the source `certificates`. */
export const elementsOn = ({ certificate, fields }: { readonly certificate: string; readonly fields: readonly string[] }): string[] =>
  [`certificates.${certificate}`, ...fields.map((field) => `certificates.${certificate}.${field}`)]

/** A kind of certificate that stands in for a material in a matter, with what an officer may see of it. */
export type Mapped = { readonly requirement: Requirement; readonly fields: readonly string[] }

/** What of a kind of certificate the requirements of a matter let its officers see; undefined where none takes it. */
export function mappedIn(requirements: readonly Requirement[], kind: string): Mapped | undefined {
  for (const requirement of requirements) {
    for (const one of requirement.evidence) if ('certificate' in one && one.certificate === kind) return { requirement, fields: one.fields }
  }
  return undefined
}
