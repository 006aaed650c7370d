import assert from 'node:assert/strict'
import { rmSync } from 'node:fs'
import { test } from 'node:test'

import pg from 'pg'

import { CAST, castMember } from '#city/cast'
import { startEmbedded } from '#kernel/embedded'
import type { Answered, Caller } from '#tests/caller'
import { startCity } from '#tests/city'
import { fillCompany } from '#tests/company'
import { askCity, control, freePlaces } from '#tests/controls'
import { temporaryFolder } from '#tests/database'
import { freePort, runCommand, startNode, type RunningNode } from '#tests/node'
import { fractionsFrom } from '#tests/chance'

const CUTS = 20
const LANES = 5
const COMPANIES_MAX = 24
const MINUTE_MS = 60_000
const SEED = Number(process.env['CRASH_SEED'] ?? 20261123)

let city: string
let address: string
let port: number
let dataDir: string
let node: RunningNode | undefined

async function prepare(): Promise<void> {
  dataDir = temporaryFolder()
  city = await startCity()
  port = await freePort()
  address = `http://127.0.0.1:${port}`
  // Slow enough to be cut in the middle of, and some departments do what they are told but never say so.
  await control(city, { department: '*', latencyMs: 80 })
  for (const department of ['market', 'tax', 'seal', 'bank', 'sms', 'provident-fund']) await control(city, { department, latencyMs: 150, loseAnswers: 2 })
}

async function cleanUp(): Promise<void> {
  await node?.cut()
  // The database outlives a node that was cut; taking it over is the way to stop it.
  await startEmbedded({ dataDir }).then((embedded) => embedded.stop())
  rmSync(dataDir, { recursive: true, force: true })
}

const random = fractionsFrom(SEED)
const pause = (ms: number): Promise<void> => new Promise((resolve) => { setTimeout(resolve, ms) })

let lost = 0
let repeated = 0

/** Sends until an answer comes: where the line breaks nobody knows what was done, so the same is sent again. */
async function untilAnswered(method: string, path: string, headers: Record<string, string>, body: object | undefined): Promise<{ status: number; text: string }> {
  for (const until = performance.now() + 4 * MINUTE_MS; ; ) {
    // A broken line is what this test is about; anything that was answered is not repeated.
    try {
      const answer = await fetch(address + path, { method, headers: { ...headers, ...(body ? { 'content-type': 'application/json' } : {}) }, ...(body ? { body: JSON.stringify(body) } : {}), signal: AbortSignal.timeout(20_000) })
      return { status: answer.status, text: await answer.text() }
    } catch (error) {
      if (performance.now() > until) throw error
      if (String((error as { cause?: { code?: string } }).cause?.code) !== 'ECONNREFUSED') lost++
      repeated++
      await pause(60)
    }
  }
}

let keys = 0

/** Somebody at his browser, who repeats what he did until he hears of it; a write carries the same key each time. */
async function patient(person: string): Promise<Caller> {
  const given = await untilAnswered('POST', '/demo/token', {}, { person })
  assert.equal(given.status, 200, `${person}: ${given.text}`)
  const { access_token: token, party } = JSON.parse(given.text) as { access_token: string; party: string }
  const call = async (method: string, path: string, body: object | undefined, headers: Record<string, string>): Promise<Answered> => {
    const { status, text } = await untilAnswered(method, path, { authorization: `Bearer ${token}`, ...headers }, body)
    assert.ok(status < 300, `${method} ${path} answered ${status}: ${text.slice(0, 800)} ${status < 500 ? '' : node!.said().slice(-2_000)}`)
    return text === '' ? null : JSON.parse(text)
  }
  const me: Caller = {
    party,
    get: (path) => call('GET', path, undefined, {}),
    put: (path, body) => call('PUT', path, body, {}),
    post: (path, body) => call('POST', path, body, { 'idempotency-key': `crash-${SEED}-${keys++}` }),
    confirmAndSign: async (id) => { await me.post(`/services/cases/${id}/confirmation`); return me.sign(id) },
    sign: async (id) => { const file = await me.get(`/services/cases/${id}`); return me.post(`/services/cases/${id}/signature`, { digest: file.digest }) },
  }
  return me
}

const BRAND_LETTERS = [...'岚渡潮阁雁集河居稻溪里窗亭棹梧桐麦穗竹影荷塘松涛梅坞兰舟菊圃枫桥柳堤榕荫葵园']
const FOUNDERS = ['founder-shenzhen', 'founder-zhaoqing', 'founder-jiangmen', 'spouse-jiangmen']
const brands = new Set<string>()

function newBrand(): string {
  for (;;) {
    const brand = Array.from({ length: 4 }, () => BRAND_LETTERS[Math.floor(random() * BRAND_LETTERS.length)]!).join('')
    if (brands.has(brand)) continue
    brands.add(brand)
    return brand
  }
}

type Company = { readonly founder: Caller; readonly id: string; readonly file: Answered; readonly mobile: string }

