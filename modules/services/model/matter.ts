import { z } from 'zod'

import { limit } from '#kernel/calendar'
import type { ContentFault, ContentKind, Found, Release } from '#kernel/content'
import { bilingual, day } from '#kernel/shapes'
import { Tables, TRIGGERS } from '#modules/decisions'

import { feel, Group } from './form.ts'
import { faultsOfRequirements } from './held.ts'
import { faultsOfKinds } from './facts-said.ts'
import { RequirementWritten, type Requirement } from './requirement.ts'

/** A question to a source: under which alias the answer is known, about whom, which elements are taken. */
export const AskDefinition = z.strictObject({
  as: z.string().regex(/^[a-z][A-Za-z0-9]*$/),
  source: z.string(),
  /** When: as the case is opened, when its group is saved, at the decision. `fill` asks are repeated at the decision. */
  at: z.enum(['open', 'group', 'decide']),
  /** One ask for each record of this list; the answer is a list. */
  each: feel.optional(),
  /** Whose facts: gives a party id. Left out for an impersonal source. */
  of: feel.optional(),
  parameters: z.record(z.string(), feel).default({}),
  take: z.array(z.string()).min(1),
  when: feel.optional(),
  /** The law that lets the organ look without consent; else the person consents by opening or signing. */
  statutory: bilingual.optional(),
})
export type AskDefinition = z.infer<typeof AskDefinition>

const Order = z.strictObject({ order: z.string(), as: z.string(), each: feel.optional(), when: feel.optional(), parameters: z.record(z.string(), feel) })
const Firm = z.strictObject({ firm: z.strictObject({ code: feel, name: feel, relations: z.array(z.strictObject({ kind: z.string(), people: feel })) }) })
const Certificate = z.strictObject({
  certificate: z.string(), when: feel.optional(), holder: z.enum(['applicant', 'firm']), firm: feel.optional(),
  holderName: feel, holderCode: feel, holderCodeType: z.string(), fields: z.record(z.string(), feel), from: feel.optional(), until: feel.optional(),
})
const Posting = z.strictObject({ posting: z.strictObject({ key: feel, reason: z.string(), when: feel.optional(), lines: z.array(z.strictObject({ account: feel, side: z.enum(['debit', 'credit']), amountFen: feel })).min(2) }) })
const Letter = z.strictObject({ letter: z.string(), to: feel.default('applicant.id'), values: z.record(z.string(), feel).default({}), channels: z.array(z.enum(['inbox', 'sms', 'mail'])).default(['inbox']), when: feel.optional() })

/** A right that is paid month by month until it ends. */
const Entitlement = z.strictObject({
  entitlement: z.strictObject({
    starts: feel,
    asks: z.array(AskDefinition).default([]),
    /** Decides each month: GRANT pays `amountFen`, RETURN holds the month back, with `ends` true it ends the right, with `overpaid` true a month paid before is recovered. */
    table: z.string(),
    /** The day of the month on which the month is paid. */
    payDay: z.int().min(1).max(28),
    /** Months (1–12) in which it is asked whether the holder still lives and qualifies, and by which table. */
    reviews: z.strictObject({ months: z.array(z.int().min(1).max(12)), table: z.string() }).optional(),
    order: Order,
    posting: Posting.shape.posting,
    /** Told with each payment: `{amount}`, `{month}` of the run, `{months}` paid. */
    letter: z.string(),
    /** Told when a month is held back, and when the right ends: `{month}`, `{reason}`. */
    heldLetter: z.string().optional(),
    endedLetter: z.string().optional(),
    /** What is done where a paid month turns out not to have been due (its table says `overpaid`): posted, and told to the agency with `{case}`, `{months}`, `{amount}`, `{reason}`. */
    recovery: z.strictObject({ posting: Posting.shape.posting, letter: z.string() }).optional(),
    /** Kept from the day of the decision, for the months to come. */
    keep: z.record(z.string(), feel).default({}),
  }),
})
/** Something a grant brings about, done once: an order, a firm, a certificate, a posting, a letter, an entitlement. */
export const Deed = z.union([Order, Firm, Certificate, Posting, Letter, Entitlement])
export type Deed = z.infer<typeof Deed>
export type EntitlementDefinition = z.infer<typeof Entitlement>['entitlement']

