import assert from 'node:assert/strict'
import { test } from 'node:test'

import { checkRelease, digestOf, releaseOf } from '#kernel/content'
import { kindsOf } from '#kernel/house'
import { readPacks } from '#kernel/releases'

import { modules } from '../../../house.ts'
import { mappingsFor } from './mapping.ts'

const FUND = 'matters/fund-withdrawal-retirement/matter.yaml'
/** How the allowance asks for the residence: by the facts that a certificate says, whichever it is. */
const BY_FACTS = `      - { facts: { name: population-person.name, place: population-person.hukou.address }, where: 'contains(fact.place, "深圳市")' }`
const NAME = 'matters/company-registration/matter.yaml'
const SENIOR = 'matters/senior-allowance/matter.yaml'

/** The content of the province with files changed: each a text in place of another. */
function provinceWith(changes: Readonly<Record<string, readonly (readonly [was: string, is: string])[]>>, more: Readonly<Record<string, string>> = {}) {
  const files = new Map([...readPacks('content', 'guangdong'), ...Object.entries(more)])
  for (const [path, pairs] of Object.entries(changes)) {
    for (const [was, is] of pairs) {
      assert.ok(files.get(path)!.includes(was), `${path} has ${was}`)
      files.set(path, files.get(path)!.replace(was, is))
    }
  }
  const texts = new Map([...files.values()].map((text) => [digestOf(text), text]))
  return releaseOf(Object.fromEntries([...files].map(([path, text]) => [path, digestOf(text)])), (digest) => texts.get(digest))
}
const faultsOf = (...given: Parameters<typeof provinceWith>) => checkRelease(provinceWith(...given), kindsOf(modules)).map(({ file, pointer, code, detail }) => ({ file, pointer, code, detail }))

test('a matter that asks for a paper whose contents a certificate holds is refused, naming the matter, the paper and the certificate', () => {
  const [fault, ...others] = faultsOf({ [SENIOR]: [[`${BY_FACTS}\n`, '']] })
  assert.deepEqual([fault!.file, fault!.pointer, fault!.code, others], [SENIOR, '/requirements/residence', 'services.held_material', []])
  for (const named of ['senior-allowance', '高龄津贴', '居民户口簿', 'the certificate kind household-page', '常住人口登记卡']) assert.ok(fault!.detail.includes(named), fault!.detail)
})

test('so is one whose paper a register holds, and one that asks for it in a field of its form', () => {
  const [register] = faultsOf({ [FUND]: [['      - { register: pension, take: [retired, retiredOn], where: pension.retired }', '      - { register: cards, take: [cards] }']] })
  assert.deepEqual([register!.code, /the source pension-person \(养老待遇库\)/.test(register!.detail)], ['services.held_material', true])
  const [field] = faultsOf({ [FUND]: [['      - id: card\n', '      - { id: paper, label: { zh: 退休证编号, en: Number of the retirement certificate }, type: text, asked: { zh: 见退休证, en: It stands on the certificate } }\n      - id: card\n']] })
  assert.deepEqual([field!.pointer, field!.code], ['/form/payout/paper', 'services.held_material'])
})

test('a paper nobody knows, a kind, an ask or a field that there is not: each is named', () => {
  const codes = (was: string, is: string) => faultsOf({ [SENIOR]: [[was, is]] }).map(({ code, detail }) => [code, detail])
  assert.equal(codes('material: household-register', 'material: family-tree')[0]![0], 'services.no_material')
  assert.match(faultsOf({ [NAME]: [['fields: [name, applicant, reservedUntil]', 'fields: [name, applicant, village]']] })[0]!.detail, /name-reservation\.village/)
  assert.match(codes('{ register: identity, take: [hukou]', '{ register: identity, take: [mobile]')[0]![1]!, /identity\.mobile/)
  assert.deepEqual(faultsOf({}), [])
})

test('the table says which certificates stand in for what: of the matters handled here by their requirements, of others by their files', () => {
  const row = { matter: 'school-entry', title: { zh: '小学入学', en: 'School entry' }, material: 'household-register', kind: 'household-page', fields: ['place'] }
  const release = provinceWith({}, { 'mappings/elsewhere.json': JSON.stringify([row]) })
  assert.deepEqual(mappingsFor(release, { kind: 'household-page' }, 0, 10).items.map(({ matter }) => matter), ['school-entry', 'senior-allowance'])
  assert.deepEqual(mappingsFor(release, { matter: 'company-registration' }, 0, 10).items.map(({ kind, fields }) => [kind, fields]), [['name-reservation', ['name', 'applicant', 'reservedUntil']]])
  assert.deepEqual(mappingsFor(release, { matter: 'senior-allowance', kind: 'name-reservation' }, 0, 10), { items: [], total: 0, next: null })
  assert.equal(mappingsFor(release, {}, 0, 1).next, '1')
  assert.equal(faultsOf({}, { 'mappings/elsewhere.json': JSON.stringify([{ ...row, material: 'family-tree' }]) })[0]!.code, 'services.no_material')
})

test('a certificate is taken for the facts that its kind says: a kind that comes later is taken too, and facts that nobody says are named', () => {
  const kinds = (release: ReturnType<typeof provinceWith>) => mappingsFor(release, { matter: 'senior-allowance' }, 0, 10).items.map(({ kind, fields }) => [kind, fields])
  assert.deepEqual(kinds(provinceWith({})), [['household-page', ['name', 'place']]])
  // The address on an identity card is the one of the day of issue; where a city holds the card to say where somebody is registered, it says so in the kind.
  const card = 'certificates/identity-card.yaml'
  const says: Parameters<typeof provinceWith>[0] = { [card]: [['sample: 样本省样本市样本区样本路1号 }', 'sample: 样本省样本市样本区样本路1号, fact: population-person.hukou.address }']] }
  assert.deepEqual(kinds(provinceWith(says)), [['household-page', ['name', 'place']], ['identity-card', ['name', 'address']]])
  assert.deepEqual(faultsOf(says), [])
  const nobody = faultsOf({ [SENIOR]: [['name: population-person.name, place', 'name: population-person.mobile, place']] })
  assert.deepEqual(nobody.map(({ pointer, code }) => [pointer, code]), [['/requirements/residence', 'services.held_material'], ['/requirements/residence', 'services.no_evidence']])
})

test('a field that claims a fact no source has, or of another kind, and a kind that does not know the matter which grants it, are faults', () => {
  const page = 'certificates/household-page.yaml'
  const codes = (was: string, is: string) => faultsOf({ [page]: [[was, is]] }).filter(({ file }) => file === page).map(({ pointer, code }) => [pointer, code])
  assert.deepEqual(codes('fact: population-person.sex', 'fact: population-person.shoe'), [['/fields/1/fact', 'services.no_fact']])
  assert.deepEqual(codes('fact: population-person.sex', 'fact: population-person.alive'), [['/fields/1/fact', 'services.no_fact']])
  assert.deepEqual(codes('fact: population-person.sex', 'fact: population-person.hukou'), [['/fields/1/fact', 'services.no_fact']])
  const [stranger] = faultsOf({ 'certificates/senior-allowance.yaml': [['code: "440511014000"', 'code: "440511014001"']] })
  assert.deepEqual([stranger!.file, stranger!.pointer, stranger!.code], [SENIOR, '/grant', 'services.kind_without_matter'])
})
