import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, beforeEach, describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { castMember } from './cast.ts'
import { creditCodeFits } from './codes.ts'
import type { Facts } from './department.ts'
import { instantOf } from './moments.ts'
import { startCity } from './server.ts'
import type { RunningCity } from './server.ts'
import { visitorOf } from './visitor.ts'
import type { Visitor } from './visitor.ts'

const NOON = instantOf('2026-11-23T12:00:00+08:00') ?? 0
const NEW_FIRM = {
  name: '江门市蓬江区桐岸软件有限公司',
  division: '440703',
  addressCode: '44070300600100880301',
  legalRep: castMember('founder-jiangmen').idNumber,
  founders: [],
  scope: ['软件开发'],
  capitalFen: 100_000_000,
}
const idOf = (key: string): string => castMember(key).idNumber

describe('Orders to the departments', () => {
  let folder = ''
  let city: RunningCity
  let visitor: Visitor
  let wall = NOON
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'city-'))
    city = await startCity({ choice: { folder, scale: 'small', seed: 1 }, port: 0, clock: () => NOON, wallClock: () => wall })
    visitor = visitorOf(city.url)
  })
  beforeEach(async () => void (await visitor.request('POST', '/control/reset')))
  after(async () => {
    await city.close()
    rmSync(folder, { recursive: true })
  })

  const effects = async (department: string): Promise<Facts> => (await visitor.request('GET', `/effects?department=${department}`)).body
  const registered = async (): Promise<string> => String((await visitor.order('market/register', 'firm', NEW_FIRM)).record?.['socialCreditCode'])

  test('need a key, have their effect once, and answer the same ever after', async () => {
    assert.equal((await visitor.request('POST', '/market/register', NEW_FIRM)).code, 400)
    const answers = await Promise.all([1, 2, 3].map(() => visitor.order('market/register', 'key-1', NEW_FIRM)))
    assert.deepEqual(answers[1], answers[0])
    assert.deepEqual(answers[2], answers[0])
    assert.ok(creditCodeFits(String(answers[0]?.record?.['socialCreditCode'])))
    const { attempts, effects: once, differing } = await effects('market')
    assert.deepEqual([attempts, once, differing], [3, 1, 0])
    assert.deepEqual(await visitor.order('market/register', 'key-1', { ...NEW_FIRM, name: '别的名称' }), answers[0])
    assert.equal((await effects('market'))['differing'], 1)
  })

  test('write the firm in the book, so that its name clashes and its address fills', async () => {
    const wanted = { region: '440703', brand: '桐岸', industry: 'I65', orgForm: '有限公司' }
    assert.deepEqual((await visitor.ask('market/name-check', wanted)).record?.['identical'], [])
    const code = await registered()
    const firm = (await visitor.ask('market/firm', { socialCreditCode: code })).record
    assert.deepEqual([firm?.['brand'], firm?.['industry'], firm?.['legalRep'], firm?.['registeredOn']], ['桐岸', '65', idOf('founder-jiangmen'), '2026-11-23'])
    const check = await visitor.ask('market/name-check', wanted)
    assert.deepEqual(check.record?.['identical'], [NEW_FIRM.name])
    assert.equal((await visitor.ask('market/firms-at', { addressCode: NEW_FIRM.addressCode })).record?.['count'], 1)
    assert.equal((await visitor.order('market/register', 'other', NEW_FIRM)).reason, 'name-taken')
    assert.equal((await visitor.order('market/register', 'third', { ...NEW_FIRM, name: '江门市桐岸甲贸易有限公司', addressCode: '0' })).reason, 'unknown-address')
  })

  test('keep a reserved name for the case that reserved it', async () => {
    const [mine, theirs] = [{ 'x-case': 'mine' }, { 'x-case': 'theirs' }]
    const kept = await visitor.order('market/reserve-name', 'r1', { fullName: NEW_FIRM.name }, mine)
    assert.equal(kept.record?.['until'], '2027-01-22')
    assert.equal((await visitor.order('market/reserve-name', 'r2', { fullName: NEW_FIRM.name }, theirs)).reason, 'name-reserved')
    assert.equal((await visitor.order('market/register', 'f1', NEW_FIRM, theirs)).reason, 'name-reserved')
    assert.equal((await visitor.order('market/register', 'f2', { ...NEW_FIRM, reservation: kept.record?.['reservation'] }, theirs)).found, true)
  })

  test("open a firm's business: seals in turn, tax, staff, fund, seal certificate", async () => {
    const code = await registered()
    const seals = [1, 2, 3, 4, 5].map((turn) => visitor.order('seal/make', `s${turn}`, { socialCreditCode: code, seals: ['official', 'finance'] }))
    const makers = (await Promise.all(seals)).map((one) => one.record?.['maker'])
    assert.equal(new Set(makers).size, 4, 'four makers take turns')
    assert.equal((await visitor.order('tax/invoice-quota', 't', { socialCreditCode: code })).reason, 'not-confirmed')
    const taxed = (await visitor.order('tax/confirm', 't', { socialCreditCode: code })).record
    assert.deepEqual([taxed?.['taxpayerNumber'], taxed?.['bureau']], [code, '国家税务总局江门市蓬江区税务局'])
    assert.equal((await visitor.order('tax/invoice-quota', 't2', { socialCreditCode: code })).record?.['monthlyQuotaFen'], 10_000_000)
    assert.equal((await visitor.ask('tax/firm', { socialCreditCode: code })).record?.['taxpayerNumber'], code)
    const staff = ['employee-one', 'insured-elsewhere', 'teenager', 'retiree', 'deceased'].map((key) => ({ idNumber: idOf(key), base: 500_000, from: '2026-11-23' }))
    const insured = (await visitor.order('social-insurance/register', 'i', { socialCreditCode: code, employees: staff })).record?.['employees'] as Facts[]
    assert.deepEqual(
      insured.map((one) => one['reason'] ?? one['registered']),
      [true, 'insured-elsewhere', 'under-age', 'retired', 'deceased'],
    )
    assert.deepEqual((await visitor.ask('social-insurance/person', { idNumber: idOf('employee-one') })).record?.['insuredAt'], [code])
    assert.equal((await visitor.order('provident-fund/open', 'p0', { socialCreditCode: code, rate: 13, base: 500_000 })).reason, 'rate-out-of-range')
    assert.equal((await visitor.order('provident-fund/open', 'p1', { socialCreditCode: code, rate: '5', base: 500_000 })).found, true)
    assert.match(String((await visitor.order('e-seal/issue', 'e', { socialCreditCode: code })).record?.['certificateNumber']), /^DZYZ4407032026\d{6}$/)
    assert.equal((await visitor.order('market/notify', 'n', { socialCreditCode: code, regulators: ['tax'] })).found, true)
    assert.equal((await visitor.order('mail/send', 'm', { to: 'x' })).found, true)
  })

  test('close a fund account once and refuse a second withdrawal', async () => {
    const withdrawn = await visitor.order('provident-fund/withdraw', 'w1', { idNumber: idOf('retiree') })
    assert.equal(withdrawn.record?.['closed'], true)
    assert.deepEqual(await visitor.order('provident-fund/withdraw', 'w1', { idNumber: idOf('retiree') }), withdrawn)
    const second = await visitor.order('provident-fund/withdraw', 'w2', { idNumber: idOf('retiree') })
    assert.deepEqual([second.found, second.reason], [false, 'closed'])
    assert.equal((await visitor.order('provident-fund/withdraw', 'w3', { idNumber: idOf('fund-defaulter') })).reason, 'loan-in-default')
    await visitor.request('POST', '/control/reset')
    assert.equal((await visitor.ask('provident-fund/person', { idNumber: idOf('retiree') })).record?.['balanceFen'], 8_341_237)
  })

  test('book a bank once a slot, and always decline at one branch with two ways out', async () => {
    const slot = { branch: '44070301', time: '2026-11-24T09:30:00+08:00', socialCreditCode: 'x', name: 'y' }
    assert.ok((await visitor.order('bank/book', 'b1', slot)).record?.['booking'])
    const taken = (await visitor.order('bank/book', 'b2', slot)).record
    assert.deepEqual([taken?.['declined'], taken?.['reason']], [true, 'slot-taken'])
    const declined = (await visitor.order('bank/book', 'b3', { ...slot, branch: '44070303' })).record
    assert.deepEqual(
      ((declined?.['alternatives'] ?? []) as Facts[]).map((one) => one['branch']),
      ['44070301', '44070302'],
    )
    assert.equal((await visitor.order('bank/pay', 'p1', { card: castMember('retiree').card, amountFen: 20_000, reference: 'r' })).found, true)
    assert.equal((await visitor.order('bank/pay', 'p2', { card: '6299000000001000121', amountFen: 20_000 })).reason, 'invalid-card')
  })

  test('are refused while a department is down and heard again afterwards', async () => {
    await visitor.control({ department: 'sms', downMs: 5_000 })
    assert.equal((await visitor.request('POST', '/sms/send', { mobile: '19810000001', text: '您好' }, { 'idempotency-key': 'm' })).code, 503)
    assert.equal((await effects('sms'))['effects'], 0)
    wall += 5_001
    assert.equal((await visitor.order('sms/send', 'm', { mobile: '19810000001', text: '您好' })).found, true)
    const { body } = await visitor.request('GET', '/sms?mobile=19810000001')
    assert.deepEqual(body['messages'], [{ id: '1', mobile: '19810000001', text: '您好', sentAt: '2026-11-23T12:00:00+08:00' }])
  })

  test('are swallowed while a department hangs, and their answers lost when told so, yet never done twice', async () => {
    await visitor.control({ department: 'court/dishonest', hang: true })
    await assert.rejects(visitorOf(city.url, 150).ask('court/dishonest', { idNumber: idOf('owner') }), { name: 'TimeoutError' })
    await visitor.control({ department: 'court/dishonest', clear: true })
    assert.equal((await visitor.ask('court/dishonest', { idNumber: idOf('owner') })).found, true)
    await visitor.control({ department: 'sms', loseAnswers: 1 })
    await assert.rejects(visitor.order('sms/send', 'lost', { mobile: '19810000002', text: '一' }))
    assert.equal((await visitor.order('sms/send', 'lost', { mobile: '19810000002', text: '一' })).record?.['id'], '1')
    assert.deepEqual([(await effects('sms'))['attempts'], (await effects('sms'))['effects']], [2, 1])
  })

  test('and questions can be made wrong or stale for a fixed share of people, while the truth stays known', async () => {
    const subject = { idNumber: idOf('deceased') }
    const right = await visitor.ask('population/person', subject)
    await visitor.control({ department: 'population', wrongRate: 1 })
    const wrong = await visitor.ask('population/person', subject)
    assert.notDeepEqual(wrong.record, right.record)
    assert.deepEqual((await visitor.ask('population/person', subject)).record, wrong.record)
    assert.deepEqual((await visitor.request('GET', `/truth/person?idNumber=${subject.idNumber}`)).body['person'], right.record)
    await visitor.control({ department: 'population', wrongRate: 0, staleRate: 1 })
    const stale = await visitor.ask('population/person', subject, { 'x-demo-now': '2026-02-20' })
    assert.ok(stale.record?.['alive'] === true && String(stale.asOf) < '2026-02-14')
  })

  test('and records can be changed and set back', async () => {
    const subject = idOf('turns-70')
    const alive = async (endpoint: string) => (await visitor.ask(endpoint, { idNumber: subject })).record?.['alive']
    await visitor.request('POST', '/control/record', { department: 'civil-affairs', idNumber: subject, changes: { alive: false, deathDate: '2026-11-20' } })
    assert.deepEqual([await alive('population/person'), await alive('civil-affairs/person')], [true, false])
    await visitor.request('POST', '/control/record', { department: 'population', idNumber: subject, changes: { deathDate: '2026-11-20', alive: false } })
    const changed = await visitor.ask('population/person', { idNumber: subject })
    assert.deepEqual([changed.record?.['alive'], changed.record?.['deathDate'], changed.version], [false, '2026-11-20', 2])
    assert.equal((await visitor.request('POST', '/control/record', { department: 'population', idNumber: subject, changes: { height: 3 } })).code, 400)
    await visitor.request('POST', '/control/reset')
    assert.deepEqual([await alive('population/person'), await alive('civil-affairs/person')], [true, true])
    assert.equal(
      await visitor.ask('civil-affairs/person', { idNumber: idOf('record-conflict') }).then((one) => one.record?.['alive']),
      false,
      "the cast's own conflict survives a reset",
    )
  })
})

