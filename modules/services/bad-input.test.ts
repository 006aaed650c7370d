import assert from 'node:assert/strict'
import { before, test } from 'node:test'

import fc from 'fast-check'

import { moveClock } from '#kernel/act'
import { house as partOfHouse } from '#kernel/actor'
import { castMember } from '#city/cast'
import { caller, type Answered, type Caller } from '#tests/caller'
import { testHouse, type TestHouse } from '#tests/house'

type Sent = { readonly method: 'POST' | 'PUT'; readonly url: string; readonly payload?: string; readonly headers?: Record<string, string> }
let house: TestHouse
let founder: Caller
let token: string
let filling: string
before(async () => { house = await testHouse() })

async function tokenOf(person: string): Promise<string> {
  return (await house.server.inject({ method: 'POST', url: '/demo/token', payload: { person } })).json<{ access_token: string }>().access_token
}

async function aCase(): Promise<void> {
  if (founder) return
  token = await tokenOf('founder-zhaoqing')
  founder = await caller(house, 'founder-zhaoqing')
  filling = (await founder.post('/services/cases', { kind: 'bundle', id: 'start-company' }, 201)).id
}

const send = ({ method, url, payload, headers = {} }: Sent) => house.server.inject({ method, url, headers: { authorization: `Bearer ${token}`, ...(payload === undefined ? {} : { 'content-type': 'application/json' }), ...headers }, ...(payload === undefined ? {} : { payload }) })

/** How many rows there are of everything that a request could leave behind. */
const rows = () => house.act(partOfHouse('tests'), async (act) => (await act.tx<Record<string, number>>`
  select (select count(*) from services.cases) as cases, (select count(*) from services.drafts) as drafts, (select count(*) from services.snapshots) as snapshots, (select count(*) from services.signatures) as signatures,
    (select count(*) from services.verdicts) as verdicts, (select count(*) from services.closures) as closures, (select count(*) from parties.parties) as parties, (select count(*) from grants.grants) as grants,
    (select count(*) from grants.uses) as uses, (select count(*) from exchange.answers) as asked, (select count(*) from kernel.drafts) as texts, (select count(*) from kernel.releases) as releases,
    (select count(*) from kernel.answers) as answers, (select count(*) from kernel.duties) as duties, (select count(*) from kernel.journal) as journal`)[0]!)

