import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  LICENCE_ROOT,
  composeLicenceIdentifier,
  isBankCard,
  isCitizenId,
  isLicenceIdentifier,
  isMatterCode,
  isOrganisationCode,
  isRealEstateUnit,
  isSocialCreditCode,
  makeBankCard,
  makeCitizenId,
  makeForeignResidentId,
  makeSocialCreditCode,
} from './index.ts'

const USUAL = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'
const ODD = 'abcxyz .-_/０１Ｘ甲\n\u0000'

/** Every text that differs from `code` in exactly one character of the usual and the odd ones. */
const slips = (code: string) =>
  [...code].flatMap((right, place) =>
    [...USUAL, ...ODD].filter((wrong) => wrong !== right).map((wrong) => code.slice(0, place) + wrong + code.slice(place + 1)),
  )

const seventeenDigits = fc.integer({ min: 0, max: 99_999_999 })
const division = fc.constantFrom('440303', '440703', '440705', '441202', '110105', '650102', '100000')
const organisationBody = fc.oneof(seventeenDigits, fc.stringMatching(/^MA[0-9A-HJ-NP-RTUWXY]{6}$/))
const socialCredit = fc
  .record({
    department: fc.constantFrom('1', '5', '9', 'N', 'Y'),
    organisationType: fc.constantFrom('1', '2', '3', '9'),
    division,
    sequence: organisationBody,
  })
  .map(makeSocialCreditCode)
const birth = fc
  .date({ min: new Date('1850-01-01'), max: new Date('2026-01-01'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10))
const sequence = fc.integer({ min: 0, max: 999 })
const citizen = fc
  .record({ division: fc.constantFrom('440303', '440705', '110105', '810000', '820000', '830000'), birth, sequence })
  .map(makeCitizenId)
const foreigner = fc
  .record({ province: fc.constantFrom('11', '44'), nationality: fc.constantFrom('124', '840', '392'), birth, sequence })
  .map(makeForeignResidentId)
const licence = fc
  .record({
    type: fc.tuple(socialCredit, fc.stringMatching(/^\d{3}$/)).map((parts) => parts.join('')),
    issuer: fc.oneof(socialCredit, division),
    serial: fc.stringMatching(/^[0-9A-Z]{1,20}$/),
    version: fc.stringMatching(/^\d{3}$/),
  })
  .map(composeLicenceIdentifier)
const bankCard = fc.record({ issuer: fc.stringMatching(/^62\d{4}$/), account: fc.stringMatching(/^\d{9,12}$/) }).map(makeBankCard)
const matter = fc
  .tuple(socialCredit, fc.constantFrom('1', '3', '6'), fc.constantFrom('00', '44'), fc.constantFrom('01', '10', '20'), fc.stringMatching(/^\d{8}$/))
  .map((parts) => parts.join(''))

const CHECKED = [
  { name: 'a social credit code', made: socialCredit, is: isSocialCreditCode },
  { name: 'a citizen number', made: citizen, is: (text: string) => isCitizenId(text) },
  { name: 'a permanent residence number', made: foreigner, is: (text: string) => isCitizenId(text) },
  { name: 'a licence identifier', made: licence, is: isLicenceIdentifier },
  { name: 'a bank card number', made: bankCard, is: isBankCard },
]

for (const { name, made, is } of CHECKED) {
  test(`${name} that is made is accepted, and refused with any one character wrong`, () => {
    fc.assert(
      fc.property(made, (code) => {
        assert.ok(is(code), code)
        assert.deepEqual(slips(code).filter(is), [])
      }),
      { numRuns: 60 },
    )
  })

  test(`${name} is refused with a character missing or one too many`, () => {
    fc.assert(
      fc.property(made, fc.constantFrom(...'0X甲 '), (code, more) => {
        const shorter = name === 'a bank card number' || name === 'a licence identifier' ? [] : [code.slice(1), code.slice(0, -1)]
        const longer = name === 'a bank card number' ? [`${code}甲`] : [more + code, code + more]
        assert.deepEqual([...shorter, ...longer].filter(is), [])
      }),
      { numRuns: 60 },
    )
  })
}

test('an organisation code is refused with one wrong digit; only a letter eleven or twenty-two apart escapes its check character', () => {
  const value = (character: string) => USUAL.indexOf(character) % 11
  fc.assert(
    fc.property(socialCredit, (code) => {
      const inner = code.slice(8, 17)
      assert.ok(isOrganisationCode(inner), inner)
      const escaped = slips(inner).filter(isOrganisationCode)
      const places = escaped.map((text) => [...text].findIndex((character, place) => character !== inner[place]))
      assert.deepEqual(escaped.filter((text, at) => value(text.charAt(places[at]!)) !== value(inner.charAt(places[at]!))), [])
      assert.deepEqual(escaped.filter((text, at) => /\d\d/.test(text.charAt(places[at]!) + inner.charAt(places[at]!))), [])
      assert.deepEqual(escaped.filter((_, at) => places[at] === 8), [])
    }),
    { numRuns: 60 },
  )
})

test('a licence identifier stands under the nation’s root only', () => {
  fc.assert(
    fc.property(licence, (code) => {
      assert.ok(!isLicenceIdentifier(code.slice(LICENCE_ROOT.length + 1)))
      assert.ok(!isLicenceIdentifier(`1.2.156.3005.3${code.slice(LICENCE_ROOT.length)}`))
    }),
    { numRuns: 30 },
  )
})

test('a matter code has no check digit: a slip in the organ is refused, a slip elsewhere unless it names another matter', () => {
  fc.assert(
    fc.property(matter, (code) => {
      assert.ok(isMatterCode(code), code)
      const surviving = slips(code).filter(isMatterCode)
      assert.deepEqual(surviving.filter((text) => text.slice(0, 18) !== code.slice(0, 18)), [])
      assert.deepEqual(surviving.filter((text) => !/^\d$/.test(text.charAt([...text].findIndex((at, place) => at !== code[place])))), [])
    }),
    { numRuns: 40 },
  )
})

test('a real-estate unit code has no check digit: a slip survives only as another well-formed unit', () => {
  const grammar = /^[1-9]\d{11}[GJZ][ABSXCDEFHGWY]\d{5}(?:[FLQ]\d{8}|W0{8})$/
  const unit = fc.stringMatching(/^44070300[0-9]{4}[GJZ][ABSXCDEFHGWY]\d{5}F\d{8}$/)
  fc.assert(
    fc.property(unit, (code) => {
      assert.ok(isRealEstateUnit(code), code)
      assert.deepEqual(slips(code).filter((text) => isRealEstateUnit(text) !== grammar.test(text)), [])
    }),
    { numRuns: 40 },
  )
})
