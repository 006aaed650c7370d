import { z } from 'zod'

import { addDays } from '#kernel/calendar'
import type { ContentFault, ContentKind, Found, Release } from '#kernel/content'
import type { InputFault } from '#kernel/refusal'
import { bilingual, day, hasControl } from '#kernel/shapes'
import { isSocialCreditCode } from '#kernel/codes/social-credit-code'

import { faultsOfLayout, Layout } from './layout.ts'
import { faultsOfMetadata, Metadata } from './metadata.ts'

const field = z.strictObject({
  id: z.string().regex(/^[a-z][A-Za-z0-9]{0,39}$/),
  label: bilingual,
  /** `fen` is an amount of money in fen. */
  type: z.enum(['text', 'day', 'fen', 'integer', 'social-credit-code']),
  /** Whether whoever holds the verification code may see it. */
  public: z.boolean(),
  optional: z.boolean().default(false),
  /** What stands here on the specimen in the catalogue; of nobody who exists. */
  sample: z.union([z.string().min(1), z.int()]).optional(),
  /** The fact about its holder that this field says, as a source calls it: `population-person.hukou.address`. A matter that must know it may take this kind. */
  fact: z.string().regex(/^[a-z][a-z0-9-]*(\.[A-Za-z][A-Za-z0-9]*)+$/).optional(),
})

const Kind = z.strictObject({
  /** 18 characters for the authority that defines this kind, and three digits (GB/T 36904-2018 clause 6). */
  code: z.string().regex(/^[0-9A-HJ-NP-RTUWXY]{18}\d{3}$/),
  name: bilingual,
  /** The role of the agencies that issue it. */
  issuerRole: z.string(),
  /** How its issuers sign: ECDSA on P-256, Ed25519, or SM2 with SM3 where commercial cryptography is asked for (GB/T 38540, GB/T 32918.2). */
  signature: z.enum(['ES256', 'Ed25519', 'SM2']).default('ES256'),
  /** The number is the holder's social credit code, or the next one of the house. */
  number: z.enum(['social-credit-code', 'sequence']),
  holder: z.strictObject({ kind: z.enum(['person', 'firm']), public: z.boolean() }),
  fields: z.array(field).min(1),
  validity: z.union([z.literal('unlimited'), z.strictObject({ unit: z.enum(['day', 'month', 'year']), amount: z.int().min(1).max(1200) })]),
  /** What it is good for, for its holder and for whoever is shown it. */
  proves: bilingual,
  layout: Layout,
  law: bilingual,
  /** Every kind has it: the check refuses one without. A release from before it was asked for can still be read. */
  metadata: Metadata.optional(),
})

/** One kind of certificate: who defines and issues it, what stands on it, how long it holds. */
export type Kind = z.infer<typeof Kind>
export type KindField = Kind['fields'][number]
export type Validity = Kind['validity']

/** The kinds of certificates, `certificates/<id>.yaml`. */
export const CertificateKinds: ContentKind<Kind> = { name: 'certificates', path: /^certificates\/([a-z][a-z0-9-]*)\.yaml$/, schema: Kind, check: faultsOfKind }

function faultsOfKind(found: Found<Kind>, release: Release): ContentFault[] {
  const fault = (pointer: string, detail: string): ContentFault => ({ file: found.path, pointer, code: 'content.certificate', detail })
  const { code, fields, number, holder, layout, metadata } = found.value
  const others = release.all(CertificateKinds).filter((other) => other.id !== found.id && other.value.code === code)
  const { definedBy } = metadata ?? {}
  const renamed = release.all(CertificateKinds).find(({ value }) => definedBy !== undefined && value.code.slice(0, 18) === code.slice(0, 18) && value.metadata !== undefined && value.metadata.definedBy.name.zh !== definedBy.name.zh)
  const twice = fields.findIndex((one, place) => fields.findIndex((other) => other.id === one.id) !== place)
  return [
    ...(isSocialCreditCode(code.slice(0, 18)) ? [] : [fault('/code', 'The first 18 characters are no social credit code: compare them with the code of the authority.')]),
    ...others.map((other) => fault('/code', `The same code stands in ${other.path}; give one of them another number.`)),
    ...(twice < 0 ? [] : [fault(`/fields/${twice}/id`, 'This field stands twice; rename or remove one.')]),
    ...(number === 'social-credit-code' && holder.kind === 'person' ? [fault('/number', 'A person has no social credit code; use sequence.')] : []),
    ...faultsOfMetadata(metadata, code).map(({ pointer, detail }) => fault(`/metadata${pointer}`, detail)),
    ...(renamed === undefined ? [] : [fault('/metadata/definedBy/name', `${renamed.path} calls the authority with this code ${renamed.value.metadata!.definedBy.name.zh}; one code has one name.`)]),
    ...faultsOfSample(found.value).map(({ pointer, detail }) => fault(pointer, detail)),
    ...faultsOfLayout(layout, fields.map(({ id }) => id)).map(({ pointer, detail }) => fault(`/layout${pointer}`, detail)),
  ]
}

