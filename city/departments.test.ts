import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { castMember } from './cast.ts'
import type { Facts } from './department.ts'
import { fixedFirmCode } from './fixed.ts'
import { instantOf } from './moments.ts'
import { startCity } from './server.ts'
import type { RunningCity } from './server.ts'
import { visitorOf } from './visitor.ts'
import type { Visitor } from './visitor.ts'

const NOON = instantOf('2026-11-23T12:00:00+08:00') ?? 0
const idOf = (key: string): string => castMember(key).idNumber

describe('The departments of the city', () => {
  let folder = ''
  let city: RunningCity
  let visitor: Visitor
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'city-'))
    city = await startCity({ choice: { folder, scale: 'small', seed: 1 }, port: 0, clock: () => NOON, wallClock: () => NOON })
    visitor = visitorOf(city.url)
  })
  after(async () => {
    await city.close()
    rmSync(folder, { recursive: true })
  })

  const recordOf = async (endpoint: string, parameters: Facts, headers: Record<string, string> = {}): Promise<Facts> =>
    (await visitor.ask(endpoint, parameters, headers)).record ?? {}
  const about = (endpoint: string, key: string, headers: Record<string, string> = {}) => recordOf(endpoint, { idNumber: idOf(key) }, headers)

  test('know every member of the cast', async () => {
    const { body } = await visitor.request('GET', '/cast')
    for (const one of body['people'] as { idNumber: string; name: string }[]) {
      assert.equal((await recordOf('population/person', { idNumber: one.idNumber }))['name'], one.name)
    }
    assert.deepEqual(await visitor.ask('population/person', { idNumber: '110101190001010000' }), {
      found: false,
      reason: 'unknown-person',
      asOf: '2026-11-23T12:00:00+08:00',
      version: 1,
    })
  })

  test('tell capacity by age and by judgment', async () => {
    assert.equal((await about('population/person', 'founder-jiangmen'))['capacity'], 'full')
    assert.equal((await about('population/person', 'teenager'))['capacity'], 'limited')
    assert.equal((await about('population/person', 'child'))['capacity'], 'none')
    assert.equal((await about('population/person', 'limited-capacity'))['capacity'], 'limited')
  })

  test('disagree about the man whom one source calls dead', async () => {
    assert.equal((await about('population/person', 'record-conflict'))['alive'], true)
    assert.deepEqual(await about('civil-affairs/person', 'record-conflict'), { idNumber: idOf('record-conflict'), alive: false, deathDate: '2026-09-21' })
    assert.equal((await about('population/person', 'deceased'))['deathDate'], '2026-02-14')
    assert.equal((await about('civil-affairs/person', 'deceased'))['deathDate'], '2026-02-14')
  })

  test('answer with an old record where the register is stale, and the truth shows it', async () => {
    const answer = await visitor.ask('population/person', { idNumber: idOf('record-stale') })
    assert.equal(answer.asOf, '2021-06-30T00:00:00+08:00')
    const { body } = await visitor.request('GET', `/truth/person?idNumber=${idOf('record-stale')}`)
    assert.equal(((body['person'] as Facts)['hukou'] as Facts)['division'], '440703')
    assert.deepEqual(answer.record?.['hukou'], { division: '441284', address: '广东省肇庆市四会市城中街道旧居里3号201房' })
  })

  test('know nothing yet of what happens after the day that is played', async () => {
    assert.equal((await about('population/person', 'deceased', { 'x-demo-now': '2025-12-01' }))['alive'], true)
    assert.equal((await about('pension/person', 'retiree', { 'x-demo-now': '2022-10-14' }))['retired'], false)
    assert.equal((await about('pension/person', 'retiree', { 'x-demo-now': '2022-10-15' }))['retiredOn'], '2022-10-15')
    assert.equal((await about('court/dishonest', 'court-listed', { 'x-demo-now': '2025-05-19' }))['listed'], false)
  })

  test("hold the retiree's facts to the fen and the day", async () => {
    const fund = await about('provident-fund/person', 'retiree')
    assert.deepEqual(
      [fund['balanceFen'], fund['lastSettledOn'], fund['state'], fund['loanInDefault'], fund['employmentEndedOn']],
      [8_341_237, '2022-06-30', 'sealed', false, '2022-10-15'],
    )
    assert.equal(((await about('bank/cards', 'retiree'))['cards'] as Facts[])[0]?.['number'], castMember('retiree').card)
    assert.equal((await about('provident-fund/person', 'fund-defaulter'))['loanInDefault'], true)
    assert.equal((await about('provident-fund/person', 'fund-employed'))['employmentEndedOn'], undefined)
    assert.deepEqual((await about('social-insurance/person', 'insured-elsewhere'))['insuredAt'], [fixedFirmCode('employer-shenzhen')])
  })

  test('list whom the law bars and nobody else', async () => {
    assert.equal((await about('court/dishonest', 'court-listed'))['listed'], true)
    assert.equal((await about('court/dishonest', 'founder-jiangmen'))['listed'], false)
    assert.equal((await about('crime/record', 'crime-listed'))['listed'], true)
    assert.equal((await about('crime/record', 'crime-listed', { 'x-demo-now': '2029-03-13' }))['listed'], false)
    assert.equal((await about('market/revocations', 'revoked-responsible'))['responsibleSince'], '2025-03-18')
    assert.equal((await about('market/revocations', 'revoked-long-ago'))['responsibleSince'], '2022-05-10')
    assert.deepEqual((await about('market/revocations', 'founder-jiangmen'))['firms'], [])
  })

  test('page through a cohort without missing or repeating anyone', async () => {
    const wanted = { hukouDivision: '440300', bornFrom: '1940-01-01', bornTo: '1960-12-31' }
    const whole = (await recordOf('population/cohort', { ...wanted, limit: 5_000 }))['people'] as Facts[]
    const paged: Facts[] = []
    let after: unknown = ''
    while (after !== null) {
      const page = await recordOf('population/cohort', { ...wanted, limit: 7, after: after as string })
      paged.push(...(page['people'] as Facts[]))
      after = page['next']
      assert.ok(paged.length <= whole.length, 'paging comes to an end')
    }
    assert.ok(whole.length > 50)
    assert.deepEqual(paged, whole)
    const ids = whole.map((one) => one['idNumber'])
    assert.ok(ids.includes(idOf('allowance-1952')) && !ids.includes(idOf('allowance-elsewhere')))
    assert.ok(whole.every((one) => String(one['birthDate']) >= '1940-01-01' && String(one['birthDate']) <= '1960-12-31'))
  })

  test('find clashes of names: identical, homophone, near and famous', async () => {
    const check = (brand: string, industry: string) => recordOf('market/name-check', { region: '440703', brand, industry, orgForm: '有限公司' })
    assert.deepEqual((await check('晨曦', 'F51'))['identical'], ['江门市蓬江区晨曦贸易有限公司'])
    assert.deepEqual((await check('芸帆', '65'))['homophones'], ['江门市蓬江区云帆软件有限公司'])
    assert.deepEqual((await check('岭南春华堂', '52'))['closest'], { name: '江门市蓬江区岭南春晖堂医药有限公司', similarity: '0.8722' })
    assert.equal((await check('华为星', '65'))['famous'], true)
    assert.deepEqual((await check('晨曦', '62'))['identical'], [], 'another industry is no clash')
    for (const brand of (await check('晨曦', 'F51'))['suggestions'] as string[]) {
      const again = await check(brand, 'F51')
      assert.deepEqual([again['identical'], again['homophones'], again['famous']], [[], [], false])
    }
    assert.equal(((await check('晨曦', 'F51'))['suggestions'] as string[]).length, 5)
  })

  test('count the firms at an address and tell illegal and residential ones', async () => {
    const address = (code: string) => recordOf('addresses/address', { code })
    assert.equal((await recordOf('market/firms-at', { addressCode: '44070300600200050101' }))['count'], 5)
    assert.equal((await address('44070300600200050101'))['occupancy'], 5)
    assert.equal((await address('44070300600100880301'))['occupancy'], 0)
    assert.equal((await address('44070300200300170001'))['status'], 'illegal')
    assert.equal((await address('44070300600400121502'))['residential'], true)
    const found = (await recordOf('addresses/search', { text: '侨晖路88号', division: '440700' }))['addresses'] as Facts[]
    assert.deepEqual(
      found.map((one) => one['code']),
      ['44070300600100880301'],
    )
  })

  test('offer branches with free times on working days', async () => {
    const branches = (await recordOf('bank/branches', { division: '440703' }))['branches'] as { code: string; slots: string[] }[]
    assert.deepEqual(
      branches.map((one) => one.code),
      ['44070301', '44070302', '44070303'],
    )
    assert.equal(branches[0]?.slots[0], '2026-11-24T09:30:00+08:00')
    assert.equal(branches[0]?.slots.length, 12)
  })

  test('answer nobody without a token, and keep a log of cases and purposes', async () => {
    assert.equal((await visitor.request('POST', '/court/dishonest', {}, { authorization: '' })).code, 401)
    assert.equal((await visitor.request('POST', '/court/nothing', {})).code, 404)
    await visitor.ask('court/dishonest', { idNumber: idOf('owner') }, { 'x-case': 'case-77', 'x-purpose': 'company-registration' })
    const { body } = await visitor.request('GET', '/log?case=case-77')
    assert.deepEqual(body['requests'], [{ at: '2026-11-23T12:00:00+08:00', endpoint: 'court/dishonest', case_id: 'case-77', purpose: 'company-registration', answered: 200 }])
  })
})
