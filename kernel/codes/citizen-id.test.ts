import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { Refusal } from '#kernel/refusal'
import { codeAsTyped } from './as-typed.ts'
import {
  citizenIdFromFifteenDigits,
  isCitizenId,
  makeCitizenId,
  makeForeignResidentId,
  obstacleToCitizenId,
  parseCitizenId,
} from './citizen-id.ts'

const NOW = '2026-06-01'
const refusedWith = (code: string) => (error: unknown) => error instanceof Refusal && error.code === code

test('the samples of GB 11643 are citizen numbers', () => {
  assert.equal(obstacleToCitizenId('11010519491231002X'), null)
  assert.equal(obstacleToCitizenId('440524188001010014'), null)
  assert.equal(obstacleToCitizenId('440524188001010014', { on: '2026-06-01' }), null)
})

test('a citizen number tells birth, sex and the county of first registration', () => {
  assert.deepEqual(parseCitizenId('11010519491231002X'), { kind: 'citizen', division: '110105', birth: '1949-12-31', sex: 'female', sequence: '002' })
  assert.equal(parseCitizenId('440524188001010014').sex, 'male')
})

test('each fault of a citizen number has its own code', () => {
  const cases = [
    ['', 'codes.citizen_id.length'],
    ['110105491231002', 'codes.citizen_id.length'],
    ['11010519491231002x', 'codes.citizen_id.characters'],
    ['1101051949123100X2', 'codes.citizen_id.characters'],
    ['01010519491231002X', 'codes.citizen_id.division'],
    ['99010519491231002X', 'codes.citizen_id.division'],
    ['81000119491231002X', 'codes.citizen_id.division'],
    ['11010519490229002X', 'codes.citizen_id.date'],
    ['11010519491331002X', 'codes.citizen_id.date'],
    ['11010519491200002X', 'codes.citizen_id.date'],
    ['11010517991231002X', 'codes.citizen_id.date'],
    ['110105194912310021', 'codes.citizen_id.check_digit'],
  ] as const
  for (const [text, code] of cases) assert.equal(obstacleToCitizenId(text), code, text)
})

test('29 February is a birthday in leap years only', () => {
  assert.ok(isCitizenId(makeCitizenId({ division: '440703', birth: '2000-02-29', sequence: 1 })))
  assert.throws(() => makeCitizenId({ division: '440703', birth: '1900-02-29', sequence: 1 }))
  assert.throws(() => makeCitizenId({ division: '440703', birth: '2001-02-29', sequence: 1 }))
})

test('nobody is older than 150 or not born yet on the day of the question', () => {
  const born = (birth: string) => makeCitizenId({ division: '440703', birth, sequence: 1 })
  assert.equal(obstacleToCitizenId(born('1876-06-01'), { on: NOW }), null)
  assert.equal(obstacleToCitizenId(born('1875-06-02'), { on: NOW }), null)
  assert.equal(obstacleToCitizenId(born('1875-06-01'), { on: NOW }), 'codes.citizen_id.age')
  assert.equal(obstacleToCitizenId(born('2026-06-01'), { on: NOW }), null)
  assert.equal(obstacleToCitizenId(born('2026-06-02'), { on: NOW }), 'codes.citizen_id.unborn')
  assert.equal(obstacleToCitizenId(born('2126-06-02')), null)
})

test('the county must have existed at birth or until the number was given out', () => {
  const asked: string[][] = []
  const answer = (value: boolean | null) => (...question: string[]) => {
    asked.push(question)
    return value
  }
  assert.equal(obstacleToCitizenId('11010519491231002X', { on: NOW, divisionExisted: answer(false) }), 'codes.citizen_id.division')
  assert.equal(obstacleToCitizenId('11010519491231002X', { on: NOW, issuedOn: '1986-03-01', divisionExisted: answer(true) }), null)
  assert.equal(obstacleToCitizenId('11010519491231002X', { divisionExisted: answer(null) }), null)
  assert.deepEqual(asked, [
    ['110105', '1949-12-31', NOW],
    ['110105', '1949-12-31', '1986-03-01'],
    ['110105', '1949-12-31', '9999-12-31'],
  ])
})

