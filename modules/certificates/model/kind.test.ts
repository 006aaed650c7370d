import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'

import fc from 'fast-check'

import { addDays } from '#kernel/calendar'
import { isSocialCreditCode } from '#kernel/codes/social-credit-code'
import { composeLicenceIdentifier, parseLicenceIdentifier } from '#kernel/codes/licence-identifier'
import { releaseFromFiles } from '#kernel/releases'
import { setInto } from '#kernel/setting'
import { agenciesOf } from '#modules/parties'

import { CertificateKinds, faultsOfFields, lastDayOf, sampleOf, type Kind } from './kind.ts'
import { faultsOfLayout, Layout } from './layout.ts'

const release = releaseFromFiles(join(import.meta.dirname, '../../../content'), 'guangdong')
const licence = (): Kind => release.get(CertificateKinds, 'business-licence')!.value
const good = {
  name: '江门市试用茶业有限公司', socialCreditCode: '9144030071526726XG', kind: '有限责任公司', legalRepresentative: '某某', capital: 100_000_000,
  establishedOn: '2026-03-02', address: '江门市蓬江区', scope: '茶叶零售', term: '长期',
}

test('the kinds that the journeys need are there, each defined by an authority whose code is good', () => {
  const kinds = release.all(CertificateKinds)
  const needed = ['business-licence', 'seal-filing', 'tax-confirmation', 'social-insurance-registration', 'provident-fund-registration', 'bank-booking', 'electronic-seal', 'invoice-quota', 'name-reservation', 'senior-allowance', 'fund-closure']
  assert.deepEqual(needed.filter((id) => !kinds.some((kind) => kind.id === id)), [])
  assert.deepEqual(kinds.filter(({ value }) => !isSocialCreditCode(value.code.slice(0, 18))).map(({ id }) => id), [])
  assert.deepEqual(kinds.flatMap((kind) => CertificateKinds.check!(kind, release)), [])
  assert.equal(licence().code, '11100000MB0143028R001')
})

test('every kind can be issued: some agency of the place has the role that issues it', () => {
  const roles = new Set(agenciesOf(release).map(({ role }) => role))
  assert.deepEqual(release.all(CertificateKinds).filter(({ value }) => !roles.has(value.issuerRole)).map(({ id, value }) => `${id}: ${value.issuerRole}`), [])
})

test('two kinds with one code, a broken code, a field twice and a person with a firm number are faults of the content', () => {
  const found = release.get(CertificateKinds, 'business-licence')!
  const faultsWith = (change: Partial<Kind>) => CertificateKinds.check!({ ...found, value: { ...found.value, ...change } }, release).map(({ pointer }) => pointer)
  assert.deepEqual(faultsWith({ code: release.get(CertificateKinds, 'seal-filing')!.value.code }), ['/code'])
  assert.deepEqual(faultsWith({ code: '11100000MB0143028T001' }), ['/code'])
  assert.deepEqual(faultsWith({ fields: [...found.value.fields, found.value.fields[0]!] }), ['/fields/9/id'])
  assert.deepEqual(faultsWith({ holder: { kind: 'person', public: false } }), ['/number'])
})

test('every kind of the catalogue says who defines and issues it, for which matters, since when and in which language; a specimen is filled in', () => {
  const kinds = release.all(CertificateKinds)
  assert.ok(kinds.length >= 30, `${kinds.length} kinds`)
  for (const { id, value } of kinds) {
    const { metadata, fields } = value
    assert.ok(metadata !== undefined && metadata.languages.includes('zh') && metadata.issuers.levels.length > 0, id)
    assert.deepEqual(faultsOfFields(value, sampleOf(value)), [], id)
    assert.ok(fields.every(({ sample }) => sample !== undefined), id)
    // Where nobody confirmed the number of the national catalogue it is not given out as one: ours begin at 901, or at what others' identifiers suggest.
    if (Number(value.code.slice(18)) >= 901) assert.equal(metadata.code, 'ours', id)
  }
})

