import { CAST, PARENTS } from '../cast.ts'
import type { CastMember } from '../cast.ts'
import { dayOf } from '../days.ts'
import { BANKS, castAddress, FIXED_ADDRESSES, FIXED_FIRMS } from '../fixed.ts'
import { INDUSTRIES } from '../industries.ts'
import { syllables } from '../pinyin.ts'
import type { Loader } from '../store/load.ts'

/** The number of a demo person; one based place in the cast. */
export function castNumber(key: string): number {
  const at = CAST.findIndex((one) => one.key === key)
  if (at < 0) throw new Error(`no such demo person: ${key}`)
  return at + 1
}

/** Writes the fixed addresses, people and firms, and everything the departments know about them. */
export function writeCast(loader: Loader): void {
  FIXED_ADDRESSES.forEach((one, at) => loader.address({ n: at + 1, ...one }))
  const homes = [...new Set(CAST.map((one) => one.hukou))]
  homes.forEach((division, at) => loader.address({ n: 101 + at, ...castAddress(division), division, kind: 'dwelling', illegal: false }))
  CAST.forEach((one, at) => writePerson(loader, one, at + 1, 101 + homes.indexOf(one.hukou)))
  FIXED_FIRMS.forEach((_, at) => writeFixedFirm(loader, at))
  writeWork(loader)
  writeRecords(loader)
}

function writePerson(loader: Loader, one: CastMember, n: number, address: number): void {
  const parents = PARENTS[one.key]
  loader.person({
    n,
    idNumber: one.idNumber,
    name: one.name,
    male: one.sex === 'male',
    born: dayOf(one.birthDate),
    died: one.deathDate === undefined ? null : dayOf(one.deathDate),
    hukou: one.hukou,
    address,
    marital: one.marital,
    spouse: one.spouse === undefined ? null : castNumber(one.spouse),
    father: parents ? castNumber(parents[0]) : null,
    mother: parents ? castNumber(parents[1]) : null,
    mobile: one.mobile,
    capacity: one.capacity ?? null,
  })
  if (one.card !== undefined) loader.card(one.card, n, BANKS[n % BANKS.length] ?? '', 'I')
}

function writeFixedFirm(loader: Loader, at: number): void {
  const one = FIXED_FIRMS[at]
  if (!one) return
  loader.firm({
    n: at + 1,
    code: one.code,
    name: one.name,
    region: one.region,
    brand: one.brand,
    pinyin: syllables(one.brand),
    industry: one.industry,
    form: one.form,
    division: one.division,
    address: 1 + FIXED_ADDRESSES.findIndex((place) => place.key === one.address),
    legalRep: castNumber(one.legalRep),
    state: one.state,
    registered: dayOf(one.registered),
    capital: 100_000_000,
    scope: INDUSTRIES.find((industry) => industry.code === one.industry)?.scope ?? '',
    ended: one.ended === undefined ? null : dayOf(one.ended),
    responsible: one.responsible === undefined ? null : castNumber(one.responsible),
    byOrder: false,
  })
}

function firmNumber(key: string): number {
  return 1 + FIXED_FIRMS.findIndex((one) => one.key === key)
}

function writeWork(loader: Loader): void {
  const works = firmNumber('employer-jiangmen')
  const day = (text: string | undefined) => (text === undefined ? null : dayOf(text))
  const spells: readonly (readonly [who: string, firm: number, from: string, to: string | undefined, base: number])[] = [
    ['retiree', works, '2017-03-01', '2022-10-15', 780_000],
    ['fund-employed', works, '2018-07-01', undefined, 950_000],
    ['fund-defaulter', works, '2016-08-01', '2025-07-30', 640_000],
    ['insured-elsewhere', firmNumber('employer-shenzhen'), '2023-02-01', undefined, 1_200_000],
    ['employee-one', works, '2020-07-01', '2026-08-31', 560_000],
    ['founder-jiangmen', works, '2017-09-01', '2025-12-31', 880_000],
  ]
  for (const [who, firm, from, to, base] of spells) loader.spell(castNumber(who), dayOf(from), firm, day(to), base)
  const fund = (who: string, balance: number, settled: string, state: string, loan: boolean, defaulted: boolean, ended?: string) =>
    loader.fund({
      person: castNumber(who),
      account: `GJJ${String(castNumber(who)).padStart(9, '0')}`,
      firm: works,
      balance,
      settled: dayOf(settled),
      state,
      loan,
      defaulted,
      ended: day(ended),
    })
  fund('retiree', 8_341_237, '2022-06-30', 'sealed', false, false, '2022-10-15')
  fund('fund-employed', 6_120_055, '2026-06-30', 'normal', true, false)
  fund('fund-defaulter', 4_705_610, '2026-06-30', 'sealed', true, true, '2025-07-30')
  loader.pension(castNumber('retiree'), dayOf('2022-10-15'), 386_000)
  loader.pension(castNumber('fund-defaulter'), dayOf('2025-07-30'), 342_000)
  for (const [who, from] of [
    ['allowance-1952', '2002-07-15'],
    ['turns-70', '2017-01-12'],
    ['aged-79', '1997-01-20'],
    ['centenarian', '1985-06-01'],
    ['allowance-elsewhere', '2000-03-03'],
  ] as const)
    loader.pension(castNumber(who), dayOf(from), 320_000)
}

/** The court's and the prosecutor's lists, and the records on which two departments disagree. */
function writeRecords(loader: Loader): void {
  const idOf = (key: string) => CAST[castNumber(key) - 1]?.idNumber ?? ''
  loader.dishonest(castNumber('court-listed'), dayOf('2025-05-20'), '(2025)粤0703执1024号')
  loader.crime(castNumber('crime-listed'), '虚报注册资本罪', dayOf('2024-03-12'))
  loader.overlay('civil-affairs', idOf('record-conflict'), { alive: false, deathDate: '2026-09-21' }, '2026-09-22T09:00:00+08:00')
  loader.overlay(
    'population',
    idOf('record-stale'),
    {
      hukou: { division: '441284', address: '广东省肇庆市四会市城中街道旧居里3号201房' },
      mobile: '19800000000',
    },
    '2021-06-30T00:00:00+08:00',
  )
}