const Matter = z.strictObject({
  title: bilingual,
  summary: bilingual,
  /** The basic code of the matter: GB/T 39554.1, 12 digits. */
  basicCode: z.string().regex(/^\d{12}$/),
  law: z.array(bilingual).min(1),
  applicant: z.enum(['person', 'firm']),
  organ: z.strictObject({ role: z.string(), division: feel }),
  /** The role of the officers to whom a case goes that the machine does not decide. */
  officers: z.string(),
  limits: z.strictObject({ statutory: limit, promised: limit }),
  feeFen: z.int().min(0),
  visits: z.int().min(0),
  keywords: z.strictObject({ zh: z.array(z.string()), en: z.array(z.string()) }).optional(),
  lifeEvent: z.string().optional(),
  /** Only part of a bundle; not offered by itself. */
  partOnly: z.boolean().default(false),
  /** Numbers the law sets, with the day each came into force: `parameters.<name>` is the one in force. */
  parameters: z.record(z.string(), z.strictObject({ law: bilingual, from: z.record(day, z.union([z.number(), z.string(), z.boolean(), z.array(z.string())])) })).default({}),
  /** Values worked out once and used in form, decision and deeds: `worked.<name>`. */
  worked: z.record(z.string(), feel).default({}),
  asks: z.array(AskDefinition).default([]),
  /** What must be proven, and what is taken for it: see `requirement.ts`. */
  requirements: z.array(RequirementWritten).default([]),
  form: z.array(Group).default([]),
  /** Who else signs: a FEEL list of party ids. */
  signatories: feel.optional(),
  /** Each record of this list is decided by itself. */
  each: feel.optional(),
  /** Granted even where every record was returned: the unit is registered though none of its staff could be. */
  eachOptional: z.boolean().default(false),
  decision: z.string(),
  /** What an officer says who checked what stopped the machine and grants all the same: of which row of the table, or of `unknown`, what the machine could not find out. */
  checked: z.array(z.strictObject({ of: z.string(), text: bilingual, law: bilingual })).default([]),
  /** What a case is called by those who handle it, such as the name of the company. */
  called: feel.optional(),
  /** The law that lets its officers look at what the applicant asked of the same agency before. */
  earlier: bilingual.optional(),
  /** The field that says for which place it is asked, and the law that lets its officers look at what was asked of the same agency for that place in other cases, by whomever. */
  earlierAt: z.strictObject({ field: z.string(), law: bilingual }).optional(),
  /** By what a burst of like cases is seen: what they share (the agent where nothing is said), and how many others within some hours the machine decides. */
  bursts: z.array(z.strictObject({ mark: z.string().regex(/^[a-z][a-z-]*$/), label: bilingual, is: feel.optional(), hours: z.number().int().min(1).max(8760), most: z.number().int().min(1) })).default([]),
  /** A grant waits for a fact and takes effect when it comes, if what was reviewed and what was found are still so; after these days it comes to nothing. */
  dormant: z.strictObject({
    /** What is waited for, as people say it. */
    for: bilingual,
    law: bilingual,
    fact: z.enum(TRIGGERS),
    /** What the fact must be about: its `subject`, its `case` or what it carries. */
    where: z.record(z.string(), feel),
    days: z.int().min(1).max(1830),
    /** What was reviewed; where it is another when the fact comes, the grant comes to nothing. */
    reviewed: feel,
  }).optional(),
  grant: z.array(Deed).default([]),
  /** Values of the result that people and later steps may use. */
  result: z.record(z.string(), feel).default({}),
})
/** A matter as its file has it. */
export type MatterWritten = z.infer<typeof Matter>
/** A matter that names the certificates it takes, see `withKinds`. */
export type Matter = Omit<MatterWritten, 'requirements'> & { readonly requirements: readonly Requirement[] }

/** What people may ask for: `matters/<id>/matter.yaml`. */
export const Matters: ContentKind<MatterWritten> = { name: 'matters', path: /^matters\/([a-z0-9-]+)\/matter\.yaml$/, schema: Matter, check: (found, release) => [...checkMatter(found, release), ...faultsOfRequirements(found, release), ...faultsOfKinds(found, release)] }

/** What the machine could not find out, where a definition speaks of what stopped it. */
export const UNKNOWN = 'unknown'

function checkMatter(found: Found<MatterWritten>, release: Release): ContentFault[] {
  const fault = (pointer: string, code: string, detail: string): ContentFault => ({ file: found.path, pointer, code, detail })
  const paths = new Set(Object.keys(release.manifest))
  const { value } = found
  const asked = new Set(value.asks.map((ask) => ask.as))
  const routed = new Set(release.all(Tables).filter(({ value: { table } }) => table === value.decision).flatMap(({ value: { rows } }) => rows.filter((row) => row.outcome === 'ROUTE').map(({ id }) => id)))
  return [
    ...value.asks.filter((ask) => !paths.has(`sources/${ask.source}.yaml`)).map((ask) => fault('/asks', 'services.no_source', `The ask ${ask.as} names the source ${ask.source}, which no file describes.`)),
    ...value.form.flatMap((group) => group.asks.filter((alias) => !asked.has(alias)).map((alias) => fault(`/form/${group.id}`, 'services.no_ask', `The group ${group.id} names the ask ${alias}, which the matter does not have.`))),
    ...value.form.flatMap((group) => group.fields.flatMap((field) => [field, ...(field.of ?? [])])
      .filter((field) => field.sources.length === 0 && field.default === undefined && field.asked === undefined && field.type !== 'list')
      .map((field) => fault(`/form/${group.id}/${field.id}`, 'services.asked_without_reason', `The field ${field.id} has no source; say in "asked" why only the person can know it (State Council 国发〔2016〕51号: what can be shared is not asked).`))),
    ...(value.earlierAt === undefined || value.form.some((group) => group.fields.some((field) => field.id === value.earlierAt!.field)) ? [] : [fault('/earlierAt/field', 'services.no_field', `The form has no field ${value.earlierAt.field}.`)]),
    ...value.checked.filter(({ of }) => of !== UNKNOWN && !routed.has(of)).map(({ of }) => fault('/checked', 'services.no_row', `The table ${value.decision} has no row ${of} that leads to a person.`)),
    ...(value.dormant !== undefined && value.each !== undefined ? [fault('/dormant', 'services.dormant_each', 'Records that are decided one by one cannot wait together.')] : []),
    ...value.grant.filter((deed) => 'certificate' in deed && !paths.has(`certificates/${deed.certificate}.yaml`)).map((deed) => fault('/grant', 'services.no_certificate_type', `No file describes the certificate type ${(deed as { certificate: string }).certificate}.`)),
    ...value.grant.filter((deed) => 'order' in deed && !paths.has(`orders/${deed.order}.yaml`)).map((deed) => fault('/grant', 'services.no_order', `No file describes the order ${(deed as { order: string }).order}.`)),
    ...value.grant.filter((deed) => 'letter' in deed && !paths.has(`letters/${deed.letter}.yaml`)).map((deed) => fault('/grant', 'services.no_letter', `No file holds the letter ${(deed as { letter: string }).letter}.`)),
  ]
}
