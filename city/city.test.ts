import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import fc from 'fast-check'
import { isBankCard } from '#kernel/codes/bank-card'
import { isCitizenId } from '#kernel/codes/citizen-id'
import { isSocialCreditCode } from '#kernel/codes/social-credit-code'
import { CAST } from './cast.ts'
import { citizenNumber, citizenNumberFits, creditCodeFits, enterpriseCode, luhnFits, withLuhnCheck } from './codes.ts'
import { ageOn, civil, dayFrom, dayOf, dayText } from './days.ts'
import { FIXED_FIRMS } from './fixed.ts'
import { LAST_DAY } from './generate/families.ts'
import { digestOf, openCity } from './generate/city.ts'
import { similarity } from './name-check.ts'
import { syllables } from './pinyin.ts'
import type { Book } from './store/open.ts'
import { surveyOf } from './store/survey.ts'

describe('The generated city', () => {
  let folder = ''
  let book: Book
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'city-'))
    book = openCity({ folder: join(folder, 'one'), scale: 'small', seed: 1 })
  })
  after(() => {
    book.close()
    rmSync(folder, { recursive: true })
  })

  test('is the same for the same seed and another for another seed', () => {
    const same = openCity({ folder: join(folder, 'same'), scale: 'small', seed: 1 })
    const other = openCity({ folder: join(folder, 'other'), scale: 'small', seed: 2 })
    assert.equal(digestOf(same), digestOf(book))
    assert.notEqual(digestOf(other), digestOf(book))
    same.close()
    other.close()
  })

  test('is generated anew when the folder holds another city, and kept when it holds the same', () => {
    const choice = { folder: join(folder, 'again'), scale: 'small', seed: 3 } as const
    const steps: string[] = []
    openCity(choice).close()
    openCity(choice, (step) => steps.push(step)).close()
    assert.equal(steps.length, 0)
    const changed = openCity({ ...choice, seed: 1 }, (step) => steps.push(step))
    assert.ok(steps.includes('people'))
    assert.equal(digestOf(changed), digestOf(book))
    changed.close()
  })

  test('gives every person, firm and card a number that the standards accept', () => {
    const { people, firms, cards } = surveyOf(book)
    assert.ok(people.length >= 2_000 && firms.length >= 300)
    for (const one of people) {
      assert.ok(isCitizenId(one.idNumber, { on: '2026-11-23' }), one.idNumber)
      assert.equal(one.idNumber.slice(6, 14), dayText(one.born).replaceAll('-', ''))
      assert.equal(Number(one.idNumber[16]) % 2 === 1, one.male)
    }
    for (const code of firms) assert.ok(isSocialCreditCode(code), code)
    for (const number of cards) assert.ok(isBankCard(number), number)
    assert.equal(new Set(people.map((one) => one.idNumber)).size, people.length)
    assert.equal(new Set(firms).size, firms.length)
  })

  test('has families in which every relation and date agrees', () => {
    const { people } = surveyOf(book)
    const byNumber = new Map(people.map((one) => [one.n, one]))
    for (const one of people) {
      const spouse = one.spouse === null ? undefined : byNumber.get(one.spouse)
      if (spouse) assert.ok(spouse.spouse === one.n && spouse.male !== one.male, one.idNumber)
      if (one.marital === 'married') assert.ok(spouse, one.idNumber)
      if (one.marital === 'married' && one.died === null) assert.equal(spouse?.died, null, one.idNumber)
      if (one.died !== null) assert.ok(one.died > one.born && one.died <= LAST_DAY)
      const [father, mother] = [byNumber.get(one.father ?? -1), byNumber.get(one.mother ?? -1)]
      if (father) assert.ok(father.male && ageOn(father.born, one.born) >= 17 && (father.died ?? Infinity) >= one.born, one.idNumber)
      if (mother) assert.ok(!mother.male && ageOn(mother.born, one.born) >= 17 && (mother.died ?? Infinity) >= one.born, one.idNumber)
      assert.ok(one.born <= LAST_DAY)
    }
    assert.ok(
      people.some((one) => one.mother !== null && one.spouse !== null),
      'three generations exist',
    )
    assert.ok(people.some((one) => one.marital === 'widowed'))
  })

  test('has people who share a name, as real cities do', () => {
    const names = surveyOf(book).people.map((one) => one.name)
    assert.ok(new Set(names).size < names.length)
  })

  test('lets no spell of work end before it begins or begin before the firm exists', () => {
    for (const one of surveyOf(book).spells) {
      assert.ok(one.ended === null || one.ended > one.began)
      assert.ok(one.began >= one.registered)
    }
  })

  test('has the same cast at every seed, with numbers that never change', () => {
    assert.equal(CAST.find((one) => one.key === 'founder-jiangmen')?.idNumber, '440703199005179020')
    assert.equal(CAST.find((one) => one.key === 'retiree')?.idNumber, '440703196210159236')
    assert.equal(FIXED_FIRMS[0]?.code, '91440703MAHXR7B20A')
    assert.equal(new Set(CAST.map((one) => one.key)).size, CAST.length)
    assert.ok(CAST.every((one) => one.role.zh !== '' && one.role.en !== ''))
    assert.ok(CAST.every((one) => isCitizenId(one.idNumber, { on: '2026-11-23' })))
  })
})

describe("The city's arithmetic", () => {
  test('agrees with the calendar in both directions', () => {
    fc.assert(
      fc.property(fc.integer({ min: -60_000, max: 60_000 }), (day) => {
        const { year, month, date } = civil(day)
        assert.equal(dayFrom(year, month, date), day)
        assert.equal(Date.UTC(year, month - 1, date) / 86_400_000, day)
        assert.equal(dayOf(dayText(day)), day)
      }),
    )
    assert.equal(ageOn(dayOf('1952-07-15'), dayOf('2022-07-14')), 69)
    assert.equal(ageOn(dayOf('1952-07-15'), dayOf('2022-07-15')), 70)
  })

  test('makes codes in which no single wrong digit goes unseen', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 40_000 }), fc.integer({ min: 1, max: 999 }), fc.nat(16), (born, sequence, at) => {
        const number = citizenNumber('440703', born, sequence)
        assert.ok(citizenNumberFits(number))
        const digit = String((Number(number[at]) + 1) % 10)
        assert.ok(!citizenNumberFits(number.slice(0, at) + digit + number.slice(at + 1)))
      }),
    )
    fc.assert(fc.property(fc.nat(800_000_000), (index) => creditCodeFits(enterpriseCode('440304', index))))
    assert.ok(luhnFits(withLuhnCheck('629900000000100001')) && !luhnFits('6299000000001000011'))
    assert.ok(creditCodeFits('914403001922038216') && !creditCodeFits('914403001922038217'))
  })

  test('finds homophones and near names alike and strangers not', () => {
    const alike = (one: string, other: string) => similarity(one, syllables(one), other, syllables(other))
    assert.equal(syllables('云帆'), syllables('芸帆'))
    assert.equal(alike('晨曦', '晨曦'), 1)
    assert.ok(alike('岭南春华堂', '岭南春晖堂') >= 0.85)
    assert.ok(alike('晨曦', '星湖') < 0.5)
  })
})
