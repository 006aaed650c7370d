import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { Refusal } from '#kernel/refusal'
import { makeCitizenId, obstacleToCitizenId } from './citizen-id.ts'
import {
  ancestryAt,
  childrenAt,
  divisionAt,
  divisionLevel,
  existedBetween,
  fullNameAt,
  parentAt,
  readDivisions,
  shortDivisionCode,
  successorsAt,
  townKind,
} from './division.ts'

const file = readFileSync(new URL('../../content/guangdong/divisions.json', import.meta.url), 'utf8')
const guangdong = readDivisions(JSON.parse(file))
const TODAY = '2026-06-01'

const PILOT: Record<string, string> = {
  '440300': '深圳市 罗湖区303 福田区304 南山区305 宝安区306 龙岗区307 盐田区308 龙华区309 坪山区310 光明区311',
  '440700': '江门市 蓬江区703 江海区704 新会区705 台山市781 开平市783 鹤山市784 恩平市785',
  '441200': '肇庆市 端州区202 鼎湖区203 高要区204 广宁县223 怀集县224 封开县225 德庆县226 四会市284',
}

for (const [code, expected] of Object.entries(PILOT)) {
  test(`${code} has the counties it has, each with an English name`, () => {
    const counties = childrenAt(guangdong, code, TODAY)
    const found = counties.map((county) => `${county.name}${county.code.slice(3)}`)
    assert.equal([divisionAt(guangdong, code, TODAY)?.name, ...found].join(' '), expected)
    assert.deepEqual(counties.filter((county) => county.nameEn === undefined), [])
  })
}

test('Guangdong has 21 cities, 122 counties and 1,757 streets and towns', () => {
  const cities = childrenAt(guangdong, '440000', TODAY)
  const counties = cities.flatMap((city) => childrenAt(guangdong, city.code, TODAY)).filter((below) => below.code.length === 6)
  const towns = [...guangdong.keys()].filter((code) => code.length === 9 && divisionAt(guangdong, code, TODAY) !== null)
  assert.deepEqual([cities.length, counties.length, towns.length], [21, 122, 1757])
})

test('the content file is small enough to be read at once', () => assert.ok(Buffer.byteLength(file) < 1_000_000))

test('Xinhui was a county, then a city, then a district of Jiangmen', () => {
  assert.equal(fullNameAt(guangdong, '440721', '1990-01-01'), '广东省江门市新会县')
  assert.equal(fullNameAt(guangdong, '449006', '1993-12-01'), '广东省新会市')
  assert.equal(fullNameAt(guangdong, '440782', '2000-01-01'), '广东省江门市新会市')
  assert.equal(divisionAt(guangdong, '440782', '2003-01-01'), null)
  assert.equal(divisionAt(guangdong, '440705', '2001-12-31'), null)
  assert.equal(fullNameAt(guangdong, '440705', '2003-01-01'), '广东省江门市新会区')
})

test('Gaoyao became a district of Zhaoqing in 2015, and its oldest code still finds it', () => {
  assert.equal(divisionAt(guangdong, '441283', '2014-06-01')?.name, '高要市')
  assert.equal(divisionAt(guangdong, '441283', '2016-01-01'), null)
  for (const code of ['442821', '441221', '449014', '441283', '441204'])
    assert.deepEqual(successorsAt(guangdong, code, TODAY).map((division) => division.code), ['441204'])
})

test('the county of Bao’an became two districts of Shenzhen', () => {
  assert.deepEqual(successorsAt(guangdong, '440321', '1995-01-01').map((division) => division.name), ['宝安区', '龙岗区'])
  assert.equal(parentAt(guangdong, '440321', '1985-01-01')?.name, '深圳市')
})

test('successors are followed through a code that was renamed, and never from a time that is still to come', () => {
  assert.deepEqual(successorsAt(guangdong, '440602', TODAY).map((division) => division.name), ['禅城区'])
  assert.deepEqual(successorsAt(guangdong, '440116', TODAY).map((division) => division.name), ['黄埔区'])
  assert.deepEqual(successorsAt(guangdong, '440116', '1999-01-01'), [])
})

test('a code that was given to another place names each in its time', () => {
  assert.equal(divisionAt(guangdong, '440106', '1987-12-31')?.name, '芳村区')
  assert.equal(divisionAt(guangdong, '440106', '1988-01-01')?.name, '天河区')
  assert.equal(divisionAt(guangdong, '449002', '1985-01-01')?.name, '中山市')
  assert.equal(divisionAt(guangdong, '449002', '1993-01-01')?.name, '台山市')
})

test('a street stands while its county does', () => {
  assert.equal(fullNameAt(guangdong, '440309001', TODAY), '广东省深圳市龙华区观湖街道')
  assert.equal(divisionAt(guangdong, '440309001', '2015-12-31'), null)
  assert.equal(fullNameAt(guangdong, '441900003', TODAY), '广东省东莞市东城街道')
  assert.deepEqual(ancestryAt(guangdong, '440309001', '2015-12-31'), [])
})