const SENTENCE = { zh: /\p{Script=Han}.*[。：；]|\p{Script=Han}{4}/u, en: /^[A-Z“"].*[a-z]/ }

/** A problem document in the language asked for: a sentence for every fault, and nothing of our insides. */
/** What an answer never shows. */
const INSIDE = /node_modules|\.ts:\d|at async|select .* from|"stack"/i

function isProblem(answer: Answered, language: 'zh' | 'en', about: string): Answered {
  assert.match(String(answer.headers['content-type']), /^application\/problem\+json/, `${about}: ${answer.body.slice(0, 300)}`)
  const problem = answer.json()
  assert.equal(problem.status, answer.statusCode, about)
  for (const said of [problem, ...(problem.errors ?? [])]) {
    assert.match(said.code, /^[a-z_]+(\.[a-zA-Z_]+)*$/, about)
    assert.notEqual(said.detail, said.code, `${about}: no sentence for ${said.code}`)
    assert.match(said.detail, SENTENCE[language], `${about}: ${said.code} says ${said.detail}`)
  }
  for (const { pointer } of problem.errors ?? []) assert.match(pointer, /^(\/.*)?$/)
  assert.doesNotMatch(answer.body, INSIDE, about)
  return problem
}

const OPEN = '/services/cases'
const bomb = (open: string, close: string, depth: number): string => open.repeat(depth) + '1' + close.repeat(depth)

test('what a request may not be is said at its place, in the language asked for, and leaves nothing behind', async () => {
  await aCase()
  await house.settle()
  const good = { kind: 'bundle', id: 'start-company' }
  const sent: [what: string, body: string, pointer: string | null, code: string][] = [
    ['a key nobody knows', JSON.stringify({ ...good, colour: 'red' }), '/colour', 'kernel.unknown_key'],
    ['two keys nobody knows', JSON.stringify({ ...good, 'a/b': 1, 'c~d': 2 }), '/a~1b', 'kernel.unknown_key'],
    ['a key that is missing', JSON.stringify({ kind: 'bundle' }), '/id', 'kernel.shape_invalid_type'],
    ['another type', JSON.stringify({ ...good, id: 5 }), '/id', 'kernel.shape_invalid_type'],
    ['an array for a text', JSON.stringify({ ...good, kind: ['bundle'] }), '/kind', 'kernel.shape_invalid_value'],
    ['an object for a text', JSON.stringify({ ...good, id: { $ne: '' } }), '/id', 'kernel.shape_invalid_type'],
    ['a value that is not offered', JSON.stringify({ ...good, kind: 'deed' }), '/kind', 'kernel.shape_invalid_value'],
    ['an id that is too long', JSON.stringify({ ...good, id: 'a'.repeat(81) }), '/id', 'kernel.id_form'],
    ['a zero character', '{"kind":"bundle","id":"start\\u0000company"}', '/id', 'kernel.text_control'],
    ['half a character', '{"kind":"bundle","id":"\\ud800"}', '/id', 'kernel.text_control'],
    ['a mark that turns writing round', JSON.stringify({ ...good, id: 'start‮company' }), '/id', 'kernel.id_form'],
    ['an array for the whole', '[]', '', 'kernel.shape_invalid_type'],
    ['nothing', 'null', '', 'kernel.shape_invalid_type'],
    ['a number', '1e400', '', 'kernel.shape_invalid_type'],
    ['no JSON', '{"kind":', '', 'kernel.json'],
    ['a prototype', '{"kind":"bundle","id":"start-company","__proto__":{"behalf":"x"}}', '', 'kernel.json'],
    ['a constructor', '{"constructor":{"prototype":{"kind":"bundle"}}}', '', 'kernel.json'],
    ['arrays in arrays', bomb('[', ']', 100_000), null, 'kernel.too_deep'],
    ['objects in objects', bomb('{"a":', '}', 50_000), null, 'kernel.too_deep'],
  ]
  const counted = await rows()
  for (const language of ['zh', 'en'] as const) {
    for (const [what, payload, pointer, code] of sent) {
      for (const headers of [{}, { 'idempotency-key': `bad ${what}` }]) {
        const answer = await send({ method: 'POST', url: OPEN, payload, headers: { 'accept-language': language, ...headers } })
        const problem = isProblem(answer, language, what)
        assert.equal(answer.statusCode, 422, `${what}: ${answer.body}`)
        assert.deepEqual([what, problem.errors[0].code], [what, code])
        if (pointer !== null) assert.deepEqual([what, problem.errors[0].pointer], [what, pointer])
      }
    }
  }
  for (const type of ['text/plain', 'application/xml', 'multipart/form-data; boundary=x', 'application/x-www-form-urlencoded']) {
    const answer = await send({ method: 'POST', url: OPEN, payload: 'kind=bundle&id=start-company', headers: { 'content-type': type, 'accept-language': 'en' } })
    assert.ok(answer.statusCode >= 400 && answer.statusCode < 500, `${type}: ${answer.statusCode}`)
    isProblem(answer, 'en', type)
  }
  isProblem(await send({ method: 'POST', url: OPEN, payload: JSON.stringify({ kind: 'bundle', id: 'x'.repeat(1_100_000) }) }), 'zh', 'too large')
  assert.deepEqual(await rows(), counted)
})

const last = (number: string): string => number.slice(0, 17) + (number.endsWith('0') ? '1' : '0')

test('an answer that cannot be is refused at its field, and nobody else is written down', async () => {
  await aCase()
  const number = castMember('partner-jiangmen').idNumber
  const wrong: [group: string, answers: object, pointer: string][] = [
    ['name', { region: '999999' }, '/answers/region'],
    ['name', { region: ['440703'] }, '/answers/region'],
    ['name', { region: { code: '440703' } }, '/answers/region'],
    ['name', { brand: '晨'.repeat(11) }, '/answers/brand'],
    ['name', { brand: 'Sunrise' }, '/answers/brand'],
    ['name', { brand: '晨‮曦' }, '/answers/brand'],
    ['name', { brand: '晨\u0007曦' }, '/answers/brand'],
    ['name', { brand: '晨​曦' }, '/answers/brand'],
    ['name', { brand: true }, '/answers/brand'],
    ['name', { fullName: '江门市蓬江区晨曦贸易有限公司', colour: 'x' }, '/answers/colour'],
    ['founders', { founders: {} }, '/answers/founders'],
    ['founders', { founders: [[]] }, '/answers/founders'],
    ['founders', { founders: [null] }, '/answers/founders'],
    ['founders', { founders: Array.from({ length: 51 }, () => ({})) }, '/answers/founders'],
    ['founders', { founders: [{ person: last(number), capital: '1' }] }, '/answers/founders/0/person'],
    ['founders', { founders: [{ person: '44070319901350001X', capital: '1' }] }, '/answers/founders/0/person'],
    ['founders', { founders: [{ person: { party: 'p_0000000000000000000000' }, capital: '1' }] }, '/answers/founders/0/person'],
    ['founders', { founders: [{ person: { party: 'pengjiang-market' }, capital: '1' }] }, '/answers/founders/0/person'],
    ['founders', { founders: [{ person: { party: founder.party }, capital: '100.001' }] }, '/answers/founders/0/capital'],
    ['founders', { founders: [{ person: { party: founder.party }, capital: { fen: 1.5 } }] }, '/answers/founders/0/capital'],
    ['founders', { founders: [{ person: { party: founder.party }, capital: 1e21 }] }, '/answers/founders/0/capital'],
    ['founders', { founders: [{ person: { party: founder.party }, capital: '-5' }] }, '/answers/founders/0/capital'],
    ['founders', { founders: [{ person: { party: founder.party }, capital: { fen: 9_007_199_254_740_991 } }] }, '/answers/founders/0/capital'],
    ['founders', { founders: [{ person: { party: founder.party }, capital: '1', shares: 1 }] }, '/answers/founders/0/shares'],
    ['founders', { payBy: '2030-02-30' }, '/answers/payBy'],
    ['founders', { payBy: 20300228 }, '/answers/payBy'],
    ['scope', { scope: ['food-trade', 'alchemy'] }, '/answers/scope'],
    ['scope', { scope: [{}] }, '/answers/scope'],
    ['people', { legalRep: 'p_nobody' }, '/answers/legalRep'],
    ['fund', { fundRate: 'NaN' }, '/answers/fundRate'],
    ['fund', { fundRate: '99999999999999999999' }, '/answers/fundRate'],
  ]
  const parties = (await rows())['parties']
  for (const [group, answers, pointer] of wrong) {
    for (const language of ['zh', 'en'] as const) {
      const answer = await send({ method: 'PUT', url: `/services/cases/${filling}/groups/${group}`, payload: JSON.stringify({ answers }), headers: { 'accept-language': language } })
      assert.equal(answer.statusCode, 422, `${JSON.stringify(answers).slice(0, 200)} answered ${answer.statusCode}`)
      const problem = isProblem(answer, language, JSON.stringify(answers).slice(0, 200))
      assert.ok(problem.errors.some((fault: Answered) => fault.pointer === pointer && fault.code !== 'services.answer_missing'), `${pointer} is not named: ${JSON.stringify(problem.errors)}`)
    }
  }
  assert.equal((await rows())['parties'], parties)
})

test('a key makes a write happen once, another body under it is refused, and each person has keys of his own', async () => {
  await aCase()
  const headers = { 'idempotency-key': `same-${filling}` }
  const payload = JSON.stringify({ kind: 'bundle', id: 'start-company' })
  const answers = await Promise.all([1, 2, 3].map(() => send({ method: 'POST', url: OPEN, payload, headers })))
  assert.deepEqual(answers.map((one) => one.statusCode), [201, 201, 201])
  assert.equal(new Set(answers.map((one) => one.json().id)).size, 1)
  const other = await send({ method: 'POST', url: OPEN, payload: JSON.stringify({ kind: 'matter', id: 'fund-withdrawal-retirement' }), headers })
  assert.deepEqual([other.statusCode, isProblem(other, 'zh', 'other body').code], [409, 'kernel.key_reused'])
  const stranger = await send({ method: 'POST', url: OPEN, payload, headers: { ...headers, authorization: `Bearer ${await tokenOf('founder-shenzhen')}` } })
  assert.equal(stranger.statusCode, 201)
  assert.notEqual(stranger.json().id, answers[0]!.json().id)
  for (const id of [answers[0]!.json().id]) await founder.post(`/services/cases/${id}/withdrawal`, { reason: '试一试' })
})

test('an address that cannot be read is answered like one where nothing is', async () => {
  for (const url of ['/services/cases/%zz', `/services/cases/${'9'.repeat(300)}/confirmation`, '/services/cases/%00', '/nowhere']) {
    for (const language of ['zh', 'en'] as const) {
      const answer = await house.server.inject({ method: 'POST', url, headers: { 'accept-language': language } })
      assert.ok([404, 422].includes(answer.statusCode), `${url}: ${answer.statusCode}`)
      isProblem(answer, language, url)
    }
  }
})

test('a token that is none opens nothing, and says so', async () => {
  await aCase()
  const counted = await rows()
  for (const authorization of ['Bearer x', 'Bearer ', 'Basic eDp5', `Bearer ${token}x`, `Bearer ${token.slice(0, -1)}`, `Bearer ${'a'.repeat(5_000)}`, 'Bearer \u00e9\u00e9'.padEnd(60, 'é')]) {
    const answer = await send({ method: 'POST', url: OPEN, payload: '{}', headers: { authorization } })
    assert.equal(answer.statusCode, 401, authorization)
    isProblem(answer, 'zh', authorization)
  }
  const forged = await house.server.inject({ method: 'POST', url: OPEN, headers: { cookie: 'tongban_session=forged', origin: 'https://elsewhere.example' }, payload: { kind: 'bundle', id: 'start-company' } })
  assert.equal(forged.statusCode, 401)
  assert.deepEqual(await rows(), counted)
})

// What people with time on their hands send: each of these broke a server somewhere.
const NASTY = ['', ' ', '\u0000', '\ud800', '‮', '%00', '../../etc/passwd', "' or 1=1 --", '{{7*7}}', '<script>', '__proto__', 'constructor', 'NaN', '1e309', '-0', '9'.repeat(400), '晨曦', 'a'.repeat(3_000), '2026-02-30', '2026-13-01T99:00:00Z', '00000000-0000-0000-0000-000000000000']
const nastyText = fc.oneof(fc.constantFrom(...NASTY), fc.string({ unit: 'binary', maxLength: 40 }))
const anything = fc.oneof({ weight: 3, arbitrary: nastyText }, { weight: 2, arbitrary: fc.jsonValue({ maxDepth: 3 }) }, { weight: 1, arbitrary: fc.constantFrom<unknown>(1e308, -1, 0.1, 2 ** 53, null, [], {}, [[[]]]) })

type Schema = { readonly type?: string | string[]; readonly format?: string; readonly properties?: Record<string, Schema>; readonly items?: Schema; readonly enum?: unknown[]; readonly const?: unknown; readonly anyOf?: Schema[]; readonly oneOf?: Schema[]; readonly additionalProperties?: unknown }

/** Mostly what a route asks for, with something else in places. */
function like(schema: Schema | undefined, known: readonly string[]): fc.Arbitrary<unknown> {
  const near = nearly(schema ?? {}, known)
  return fc.oneof({ weight: 5, arbitrary: near }, { weight: 1, arbitrary: anything })
}

function nearly(schema: Schema, known: readonly string[]): fc.Arbitrary<unknown> {
  if (schema.const !== undefined) return fc.constant(schema.const)
  if (schema.enum) return fc.constantFrom(...schema.enum)
  const either = schema.anyOf ?? schema.oneOf
  if (either) return fc.oneof(...either.map((one) => like(one, known)))
  if (schema.properties) return fc.record(Object.fromEntries(Object.entries(schema.properties).map(([key, part]) => [key, like(part, known)])), { requiredKeys: [] })
  if (schema.type === 'object') return fc.dictionary(fc.oneof(fc.constantFrom('founders', 'brand', 'region', '__proto__'), nastyText), anything, { maxKeys: 4 })
  if (schema.type === 'array') return fc.array(like(schema.items, known), { maxLength: 4 })
  if (schema.type === 'string') return fc.oneof(fc.constantFrom(...known), nastyText)
  if (schema.type === 'boolean') return fc.boolean()
  if (schema.type === 'integer' || schema.type === 'number') return fc.oneof(fc.integer(), fc.double(), fc.constantFrom(0, -1, 2 ** 53, 1e308))
  return anything
}

const PEOPLE = [null, 'founder-zhaoqing', 'registrar-duanzhou', 'fund-officer', 'author', 'reviewer', 'auditor', 'admin', 'kiosk-operator'] as const
const RUNS = 40

type Route = { readonly path: string; readonly method: 'post' | 'put'; readonly schema: Schema | undefined }

/** Every write that the house offers, by its own description. */
async function writes(): Promise<Route[]> {
  const { paths } = (await house.server.inject('/openapi.json')).json<{ paths: Record<string, Record<string, { requestBody?: { content?: Record<string, { schema?: Schema }> } }>> }>()
  return Object.entries(paths).flatMap(([path, methods]) => (['post', 'put'] as const).filter((method) => methods[method]).map((method) => ({ path, method, schema: methods[method]!.requestBody?.content?.['application/json']?.schema })))
}

/** Something that a route would take. */
function example(schema: Schema): unknown {
  if (schema.const !== undefined || schema.enum) return schema.const ?? schema.enum![0]
  const either = schema.anyOf ?? schema.oneOf
  if (either) return example(either[0]!)
  if (schema.properties) return Object.fromEntries(Object.entries(schema.properties).map(([key, part]) => [key, example(part)]))
  if (schema.type === 'array') return schema.items ? [example(schema.items)] : []
  if (schema.format === 'date') return '2027-01-01'
  if (schema.format === 'uuid') return '0b7e8a52-1c58-4e0e-9d6c-3f2f6d9a1c11'
  return ({ object: {}, string: 'a', boolean: true, integer: 1, number: 1 } as Record<string, unknown>)[String(schema.type)] ?? 'a'
}

/** Where programs of others ask, what is wrong is said as their protocol says it (RFC 6749, section 5.2; C2SP tlog-witness); and never how we are made. */
const speaksOtherwise = (path: string): boolean => /^\/(certificates\/openid|ledger\/add-checkpoint)/.test(path)

function saysNo(answer: Answered, language: 'zh' | 'en', about: string, path: string): void {
  if (!speaksOtherwise(path)) isProblem(answer, language, about)
  else assert.doesNotMatch(answer.body, INSIDE, about)
}

test('a text that no database can keep is stopped at the door of every route, whoever brings it', async () => {
  await aCase()
  const tokens = await Promise.all(PEOPLE.map(async (person) => (person === null ? null : tokenOf(person))))
  for (const { path, method, schema } of await writes()) {
    for (const key of Object.keys(schema?.properties ?? {})) {
      for (const text of ['a\u0000b', 'a\ud800']) {
        for (const [n, bearer] of tokens.entries()) {
          const payload = JSON.stringify({ ...(example(schema!) as object), [key]: text })
          const answer = await house.server.inject({ method: method === 'post' ? 'POST' : 'PUT', url: path.replaceAll(/\{[^}]+\}/g, filling), payload, headers: { 'content-type': 'application/json', ...(bearer ? { authorization: `Bearer ${bearer}` } : {}) } })
          assert.ok(answer.statusCode === 422 || (speaksOtherwise(path) && answer.statusCode === 400), `${PEOPLE[n] ?? 'a visitor'} ${method} ${path} ${payload.slice(0, 200)}: ${answer.body.slice(0, 300)}`)
          saysNo(answer, 'zh', path, path)
        }
      }
    }
  }
})

test('whatever is sent to whichever route by whomever, the answer is no fault of ours', async () => {
  await aCase()
  const tokens = await Promise.all(PEOPLE.map(async (person) => (person === null ? null : tokenOf(person))))
  const routes = await writes()
  assert.ok(routes.length > 20, `${routes.length} routes`)
  const known = [filling, founder.party, 'start-company', 'fund-withdrawal-retirement', 'pengjiang-market', 'registrar', 'name', 'founders', '440703', castMember('partner-jiangmen').idNumber, 'a'.repeat(64)]
  const parameter = fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...known) }, { weight: 2, arbitrary: nastyText.map((text) => encodeURIComponent(text.toWellFormed())) })
  for (const { path, method, schema } of routes) {
    const names = [...path.matchAll(/\{([^}]+)\}/g)].map(([whole]) => whole)
    await fc.assert(fc.asyncProperty(fc.nat({ max: PEOPLE.length - 1 }), fc.tuple(...names.map(() => parameter)), like(schema, known), fc.constantFrom('zh' as const, 'en' as const), fc.boolean(), async (who, values, body, language, keyed) => {
      const url = names.reduce((sum, name, n) => sum.replace(name, values[n]!), path)
      const payload = JSON.stringify(body) ?? 'null'
      const answer = await house.server.inject({
        method: method === 'post' ? 'POST' : 'PUT', url, payload,
        headers: { 'content-type': 'application/json', 'accept-language': language, ...(tokens[who] ? { authorization: `Bearer ${tokens[who]}` } : {}), ...(keyed ? { 'idempotency-key': `fuzz-${payload.length}` } : {}) },
      })
      const about = `${PEOPLE[who] ?? 'a visitor'} sent ${method} ${url} ${payload.slice(0, 300)}`
      assert.ok(answer.statusCode < 500, `${about}: ${answer.statusCode} ${answer.body.slice(0, 300)}`)
      if (answer.statusCode >= 400) saysNo(answer, language, about, path)
    }), { numRuns: RUNS, seed: 7, endOnFailure: true })
  }
  moveClock(null)
})
