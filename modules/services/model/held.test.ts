import assert from 'node:assert/strict'
import { test } from 'node:test'

import { checkRelease, digestOf, releaseOf } from '#kernel/content'
import { kindsOf } from '#kernel/house'
import { readPacks } from '#kernel/releases'

import { modules } from '../../../house.ts'
import { mappingsFor } from './mapping.ts'

const FUND = 'matters/fund-withdrawal-retirement/matter.yaml'
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
  const [fault, ...others] = faultsOf({ [SENIOR]: [[`      - { certificate: household-page, fields: [name, place], where: 'contains(certificate.place, "深圳市")' }\n`, '']] })
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
  assert.match(codes('fields: [name, place], where', 'fields: [name, village], where')[0]![1]!, /household-page\.village/)
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