/** What stands on the specimen of a kind, by field. */
export const sampleOf = ({ fields }: Pick<Kind, 'fields'>): Record<string, string | number> => Object.fromEntries(fields.flatMap(({ id, sample }) => (sample === undefined ? [] : [[id, sample]])))

/** A specimen is filled in to the last field, and as a certificate would be. */
function faultsOfSample(kind: Kind): { pointer: string; detail: string }[] {
  const given = kind.fields.map(({ id, sample }, n) => ({ pointer: `/fields/${n}/sample`, missing: sample === undefined, id }))
  const wrong = faultsOfFields(kind, sampleOf(kind)).filter(({ code }) => code === 'certificates.field_form').map(({ pointer }) => pointer.slice('/fields/'.length))
  return [
    ...given.filter(({ missing }) => missing).map(({ pointer }) => ({ pointer, detail: 'The specimen needs something here; say what, of nobody who exists.' })),
    ...given.filter(({ id }) => wrong.includes(id)).map(({ pointer }) => ({ pointer, detail: 'What stands on the specimen has not the form of the field; compare it with the type.' })),
  ]
}

/** Every field that is missing, unknown or has the wrong form, with its place below `/fields`. */
export function faultsOfFields(kind: Kind, fields: Readonly<Record<string, unknown>>): InputFault[] {
  const strangers = Object.keys(fields).filter((id) => !kind.fields.some((known) => known.id === id))
  return [
    ...strangers.map((id): InputFault => ({ pointer: `/fields/${id.replaceAll('~', '~0').replaceAll('/', '~1')}`, code: 'certificates.field_unknown' })),
    ...kind.fields.flatMap((known): InputFault[] => {
      const value = fields[known.id]
      if (value === undefined || value === null || value === '') return known.optional ? [] : [{ pointer: `/fields/${known.id}`, code: 'certificates.field_missing' }]
      return fits(known.type, value) ? [] : [{ pointer: `/fields/${known.id}`, code: 'certificates.field_form', details: { type: known.type } }]
    }),
  ]
}

/** The longest text on a certificate; a scope of business runs to some 1,500 characters in practice. */
const TEXT_MAX = 4000

function fits(type: KindField['type'], value: unknown): boolean {
  if (type === 'fen' || type === 'integer') return Number.isSafeInteger(value)
  if (typeof value !== 'string') return false
  if (type === 'day') return day.safeParse(value).success
  if (type === 'social-credit-code') return isSocialCreditCode(value)
  return value.length <= TEXT_MAX && value.isWellFormed() && !hasControl(value)
}

/**
 * The last day on which a certificate holds that holds from `from` (ISO days), null for ever. A year from 29 February
 * or a month from the 31st ends with the last day of the shorter month (General Provisions of Civil Law, art. 202).
 */
export function lastDayOf(from: string, validity: Validity): string | null {
  if (validity === 'unlimited') return null
  if (validity.unit === 'day') return addDays(from, validity.amount - 1)
  const [year, month, dayOfMonth] = from.split('-').map(Number) as [number, number, number]
  const months = year * 12 + (month - 1) + validity.amount * (validity.unit === 'year' ? 12 : 1)
  const first = `${String(Math.floor(months / 12)).padStart(4, '0')}-${String((months % 12) + 1).padStart(2, '0')}`
  const length = new Date(Date.UTC(Math.floor(months / 12), (months % 12) + 1, 0)).getUTCDate()
  return dayOfMonth > length ? `${first}-${length}` : addDays(`${first}-${String(dayOfMonth).padStart(2, '0')}`, -1)
}