test('an identifier of every kind has a good check digit and comes apart again', () => {
  for (const { id, value: { code } } of release.all(CertificateKinds)) {
    const identifier = composeLicenceIdentifier({ type: code, issuer: '11440000MBTB00038M', serial: '000000001', version: '001' })
    assert.equal(parseLicenceIdentifier(identifier).type, code, id)
  }
})

test('what stands on a specimen has room in its own size of type', () => {
  for (const { id, value } of release.all(CertificateKinds)) {
    for (const [n, area] of value.layout.areas.entries()) {
      const pairs = area.fields.map((name) => ({ id: name, label: value.fields.find((field) => field.id === name)!.label.zh, text: String(value.fields.find((field) => field.id === name)!.sample) }))
      const least = Math.min(...setInto(area, pairs, { label: 1 }).filter(({ label }) => !label).map(({ size }) => size))
      assert.ok(least >= area.size * 0.8, `${id}, area ${n}: ${least} instead of ${area.size}`)
    }
  }
})

test('a kind without metadata, of another level than its code, issued above who defines it, or with a specimen that is empty or wrong, is a fault of the content', () => {
  const found = release.get(CertificateKinds, 'business-licence')!
  const { metadata, fields } = found.value
  const faultsWith = (change: Partial<Kind>) => CertificateKinds.check!({ ...found, value: { ...found.value, ...change } }, release).map(({ pointer }) => pointer)
  assert.deepEqual(faultsWith({ metadata: undefined }), ['/metadata'])
  const told = (change: Partial<NonNullable<Kind['metadata']>>) => faultsWith({ metadata: { ...metadata!, ...change } })
  assert.deepEqual(told({ definedBy: { ...metadata!.definedBy, level: 'city' } }), ['/metadata/definedBy/level', '/metadata/issuers/levels/0', '/metadata/issuers/levels/1'])
  assert.deepEqual(told({ definedBy: { ...metadata!.definedBy, name: { zh: '别的机关', en: 'Somebody else' } } }), ['/metadata/definedBy/name'])
  assert.deepEqual(told({ issuers: { ...metadata!.issuers, levels: ['city', 'city'] } }), ['/metadata/issuers/levels/1'])
  assert.deepEqual(told({ languages: ['zh', 'zh'] }), ['/metadata/languages/1'])
  assert.deepEqual(told({ matters: [metadata!.matters[0]!, metadata!.matters[0]!] }), ['/metadata/matters/1/name'])
  const household = release.get(CertificateKinds, 'household-page')!
  assert.deepEqual(CertificateKinds.check!({ ...household, value: { ...household.value, metadata: { ...household.value.metadata!, issuers: { ...household.value.metadata!.issuers, levels: ['nation'] } } } }, release).map(({ pointer }) => pointer), ['/metadata/issuers/levels/0'])
  const first = (sample: string | number | undefined) => faultsWith({ fields: fields.map((field) => (field.id === 'capital' ? { ...field, sample } : field)) })
  assert.deepEqual(first(undefined), ['/fields/4/sample'])
  assert.deepEqual(first('a hundred'), ['/fields/4/sample'])
  for (const [part, wrong] of [['matters', []], ['languages', []], ['publishedOn', '2026-13-01'], ['code', 'official']] as const) assert.equal(CertificateKinds.schema.safeParse({ ...found.value, metadata: { ...metadata, [part]: wrong } }).success, false, part)
  assert.equal(CertificateKinds.schema.safeParse({ ...found.value, metadata: { ...metadata, matters: [{ name: { zh: '某', en: 'One' }, code: '12345' }] } }).success, false)
})