/** One company from the first tap to the receipt. */
async function found(place: { region: string; address: string }, n: number): Promise<Company> {
  const key = FOUNDERS[n % FOUNDERS.length]!
  const partners = n % 2 === 0 ? ['partner-jiangmen'] : []
  const founder = await patient(key)
  const employees = n % 3 === 0 ? [{ person: 'employee-one', wageBase: '6000' }, { person: 'employee-two', wageBase: '5200' }] : []
  const { id } = await fillCompany(founder, { ...place, brand: newBrand(), bankBranch: `${place.region}01`, partners, employees })
  await founder.post(`/services/cases/${id}/confirmation`)
  for (const one of [founder, ...(await Promise.all(partners.map(patient)))]) await one.sign(id)
  await until(founder, id, 'kit')
  await founder.post(`/services/cases/${id}/receipt`)
  talk(`company ${n} has its kit`)
  return { founder, id, file: await founder.get(`/services/cases/${id}`), mobile: castMember(key).mobile }
}

async function until(who: Caller, id: string, stage: string): Promise<void> {
  for (const last = performance.now() + 4 * MINUTE_MS; ; await pause(250)) {
    const file = await who.get(`/services/cases/${id}`)
    if (file.stage === stage) return
    const stuck = (file.steps as Answered[]).find((step) => ['with-officer', 'returned', 'declined', 'void'].includes(step.stage))
    assert.ok(!stuck && performance.now() < last, `${id} is ${file.stage}: ${JSON.stringify(stuck ?? file.steps.map((step: Answered) => [step.id, step.stage]))}`)
  }
}

/** A retired man draws his fund while all this goes on: his money must move once. */
async function withdraw(): Promise<Answered> {
  const retiree = await patient('retiree')
  const { id } = await retiree.post('/services/cases', { kind: 'matter', id: 'fund-withdrawal-retirement' })
  await retiree.put(`/services/cases/${id}/groups/payout`, { answers: {} })
  await retiree.confirmAndSign(id)
  for (const last = performance.now() + 4 * MINUTE_MS; ; await pause(250)) {
    const file = await retiree.get(`/services/cases/${id}`)
    if (file.stage === 'granted') return file
    assert.ok(performance.now() < last && file.stage !== 'returned', `the withdrawal is ${file.stage}`)
  }
}

const talk = (line: string): void => { if (process.env['CRASH_TALK']) console.log(`# ${Math.round(performance.now())} ms: ${line}`) }
const startAgain = (): RunningNode => startNode({ dataDir, port, city })

/** Cuts the node again and again, half of the time while it is only starting. */
async function cutAgainAndAgain(): Promise<number> {
  let cuts = 0
  for (let n = 0; cuts < CUTS; n++) {
    if (n % 2 === 0) {
      await node!.ready
      await pause(150 + random() * 850)
    } else await pause(100 + random() * 1_100)
    talk(`cut ${cuts + 1} ${n % 2 === 0 ? 'while it ran' : 'while it started'}`)
    if (await node!.cut()) cuts++
    else await node!.ready // It ended by itself: this says why.
    node = startAgain()
  }
  await node!.ready
  return cuts
}

test(`a node that is killed at ${CUTS} random moments loses nothing and does nothing twice`, async () => {
  // Whatever is found, no node and no database is left running.
  try {
    await prepare()
    await survive()
  } finally {
    await cleanUp()
  }
})

async function survive(): Promise<void> {
  const places = (await Promise.all(['440304', '440305', '440306', '440703', '441202'].map(async (region) => (await freePlaces(city, region)).map((one) => ({ region, address: one }))))).flat()
  const order = places.map((place) => ({ place, by: random() })).toSorted((a, b) => a.by - b.by).map(({ place }) => place)
  node = startAgain()
  await node.ready
  let over = false
  const companies: Company[] = []
  const lane = async (): Promise<void> => {
    while (!over && companies.length < COMPANIES_MAX) companies.push(await found(order.pop()!, companies.length + order.length))
  }
  const withdrawn = withdraw()
  const lanes = Promise.all(Array.from({ length: LANES }, lane))
  const cut = cutAgainAndAgain().finally(() => { over = true })
  const [cuts] = await Promise.all([cut, lanes, withdrawn])
  talk('everything was answered')
  assert.ok(cuts >= 20 && lost > 0 && companies.length >= LANES, `${cuts} cuts, ${lost} answers lost, ${companies.length} companies`)
  await kitsComplete(companies)
  await effectsOnce(companies, await withdrawn)
  await messagesOnce(companies)
  assert.equal(await node.stop(), 0)
  talk('the rows are read')
  const audit = await runCommand(dataDir, ['ledger', 'audit'])
  assert.deepEqual(JSON.parse(audit.out).faults, [])
  const embedded = await startEmbedded({ dataDir })
  const client = new pg.Client({ connectionString: embedded.url })
  await client.connect()
  // Whatever the rows say, the database is stopped.
  try {
    await rowsOnce(client, companies, await withdrawn)
  } finally {
    await client.end()
    await embedded.stop()
  }
  console.log(`# seed ${SEED}: ${cuts} cuts, ${companies.length} companies, ${lost} answers lost, ${repeated} requests sent again`)
}

