import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Refusal } from '#kernel/refusal'
import {
  isOrganisationCode,
  isSocialCreditCode,
  makeSocialCreditCode,
  obstacleToOrganisationCode,
  obstacleToSocialCreditCode,
  parseSocialCreditCode,
  socialCreditCheckCharacter,
} from './social-credit-code.ts'

const REAL = ['914403001922038216', '9144030071526726XG', '91440300192317458F', '11100000000013338W', '11100000MB0143028R', '11370800MB28559184']

for (const code of REAL) {
  test(`${code} is a social credit code, inner organisation code and all`, () => {
    assert.equal(obstacleToSocialCreditCode(code), null)
    assert.ok(isSocialCreditCode(code))
    assert.ok(isOrganisationCode(code.slice(8, 17)))
  })
}

test('a social credit code comes apart into who registered what where', () => {
  assert.deepEqual(parseSocialCreditCode('9144030071526726XG'), {
    department: '9',
    organisationType: '1',
    division: '440300',
    organisationCode: '71526726X',
    check: 'G',
  })
})

test('each fault of a social credit code has its own code', () => {
  const body = '91440300192203822' // The organisation code 192203822 should end in 1.
  const cases = [
    ['9144030019220382', 'codes.social_credit.length'],
    ['', 'codes.social_credit.length'],
    ['91440300192203821I', 'codes.social_credit.characters'],
    ['91440300192203821g', 'codes.social_credit.characters'],
    ['91440A001922038216', 'codes.social_credit.division'],
    ['914403001922038215', 'codes.social_credit.check_digit'],
    [body + socialCreditCheckCharacter(body), 'codes.social_credit.organisation_code'],
  ] as const
  for (const [text, code] of cases) assert.equal(obstacleToSocialCreditCode(text), code, text)
})

test('a social credit code that is none is refused when taken apart', () => {
  const refusal = { code: 'codes.social_credit.check_digit', kind: 'unfit' }
  assert.throws(() => parseSocialCreditCode('914403001922038215'), (error) => error instanceof Refusal && error.code === refusal.code && error.kind === refusal.kind)
})

test('a social credit code is made from its parts as the registrar would', () => {
  assert.equal(makeSocialCreditCode({ department: '9', organisationType: '1', division: '440300', sequence: 19220382 }), '914403001922038216')
  assert.equal(makeSocialCreditCode({ department: '1', organisationType: '1', division: '100000', sequence: 1333 }), '11100000000013338W')
  assert.equal(makeSocialCreditCode({ department: '1', organisationType: '1', division: '100000', sequence: 'MB014302' }), '11100000MB0143028R')
})

test('parts that make no social credit code are a fault, not a code', () => {
  assert.throws(() => makeSocialCreditCode({ department: '9', organisationType: '1', division: '440300', sequence: 100_000_000 }))
  assert.throws(() => makeSocialCreditCode({ department: 'I', organisationType: '1', division: '440300', sequence: 1 }))
  assert.throws(() => makeSocialCreditCode({ department: '9', organisationType: '1', division: '4403', sequence: 1 }))
  assert.throws(() => makeSocialCreditCode({ department: '9', organisationType: '1', division: '440300', sequence: 'ZZZZZZZZ' }))
})

test('each fault of an organisation code has its own code', () => {
  assert.equal(obstacleToOrganisationCode('71526726X'), null)
  assert.equal(obstacleToOrganisationCode('71526726-X'), 'codes.organisation.length')
  assert.equal(obstacleToOrganisationCode('71526726x'), 'codes.organisation.characters')
  assert.equal(obstacleToOrganisationCode('715267260'), 'codes.organisation.check_digit')
})
