import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'

import fc from 'fast-check'

import { parseSocialCreditCode } from '#kernel/codes/social-credit-code'
import { checkRelease, digestOf, releaseOf, type ContentKind } from '#kernel/content'
import { Separations } from '#kernel/duties'
import { releaseFromFiles } from '#kernel/releases'

import { agencyFor } from './actions/agencies.ts'
import { Agencies, clashOfDuties, enclosing, liesWithin, masked, mobileOf, newId, Roles } from './model.ts'

const CONTENT = join(import.meta.dirname, '../../content')
const NODES = ['guangdong', 'shenzhen', 'jiangmen', 'zhaoqing']
const KINDS = [Agencies, Roles, Separations] as ContentKind[]
const COUNTIES = '440303 440304 440305 440306 440307 440308 440309 440310 440311 440703 440704 440705 440781 440783 440784 440785 441202 441203 441204 441223 441224 441225 441226 441284'.split(' ')

const releaseWith = (files: Record<string, string>) => {
  const texts = new Map(Object.values(files).map((text) => [digestOf(text), text]))
  return releaseOf(Object.fromEntries(Object.entries(files).map(([path, text]) => [path, digestOf(text)])), (digest) => texts.get(digest))
}
const faultsOf = (files: Record<string, string>) => checkRelease(releaseWith(files), KINDS).map((fault) => `${fault.pointer} ${fault.detail}`)

test('a division lies in its city and its province and nowhere else', () => {
  assert.deepEqual(enclosing('440703'), ['440703', '440700', '440000'])
  assert.deepEqual(enclosing('440703006'), ['440703', '440700', '440000'])
  assert.deepEqual(enclosing('440000'), ['440000'])
  assert.equal(liesWithin('440703', '440700'), true)
  assert.equal(liesWithin('440700', '440703'), false)
  assert.equal(liesWithin('440303', '440700'), false)
})

test('a mobile number is known however it is written, and nothing else is one', () => {
  for (const written of ['13800138000', '+86 138 0013 8000', '0086-138-0013-8000', '138-0013-8000', '１３８００１３８０００', '8613800138000']) assert.equal(mobileOf(written), '13800138000', written)
  for (const written of ['12800138000', '1380013800', '138001380001', '', '+852 5123 4567', '13800138000;13900139000']) assert.equal(mobileOf(written), null, written)
})

test('a masked number never shows its middle, and a social credit code is public', () => {
  assert.deepEqual(masked({ type: 'citizen-id', value: '440703199005172345' }), { type: 'citizen-id', value: '440703**********45' })
  assert.deepEqual(masked({ type: 'mobile', value: '13800138000' }), { type: 'mobile', value: '138******00' })
  assert.deepEqual(masked({ type: 'other', value: 'ab' }), { type: 'other', value: '**' })
  assert.equal(masked({ type: 'social-credit-code', value: '91440703MA5EXAMP12' }).value, '91440703MA5EXAMP12')
})

test('new ids have the promised form and do not meet', () => {
  const ids = new Set(Array.from({ length: 2000 }, () => newId('p_')))
  assert.equal(ids.size, 2000)
  for (const id of ids) assert.match(id, /^p_[0-9A-Za-z]{22}$/)
})

test('every county of the pilot cities has its own market regulator and a service centre with kiosks, in every node', () => {
  for (const node of NODES) {
    const release = releaseFromFiles(CONTENT, node)
    for (const division of COUNTIES) {
      assert.equal(agencyFor(release, { role: 'market-regulator', division }).division, division)
      assert.equal(agencyFor(release, { role: 'service-centre', division }).kiosks?.length, 2)
    }
  }
})

test('what a county does not have its city does, and what the city does not have the province does', () => {
  const release = releaseFromFiles(CONTENT, 'guangdong')
  for (const role of ['public-security', 'civil-affairs', 'tax-bureau', 'social-insurance', 'provident-fund', 'court', 'bank', 'data-authority']) {
    for (const division of COUNTIES) assert.equal(agencyFor(release, { role, division }).division, `${division.slice(0, 4)}00`, `${role} ${division}`)
  }
  assert.equal(agencyFor(release, { role: 'operator', division: '440703' }).id, 'tongban-operator')
  assert.equal(agencyFor(release, { role: 'market-regulator', division: '440703006001' }).id, 'pengjiang-market')
  assert.throws(() => agencyFor(release, { role: 'bank', division: '440103' }), { code: 'parties.no_agency' })
})

test('agencies of government are registered by the establishment office, and their codes name their own division', () => {
  for (const agency of releaseFromFiles(CONTENT, 'guangdong').get(Agencies, 'agencies')!.value) {
    const code = parseSocialCreditCode(agency.socialCreditCode)
    assert.equal(code.department, agency.role === 'bank' ? '9' : '1', agency.id)
    assert.equal(code.division, agency.division, agency.id)
  }
})

test('the agencies, roles and separations that we ship have no fault', () => {
  for (const node of NODES) {
    const release = releaseFromFiles(CONTENT, node)
    const files = Object.fromEntries(['agencies.yaml', 'roles.yaml', 'separations.yaml'].map((path) => [path, release.textOf(path)!]))
    assert.deepEqual(faultsOf(files), [])
  }
})

test('an agency that is given twice, or with a wrong code, is a fault of the content', () => {
  const one = '- { id: a-market, name: { zh: 甲, en: A }, role: market-regulator, division: "440703", socialCreditCode: 12440000MBTB00011T }\n'
  assert.deepEqual(faultsOf({ 'agencies.yaml': one }), [])
  assert.equal(faultsOf({ 'agencies.yaml': one + one }).length, 3)
  assert.match(faultsOf({ 'agencies.yaml': one.replace('11T', '11U') })[0]!, /socialCreditCode .*GB 32100/)
  assert.match(faultsOf({ 'agencies.yaml': one.replace('role:', 'rank: 1, role:') })[0]!, /rank/)
})

test('a role that unites two powers which one person may not hold is a fault of the content', () => {
  const separations = '- { name: { zh: 甲, en: A }, first: parties.appoint, second: ledger.audit, scope: person }\n'
  const role = (powers: string) => `boss: { name: { zh: 甲, en: A }, powers: [${powers}] }\n`
  assert.deepEqual(faultsOf({ 'separations.yaml': separations, 'roles.yaml': role('parties.appoint') }), [])
  assert.match(faultsOf({ 'separations.yaml': separations, 'roles.yaml': role('parties.appoint, ledger.audit') })[0]!, /boss.*split the role/)
})

test('a clash is found whichever of the two duties is held, and never within the scope of one object', () => {
  const release = releaseFromFiles(CONTENT, 'guangdong')
  assert.deepEqual(clashOfDuties(release, ['parties.appoint'], ['journal.read', 'ledger.audit']), { first: 'parties.appoint', second: 'ledger.audit' })
  assert.deepEqual(clashOfDuties(release, ['ledger.audit'], ['parties.appoint']), { first: 'ledger.audit', second: 'parties.appoint' })
  assert.equal(clashOfDuties(release, ['services.collect'], ['services.decide']), undefined)
})

test('mobile numbers survive any dressing that people give them', () => {
  const dressing = fc.constantFrom('', ' ', '-', '　')
  fc.assert(fc.property(fc.stringMatching(/^1[3-9]\d{9}$/), fc.constantFrom('', '+86', '86', '0086', '+86 '), dressing, dressing, (digits, prefix, a, b) => {
    assert.equal(mobileOf(`${prefix}${digits.slice(0, 3)}${a}${digits.slice(3, 7)}${b}${digits.slice(7)}`), digits)
  }))
})
