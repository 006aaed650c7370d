import type { Found, Release } from '#kernel/content'
import { Refusal } from '#kernel/refusal'
import { currentRelease } from '#kernel/releases'

import { CertificateKinds, sampleOf, type Kind } from '../model/kind.ts'
import { drawn } from '../model/layout.ts'

/** Which kinds are looked for: words that stand in the name, the code or the names of who defines and issues it; who can hold it. */
export type KindWish = { readonly text?: string | undefined; readonly holder?: 'person' | 'firm' | undefined; readonly after?: string | undefined; readonly limit: number }

/** A number that no certificate has. */
const SPECIMEN_NUMBER = '000000000000'

/**
 * The catalogue of kinds (GB/T 36902-2018): a page of those that are looked for, in the order of their ids, with how many there are. `next` is the
 * `after` of the page that follows.
 */
export function kindsThat({ text = '', holder, after, limit }: KindWish) {
  const words = plain(text).split(/\s+/).filter((word) => word !== '')
  const found = indexed(currentRelease()).filter(({ is, said }) => (holder === undefined || is.value.holder.kind === holder) && words.every((word) => said.includes(word)))
  const from = after === undefined ? 0 : found.findIndex(({ is }) => is.id > after)
  const items = from < 0 ? [] : found.slice(from, from + limit).map(({ is }) => viewOf(is))
  return { items, total: found.length, next: from >= 0 && from + limit < found.length ? items.at(-1)!.id : null }
}

/** One kind of the catalogue. Refuses `certificates.kind_absent`. */
export function kindOf(id: string) {
  const found = currentRelease().get(CertificateKinds, id)
  if (found === undefined) throw new Refusal('absent', 'certificates.kind_absent', { type: id })
  return viewOf(found)
}

/** A kind as the catalogue shows it: its metadata by the names of GB/T 36902, its fields, how it is drawn, and what stands on the specimen. */
function viewOf({ id, value }: Found<Kind>) {
  const { code, name, holder, issuerRole, number, validity, proves, law, layout, fields, metadata } = value
  const sample = sampleOf(value)
  return {
    id, code, codeFrom: metadata?.code ?? null, name, holder: holder.kind, validity, number, proves, law,
    definedBy: metadata === undefined ? null : { code: code.slice(0, 18), ...metadata.definedBy }, issuers: metadata === undefined ? null : { role: issuerRole, ...metadata.issuers },
    matters: (metadata?.matters ?? []).map((one) => ({ name: one.name, code: one.code ?? null })), publishedOn: metadata?.publishedOn ?? null, languages: metadata?.languages ?? [],
    fields: fields.map((field) => ({ id: field.id, label: field.label, type: field.type, public: field.public, optional: field.optional, fact: field.fact ?? null })),
    layout: drawn(layout),
    specimen: { number: number === 'sequence' ? SPECIMEN_NUMBER : String(fields.map((field) => (field.type === 'social-credit-code' ? sample[field.id] : undefined)).find((one) => one !== undefined) ?? SPECIMEN_NUMBER), fields: fields.flatMap((field) => (sample[field.id] === undefined ? [] : [{ id: field.id, label: field.label, type: field.type, value: sample[field.id]! }])) },
  }
}

type Indexed = { readonly is: Found<Kind>; readonly said: string }
const indexes = new WeakMap<Release, readonly Indexed[]>()

/** The kinds of a release in the order of their ids, with what words are looked for in; made once. */
function indexed(release: Release): readonly Indexed[] {
  const made = indexes.get(release)
  if (made !== undefined) return made
  const index = release.all(CertificateKinds).toSorted((a, b) => (a.id < b.id ? -1 : 1)).map((is) => ({ is, said: saidOf(is) }))
  indexes.set(release, index)
  return index
}

function saidOf({ id, value: { name, code, metadata } }: Found<Kind>): string {
  const names = [name, ...(metadata === undefined ? [] : [metadata.definedBy.name, metadata.issuers.name, ...metadata.matters.map((one) => one.name)])]
  return plain([id, code, ...names.flatMap(({ zh, en }) => [zh, en])].join('\n'))
}

/** As words are compared: of one width, in small letters. */
const plain = (text: string): string => text.normalize('NFKC').toLowerCase()