async function kitsComplete(companies: readonly Company[]): Promise<void> {
  for (const { file } of companies) {
    assert.equal(file.stage, 'granted')
    assert.deepEqual(new Set(file.kit.items.map((item: Answered) => item.state)), new Set(['delivered']))
    assert.equal(file.kit.items.length, 8)
    const types = file.certificates.map((one: Answered) => one.type)
    assert.deepEqual(types.filter((type: string) => type === 'business-licence'), ['business-licence'])
    assert.equal(new Set(types).size, types.length, `a certificate was issued twice: ${types}`)
  }
}

const PER_COMPANY = ['bank/book', 'e-seal/issue', 'market/register', 'market/reserve-name', 'provident-fund/open', 'seal/make', 'social-insurance/register', 'tax/confirm', 'tax/invoice-quota']

/** What the departments themselves say was done, and how often. */
async function effectsOnce(companies: readonly Company[], withdrawal: Answered): Promise<void> {
  const { orders } = await askCity(city, '/effects?limit=100000')
  for (const one of orders as Answered[]) {
    assert.equal(one.effects, 1, `${one.endpoint} ${one.key}`)
    assert.equal(one.differing, 0, `${one.endpoint} ${one.key} was ordered with other words the second time`)
  }
  const doneIn = (cases: readonly string[]): string[] => (orders as Answered[]).filter((one) => cases.includes(one.case) && one.endpoint !== 'sms/send').map((one) => one.endpoint).toSorted()
  for (const { file } of companies) assert.deepEqual(doneIn(file.steps.map((step: Answered) => step.case)), PER_COMPANY)
  assert.deepEqual(doneIn([withdrawal.id]), ['bank/pay', 'provident-fund/withdraw'])
  assert.equal((orders as Answered[]).filter((one) => one.endpoint === 'market/register').length, companies.length, 'a firm was registered that nobody applied for')
  assert.ok((orders as Answered[]).some((one) => one.attempts > 1), 'no order was interrupted, so nothing was shown')
}

/** Everybody hears of it, though a carrier that does not answer is asked again only after a while; and nobody gets the same text message twice. */
async function messagesOnce(companies: readonly Company[]): Promise<void> {
  for (const { file, mobile } of companies) await told(mobile, file.number)
  const mobiles = new Set([...companies.map((one) => one.mobile), castMember('partner-jiangmen').mobile])
  for (const mobile of mobiles) {
    const texts = await textsTo(mobile)
    for (const { file } of companies) {
      const about = texts.filter((text) => text.includes(file.number))
      assert.ok(about.length <= 1, `${mobile} was told twice about ${file.number}: ${about}`)
    }
  }
}

async function told(mobile: string, number: string): Promise<void> {
  for (const last = performance.now() + 4 * MINUTE_MS; ; await pause(250)) {
    if ((await textsTo(mobile)).some((text) => text.includes(number))) return
    assert.ok(performance.now() < last, `nobody told ${mobile} about ${number}`)
  }
}

const textsTo = async (mobile: string): Promise<string[]> => ((await askCity(city, `/sms?mobile=${mobile}`)).messages as Answered[]).map((one) => one.text as string)

/** The rows of the house, read from its database after it stopped: every deed once, the ledger whole. */
async function rowsOnce(client: pg.Client, companies: readonly Company[], withdrawal: Answered): Promise<void> {
  const rows = async (text: string, values: unknown[] = []): Promise<Answered[]> => (await client.query(text, values)).rows
  const ids = companies.map((one) => one.id)
  assert.deepEqual(await rows('select c.id from services.cases c where kind = $1 and not id = any($2)', ['bundle', ids]), [], 'a case was opened twice')
  assert.equal((await rows('select 1 from services.cases where parent is not null')).length, companies.length * 9)
  assert.deepEqual(await rows('select case_id, count(*) from services.submissions group by case_id having count(*) > 1'), [])
  assert.deepEqual(await rows('select case_id, count(*), array_agg(outcome) from services.verdicts group by case_id having count(*) > 1'), [], 'a case was decided twice')
  assert.deepEqual(await rows('select case_id, kind, count(*) from services.deeds group by case_id, kind having count(*) > 1'), [])
  assert.equal((await rows("select 1 from services.deeds where kind = 'firm'")).length, companies.length)
  assert.deepEqual((await rows("select d.kind from services.deeds d where case_id = $1 order by kind", [withdrawal.id])).map((one) => one.kind), ['certificate', 'posting'])
  assert.deepEqual(await rows('select subject, count(*), max(number) from grants.uses group by subject having count(*) <> max(number)'), [], 'the use log has gaps')
  assert.deepEqual(await rows('select kind, key, last_fault from kernel.jobs where parked_at is not null'), [])
  assert.deepEqual(await rows('select * from kernel.parked'), [])
}

assert.ok(FOUNDERS.every((key) => CAST.some((one) => one.key === key)))