test('names in full run from large to small in Chinese and the other way in English', () => {
  assert.equal(fullNameAt(guangdong, '440705', TODAY, 'en'), 'Xinhui District, Jiangmen, Guangdong')
  assert.equal(fullNameAt(guangdong, '440705001', TODAY, 'en'), '会城街道, Xinhui District, Jiangmen, Guangdong')
  assert.equal(fullNameAt(guangdong, '440799', TODAY), null)
})

test('a statistical code of twelve digits names what its first digits name', () => {
  assert.equal(shortDivisionCode('440703000000'), '440703')
  assert.equal(shortDivisionCode('440703101000'), '440703101')
  assert.equal(shortDivisionCode('440703101202'), '440703101202')
  assert.equal(fullNameAt(guangdong, '440703101000', TODAY), '广东省江门市蓬江区棠下镇')
})

test('a village in a table hangs below its town', () => {
  const table = readDivisions([
    { code: '440000', name: '广东省' },
    { code: '440700', name: '江门市' },
    { code: '440703', name: '蓬江区' },
    { code: '440703101', name: '棠下镇' },
    { code: '440703101202', name: '某某村' },
  ])
  assert.equal(fullNameAt(table, '440703101202', TODAY), '广东省江门市蓬江区棠下镇某某村')
  assert.deepEqual(childrenAt(table, '440703101000', TODAY).map((village) => village.code), ['440703101202'])
})

test('a code tells its level, and a town’s code what kind of town', () => {
  const levels = ['440000', '440700', '440703', '440703101', '440703101202', '440703000000'].map(divisionLevel)
  assert.deepEqual(levels, ['province', 'city', 'county', 'town', 'village', 'county'])
  const kinds = ['440703002', '440703101', '441224200', '440306400', '440703'].map(townKind)
  assert.deepEqual(kinds, ['subdistrict', 'town', 'township', 'special', null])
})

test('people keep the code of a county that is gone, but are not born into it afterwards', () => {
  const question = { on: TODAY, divisionExisted: (code: string, from: string, until: string) => existedBetween(guangdong, code, from, until) }
  const born = (division: string, birth: string) => obstacleToCitizenId(makeCitizenId({ division, birth, sequence: 1 }), question)
  assert.equal(born('440782', '1999-05-01'), null)
  assert.equal(born('440782', '2010-05-01'), 'codes.citizen_id.division')
  assert.equal(born('440705', '1950-05-01'), null)
  assert.equal(born('440301', '1985-05-01'), null)
  assert.equal(born('440799', '1985-05-01'), 'codes.citizen_id.division')
  assert.equal(born('110105', '1985-05-01'), null)
  assert.equal(obstacleToCitizenId('440524188001010014', question), null)
  const early = { ...question, issuedOn: '1990-01-01' }
  assert.equal(obstacleToCitizenId(makeCitizenId({ division: '440705', birth: '1985-05-01', sequence: 1 }), early), 'codes.citizen_id.division')
})

test('the table does not answer for provinces that it does not hold', () => {
  assert.equal(existedBetween(guangdong, '110105', '1990-01-01', TODAY), null)
  assert.equal(existedBetween(guangdong, '440799', '1990-01-01', TODAY), false)
})

test('the summary code of a city’s districts is no place, but is known', () => {
  assert.equal(divisionAt(guangdong, '440301', TODAY)?.name, '市辖区')
  assert.ok(!childrenAt(guangdong, '440300', TODAY).some((county) => county.code === '440301'))
})

test('a table with a fault is refused with the row and the key', () => {
  const province = { code: '440000', name: '广东省' }
  const city = { code: '440700', name: '江门市' }
  const cases: [unknown, string, number][] = [
    [{}, '', 0],
    [[null], 'code', 0],
    [[{ ...province, code: '44' }], 'code', 0],
    [[{ ...province, name: '' }], 'name', 0],
    [[{ ...province, nameEn: 4 }], 'nameEn', 0],
    [[{ ...province, from: '1980' }], 'from', 0],
    [[{ ...province, from: '1990-01-01', to: '1990-01-01' }], 'to', 0],
    [[{ ...province, successors: '460000' }], 'successors', 0],
    [[{ ...province, colour: 'red' }], 'colour', 0],
    [[city], 'code', 0],
    [[province, { ...city, to: '1990-01-01', successors: ['440800'] }], 'successors', 1],
    [[province, { ...city, from: '1980-01-01', to: '1990-01-01' }, { ...city, from: '1989-01-01' }], 'to', 1],
    [[province, city, city], 'to', 1],
  ]
  for (const [json, key, row] of cases)
    assert.throws(
      () => readDivisions(json),
      (error) => error instanceof Refusal && error.code === 'codes.division.table' && error.details['key'] === key && error.details['row'] === row,
      JSON.stringify(json),
    )
  assert.equal(readDivisions([province, { ...city, to: '1990-01-01', successors: ['460000'] }]).size, 2)
})