test('a field without a place, with two or unknown, and what leaves its sheet or lies over something, are faults with their place', () => {
  const { layout, fields } = licence()
  const ids = fields.map(({ id }) => id)
  const pointers = (change: Partial<Layout>, known = ids) => faultsOfLayout({ ...layout, ...change }, known).map(({ pointer }) => pointer)
  assert.deepEqual(pointers({}), [])
  assert.deepEqual(pointers({}, [...ids, 'extra']), ['/areas'])
  assert.deepEqual(pointers({}, ids.slice(1)), ['/areas/1/fields/0'])
  const [head, left, right] = layout.areas as [Layout['areas'][number], Layout['areas'][number], Layout['areas'][number]]
  assert.deepEqual(pointers({ areas: [head, { ...left, fields: [...left.fields, 'scope'] }, right] }), ['/areas/1/fields/4'])
  assert.deepEqual(pointers({ areas: [head, left, { ...right, x: 250 }] }), ['/areas/2'])
  assert.deepEqual(pointers({ qr: { ...layout.qr, x: 100, y: 100 } }), ['/qr'])
  assert.deepEqual(pointers({ seal: { ...layout.seal, y: 200 } }), ['/seal'])
  assert.deepEqual(pointers({ photo: { x: 30, y: 90, width: 20, height: 25 } }), ['/photo'])
  assert.equal(Layout.safeParse({ ...layout, shadow: true }).success, false)
})

test('every field that is missing, unknown or of the wrong form is named with its place', () => {
  const codes = (fields: Record<string, unknown>) => faultsOfFields(licence(), fields).map(({ pointer, code }) => `${pointer} ${code}`)
  assert.deepEqual(codes(good), [])
  const { scope: _, ...without } = good
  assert.deepEqual(codes(without), ['/fields/scope certificates.field_missing'])
  assert.deepEqual(codes({ ...good, term: '' }), ['/fields/term certificates.field_missing'])
  assert.deepEqual(codes({ ...good, 'a/b~c': 1 }), ['/fields/a~1b~0c certificates.field_unknown'])
  const wrong = [['capital', 0.5], ['capital', '100'], ['establishedOn', '2026-02-30'], ['socialCreditCode', '914403001922038217'], ['name', 7], ['name', 'a\u202eb'], ['name', 'a\u0000'], ['scope', '茶'.repeat(4001)], ['address', '\ud800']] as const
  for (const [id, value] of wrong) assert.deepEqual(codes({ ...good, [id]: value }), [`/fields/${id} certificates.field_form`], `${id} ${value}`)
  assert.deepEqual(codes({ ...good, toString: 'x' }), ['/fields/toString certificates.field_unknown'])
})

test('a certificate ends with the day before the same day, or with the last day of a shorter month', () => {
  const table: [string, 'day' | 'month' | 'year', number, string][] = [
    ['2026-03-02', 'year', 5, '2031-03-01'], ['2024-02-29', 'year', 1, '2025-02-28'], ['2024-02-29', 'year', 4, '2028-02-28'],
    ['2026-01-31', 'month', 1, '2026-02-28'], ['2026-12-31', 'month', 2, '2027-02-28'], ['2026-12-01', 'month', 1, '2026-12-31'],
    ['2026-11-15', 'month', 2, '2027-01-14'], ['2026-03-02', 'day', 1, '2026-03-02'], ['2026-02-28', 'day', 30, '2026-03-29'],
  ]
  for (const [from, unit, amount, last] of table) assert.equal(lastDayOf(from, { unit, amount }), last, `${amount} ${unit} from ${from}`)
  assert.equal(lastDayOf('2026-03-02', 'unlimited'), null)
})

test('a validity never ends before it begins, and a longer one never ends earlier', () => {
  fc.assert(fc.property(fc.integer({ min: 0, max: 40_000 }), fc.constantFrom('day', 'month', 'year'), fc.integer({ min: 1, max: 1199 }), (offset, unit, amount) => {
    const from = addDays('1990-01-01', offset)
    const last = lastDayOf(from, { unit, amount })!
    assert.match(last, /^\d{4}-\d\d-\d\d$/)
    assert.ok(last >= from && last < lastDayOf(from, { unit, amount: amount + 1 })!)
  }))
})