test('residents from Hong Kong, Macao and Taiwan carry 81, 82 and 83, and no county is asked of them', () => {
  const kinds = { '810000': 'hong_kong_permit', '820000': 'macao_permit', '830000': 'taiwan_permit' }
  for (const [division, kind] of Object.entries(kinds)) {
    const number = makeCitizenId({ division, birth: '1990-05-17', sequence: 28 })
    assert.deepEqual(parseCitizenId(number, { on: NOW, divisionExisted: () => false }), { kind, division, birth: '1990-05-17', sex: 'female', sequence: '028' })
  }
  assert.throws(() => makeCitizenId({ division: '830001', birth: '1990-05-17', sequence: 28 }))
})

test('the permanent residence card of 2023 tells where it was asked for and the nationality', () => {
  assert.equal(makeForeignResidentId({ province: '11', nationality: '124', birth: '1981-08-03', sequence: 2 }), '911124198108030024')
  assert.deepEqual(parseCitizenId('911124198108030024', { on: NOW }), {
    kind: 'foreign_permanent_resident',
    division: '110000',
    nationality: '124',
    birth: '1981-08-03',
    sex: 'female',
    sequence: '002',
  })
  assert.equal(obstacleToCitizenId('911156198108030024'), 'codes.citizen_id.nationality')
  assert.equal(obstacleToCitizenId('911000198108030024'), 'codes.citizen_id.nationality')
})

test('a number of fifteen digits becomes one of eighteen by the century and a check character', () => {
  assert.equal(citizenIdFromFifteenDigits('110105491231002'), '11010519491231002X')
  assert.throws(() => citizenIdFromFifteenDigits('11010549123100'), refusedWith('codes.citizen_id.length'))
  assert.throws(() => citizenIdFromFifteenDigits('11010549123100X'), refusedWith('codes.citizen_id.characters'))
  assert.throws(() => citizenIdFromFifteenDigits('110105490229002'), refusedWith('codes.citizen_id.date'))
  assert.throws(() => citizenIdFromFifteenDigits('810000491231002'), refusedWith('codes.citizen_id.division'))
  assert.throws(() => citizenIdFromFifteenDigits('990105491231002'), refusedWith('codes.citizen_id.division'))
})

test('no slip in the date of birth survives, even where the slip is another real day', () => {
  const birth = fc.date({ min: new Date('1900-01-01'), max: new Date('2026-01-01'), noInvalidDate: true }).map((date) => date.toISOString().slice(0, 10))
  fc.assert(
    fc.property(birth, birth, fc.integer({ min: 0, max: 999 }), (day, other, sequence) => {
      const number = makeCitizenId({ division: '440703', birth: day, sequence })
      const digits = other.replaceAll('-', '')
      const differing = [...digits].filter((digit, place) => digit !== number[6 + place]).length
      fc.pre(differing === 1)
      assert.equal(isCitizenId(number.slice(0, 6) + digits + number.slice(14)), false)
    }),
    { numRuns: 20, maxSkipsPerRun: 20_000 },
  )
  const near = makeCitizenId({ division: '440703', birth: '1985-11-21', sequence: 7 })
  for (const slip of ['1985-11-11', '1985-11-22', '1985-12-21', '1985-10-21', '1984-11-21', '1995-11-21'])
    assert.equal(obstacleToCitizenId(near.slice(0, 6) + slip.replaceAll('-', '') + near.slice(14)), 'codes.citizen_id.check_digit')
})

test('two neighbouring digits that changed places are found', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 999 }), fc.integer({ min: 0, max: 15 }), (sequence, place) => {
      const number = makeCitizenId({ division: '440783', birth: '1962-10-28', sequence })
      const swapped = number.slice(0, place) + number.charAt(place + 1) + number.charAt(place) + number.slice(place + 2)
      assert.ok(swapped === number || !isCitizenId(swapped), swapped)
    }),
  )
})

test('what a person types is brought to the form of the standard, and no further', () => {
  assert.equal(codeAsTyped(' 110105 19491231　００２x '), '11010519491231002X')
  assert.equal(codeAsTyped('11010519491231-002X'), '11010519491231-002X')
})
