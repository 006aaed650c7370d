import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'

import { moveClock, now, perform } from '#kernel/act'
import { house, type Actor } from '#kernel/actor'
import { addDays, dayOf } from '#kernel/calendar'
import { makeCitizenId } from '#kernel/codes/citizen-id'
import { makeSocialCreditCode } from '#kernel/codes/social-credit-code'
import { answer, serve, type Server } from '#kernel/http'
import { port, setPorts, type Ports } from '#kernel/ports'
import { SESSION_COOKIE } from '#kernel/session'
import { appoint, endParty, endPost, ensureFirm, ensurePerson, mandate, parties, relate, revokeMandate, unrelate } from '#modules/parties'
import { browsing } from '#tests/browsing'
import { testHouse, type TestHouse } from '#tests/house'

import { identity, whoIs } from './index.ts'

let home: TestHouse
let server: Server
let base: string
let standing: Ports
let serial = 101
const personnel = house('test', ['parties.appoint'])
const seen: Actor[] = []
const newPerson = (name: string, birth = '19810406') => perform(personnel, (act) => ensurePerson(act, { idNumber: makeCitizenId({ division: '440703', birth, sequence: serial++ }), name, source: 'test' }))
const newFirm = () => perform(personnel, (act) => ensureFirm(act, { socialCreditCode: makeSocialCreditCode({ department: '9', organisationType: '1', division: '440703', sequence: 77_000_000 + serial++ }), name: '代办测试', source: 'test' }))

/** Somebody signed in, who can say for whom he acts, and what the house then takes him for. */
async function signedIn(person: string) {
  const own = browsing(base)
  await own.signIn(person)
  const headers = () => ({ host: new URL(base).host, cookie: `${SESSION_COOKIE}=${own.jar.get(SESSION_COOKIE)}`, origin: base })
  const send = async (url: string, payload?: object) => {
    const said = await server.inject({ method: payload ? 'POST' : 'GET', url, headers: headers(), ...(payload && { payload }) })
    return { status: said.statusCode, body: said.json<Record<string, unknown>>() }
  }
  return {
    send,
    behalf: async (party: string | null) => (await send('/identity/session/behalf', { party })).status,
    actor: async (): Promise<Actor> => { await send('/seen'); return seen.pop()! },
    choices: async () => (await send('/identity/session')).body['mayActFor'] as { id: string; kind: string; basis: string; until: string | null; matters: { id: string }[] | null }[],
    writes: async () => { const { status, body } = await send('/written', {}); return status === 200 ? body['as'] : body['code'] },
  }
}
const give = (grantor: string, grantee: string, matters: 'all' | string[], until = '2099-12-31') => perform(personnel, (act) => mandate(act, { grantor, grantee, matters, until, reason: 'test' }))

