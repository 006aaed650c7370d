import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { Refusal } from '#kernel/refusal'
import { composeRealEstateTitle, isRealEstateTitle, obstacleToRealEstateTitle, parseRealEstateTitle } from './real-estate-title.ts'
import { composeRealEstateUnit, isRealEstateUnit, obstacleToRealEstateUnit, parcelOf, parseRealEstateUnit } from './real-estate-unit.ts'

const FLAT = '440703001002GB00003F00040005'

test('a flat comes apart into county, cadastre, parcel and fixture', () => {
  assert.deepEqual(parseRealEstateUnit(FLAT), {
    county: '440703',
    cadastralDistrict: '001',
    cadastralSubdistrict: '002',
    ownership: 'G',
    right: 'B',
    parcel: '00003',
    fixture: 'F',
    fixtureNumber: '00040005',
  })
})

test('the parcel under a flat is a unit of its own that ends in W00000000', () => {
  assert.equal(parcelOf(FLAT), '440703001002GB00003W00000000')
  assert.ok(isRealEstateUnit(parcelOf(FLAT)))
  assert.equal(parcelOf(parcelOf(FLAT)), parcelOf(FLAT))
})

test('each fault of a real-estate unit code has its own code', () => {
  const cases = [
    ['', 'codes.real_estate_unit.length'],
    [`${FLAT}0`, 'codes.real_estate_unit.length'],
    [`0${FLAT.slice(1)}`, 'codes.real_estate_unit.division'],
    [FLAT.replace('440703001', '440703A01'), 'codes.real_estate_unit.cadastre'],
    [FLAT.replace('GB', 'XB'), 'codes.real_estate_unit.parcel'],
    [FLAT.replace('GB', 'GI'), 'codes.real_estate_unit.parcel'],
    [FLAT.replace('GB', 'gb'), 'codes.real_estate_unit.parcel'],
    [FLAT.replace('F', 'A'), 'codes.real_estate_unit.fixture'],
    [FLAT.replace('F', 'W'), 'codes.real_estate_unit.fixture'],
    [FLAT.replace('F0004', 'F000-'), 'codes.real_estate_unit.fixture'],
  ] as const
  for (const [text, code] of cases) assert.equal(obstacleToRealEstateUnit(text), code, text)
})

test('every unit taken apart and composed again is itself', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[1-9]\d{11}[GJZ][ABSXCDEFHGWY]\d{5}([FLQ]\d{8}|W00000000)$/), (code) => {
      assert.equal(composeRealEstateUnit(parseRealEstateUnit(code)), code)
    }),
  )
  assert.throws(() => composeRealEstateUnit({ ...parseRealEstateUnit(FLAT), parcel: '3' }), (error) => error instanceof Refusal && error.code === 'codes.real_estate_unit.length')
})

test('a title number tells province, year, place and sequence', () => {
  const title = { province: '粤', year: 2022, place: '江门市', kind: 'title', sequence: 12345 } as const
  assert.deepEqual(parseRealEstateTitle('粤(2022)江门市不动产权第0012345号'), title)
  assert.deepEqual(parseRealEstateTitle('粤（2022）江门市不动产权第0012345号'), title)
  assert.equal(composeRealEstateTitle(title), '粤(2022)江门市不动产权第0012345号')
  assert.equal(parseRealEstateTitle('粤(2021)深圳市不动产证明第0000001号').kind, 'certificate')
})

test('what is not a title number is refused', () => {
  const forms = ['粤2022江门市不动产权第0012345号', '甲(2022)江门市不动产权第0012345号', '粤(2022)江门市不动产权第12345号', '粤(2022)江门市不动产权第0000000号', '粤(2022)不动产权第0012345号', ' 粤(2022)江门市不动产权第0012345号']
  for (const text of forms) assert.equal(obstacleToRealEstateTitle(text), 'codes.real_estate_title.form', text)
  assert.equal(obstacleToRealEstateTitle('粤(2014)江门市不动产权第0012345号'), 'codes.real_estate_title.year')
  assert.ok(isRealEstateTitle('粤(2015)江门市不动产权第0012345号'))
})