describe('The city as a process', () => {
  const folder = mkdtempSync(join(tmpdir(), 'city-'))
  const children: ChildProcess[] = []
  after(() => {
    // A failed check must not leave a city running behind the tests.
    for (const child of children) child.kill('SIGKILL')
    rmSync(folder, { recursive: true })
  })
  const start = async () => {
    const script = fileURLToPath(new URL('serve.ts', import.meta.url))
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', script, '--folder', folder, '--today', '2026-11-23', '--follow-parent'], {
      stdio: ['pipe', 'pipe', 'inherit'],
    })
    children.push(child)
    const [line] = (await once(child.stdout.setEncoding('utf8'), 'data')) as [string]
    return { child, url: line.trim().replace('city ready ', '') }
  }

  test("remembers its effects after kill -9 and ends with its parent's pipe", async () => {
    const first = await start()
    const message = { mobile: '19810000001', text: '您好' }
    const sent = await visitorOf(first.url).order('sms/send', 'k', message)
    first.child.kill('SIGKILL')
    await once(first.child, 'exit')
    const second = await start()
    assert.deepEqual(await visitorOf(second.url).order('sms/send', 'k', message), sent)
    const { body } = await visitorOf(second.url).request('GET', '/effects?department=sms')
    assert.deepEqual([body['attempts'], body['effects']], [2, 1])
    second.child.stdin.end()
    const [code] = (await once(second.child, 'exit')) as [number]
    assert.equal(code, 0)
  })
})