// One suite, because its hooks change the ports of the whole process and must give them back before the next suite.
describe('acting for another', () => {
  before(async () => {
    home = await testHouse(['parties', 'identity'])
    standing = port()
    server = await serve([parties, identity], whoIs)
    if (!server.hasRoute({ method: 'POST', url: '/sign-out' })) await identity.doors!(server)
    server.get('/seen', async (request) => { seen.push(request.reader.actor); return {} })
    server.post('/written', (request, reply) => answer(request, reply, 200, async (act) => ({ as: act.actor.behalf ?? act.actor.id })))
    const address = new URL(await server.listen({ port: 0, host: '127.0.0.1' }))
    base = `http://localhost:${address.port}`
    setPorts({ ...standing, publicAddress: base, demo: true })
  })
  after(async () => { await server.close(); setPorts(standing); moveClock(null) })

  test('a legal representative acts for his firm until he is one no longer, or the firm is no more', async () => {
    const [person, firm, dissolved] = [await newPerson('甲'), await newFirm(), await newFirm()]
    const one = await signedIn(person.id)
    assert.equal(await one.behalf(firm.id), 403)
    const relation = await perform(personnel, (act) => relate(act, { from: person.id, to: firm.id, kind: 'legal-representative', source: 'test' }))
    await perform(personnel, (act) => relate(act, { from: person.id, to: dissolved.id, kind: 'legal-representative', source: 'test' }))
    assert.deepEqual((await one.choices()).map(({ id, kind, basis, until }) => [id, kind, basis, until]), [[firm.id, 'firm', 'legal-representative', null], [dissolved.id, 'firm', 'legal-representative', null]])
    assert.equal(await one.behalf(dissolved.id), 200)
    await perform(personnel, (act) => endParty(act, { party: dissolved.id, reason: 'dissolved' }))
    assert.equal(await one.writes(), 'identity.choice_over')
    assert.equal(await one.behalf(dissolved.id), 403)
    assert.equal(await one.behalf(firm.id), 200)
    const { behalf, within } = await one.actor()
    assert.deepEqual([behalf, within], [firm.id, undefined])
    await perform(personnel, (act) => unrelate(act, { relation: relation.id, lastDay: addDays(dayOf(now()), -1), reason: 'test' }))
    assert.equal((await one.actor()).behalf, null)
    assert.deepEqual(await one.choices(), [])
  })

  test('a parent acts for a child until it is eighteen, also on the very day before, and a guardian of an adult goes on', async () => {
    const today = dayOf(now())
    const yearsAgo = (years: number, days: number) => addDays(`${Number(today.slice(0, 4)) - years}${today.slice(4)}`.replace('-02-29', '-02-28'), days)
    const [parent, child, almost, adult, ward] = [await newPerson('母'), await newPerson('女', yearsAgo(7, 0)), await newPerson('子', yearsAgo(18, 1)), await newPerson('成年', yearsAgo(18, 0)), await newPerson('受监护', '19500101')]
    for (const [one, since] of [[child, yearsAgo(7, 0)], [almost, yearsAgo(18, 1)], [adult, yearsAgo(18, 0)], [ward, '2020-01-01']] as const) {
      await perform(personnel, (act) => relate(act, { from: parent.id, to: one.id, kind: 'guardian', since, source: 'test' }))
    }
    const one = await signedIn(parent.id)
    assert.deepEqual((await one.choices()).map(({ id, kind, until }) => [id, kind, until !== null]), [[child.id, 'child', true], [almost.id, 'child', true], [ward.id, 'ward', false]])
    assert.deepEqual([await one.behalf(child.id), await one.behalf(almost.id), await one.behalf(ward.id), await one.behalf(adult.id)], [200, 200, 200, 403])
    assert.equal(await (await signedIn(child.id)).behalf(parent.id), 403, 'a child does not act for its parent')
  })

  test('an agent acts in what his mandate names, until its day, and no longer when it is taken back', async () => {
    const [person, principal] = [await newPerson('代理'), await newPerson('委托人')]
    const one = await signedIn(person.id)
    assert.equal(await one.behalf(principal.id), 403)
    assert.equal(await one.behalf('p_nobody'), 403)
    const given = [await give(principal.id, person.id, ['start-company']), await give(principal.id, person.id, ['senior-allowance'], addDays(dayOf(now()), 30))]
    assert.equal(await one.behalf(principal.id), 200)
    assert.deepEqual([...(await one.actor()).within!].toSorted(), ['senior-allowance', 'start-company'])
    const [choice] = await one.choices()
    assert.deepEqual([choice!.kind, choice!.basis, choice!.until, choice!.matters!.map(({ id }) => id).toSorted()], ['person', 'granted', '2099-12-31', ['senior-allowance', 'start-company']])
    assert.equal((await one.send('/parties/mandates')).body['code'], 'kernel.mandate_narrow', 'what the principal gave to others is none of his business')
    const whole = await give(principal.id, person.id, 'all')
    assert.equal((await one.actor()).within, undefined)
    const sub = await one.send('/parties/mandates', { grantee: { type: 'citizen-id', value: person.identifiers[0]!.value, name: '代理' }, matters: 'all', until: '2099-12-31', reason: '转委托' })
    assert.equal(sub.body['code'], 'parties.mandate_second_hand')
    for (const { id } of [...given, whole]) await perform(personnel, (act) => revokeMandate(act, { id, reason: 'test' }))
    assert.equal((await one.actor()).behalf, null)
    await give(principal.id, person.id, 'all', dayOf(now()))
    assert.equal(await one.behalf(principal.id), 200)
    moveClock(new Date(now().getTime() + 2 * 86_400_000))
    try {
      assert.equal((await one.actor()).behalf, null, 'the last day is over')
    } finally {
      moveClock(null)
    }
  })

  test('nothing is done in one’s own name that was meant for another: a write is refused until one chooses anew', async () => {
    const [person, principal] = [await newPerson('乙'), await newPerson('丙')]
    const whole = await give(principal.id, person.id, 'all')
    const one = await signedIn(person.id)
    await one.behalf(principal.id)
    assert.equal(await one.writes(), principal.id)
    await perform(personnel, (act) => revokeMandate(act, { id: whole.id, reason: 'test' }))
    assert.equal(await one.writes(), 'identity.choice_over')
    assert.equal((await one.send('/identity/session')).body['choiceOver'], true)
    assert.equal(await one.behalf(null), 200)
    assert.equal(await one.writes(), person.id)
    const held = await perform(personnel, (act) => appoint(act, { person: person.id, agency: 'guangdong-market', role: 'registrar', reason: 'test' }))
    assert.equal((await one.send('/identity/session/post', { post: held.id })).status, 200)
    await perform(personnel, (act) => endPost(act, { post: held.id, reason: 'test' }))
    assert.equal(await one.writes(), 'identity.choice_over')
  })

  test('who is dead acts for nobody, nobody acts for him, and wherever he was signed in he is no more', async () => {
    const [person, principal] = [await newPerson('丁'), await newPerson('戊')]
    await give(principal.id, person.id, 'all')
    await give(person.id, principal.id, 'all')
    const [one, other] = [await signedIn(person.id), await signedIn(principal.id)]
    assert.deepEqual([await one.behalf(principal.id), await other.behalf(person.id)], [200, 200])
    await perform(personnel, (act) => endParty(act, { party: person.id, reason: 'deceased' }))
    assert.equal(await other.writes(), 'identity.choice_over')
    assert.deepEqual(await other.choices(), [])
    for (let turn = 0; turn < 200 && (await one.actor()).id !== 'visitor'; turn++) await new Promise((resolve) => setTimeout(resolve, 20))
    assert.equal((await one.actor()).id, 'visitor')
    await home.settle()
  })
})
