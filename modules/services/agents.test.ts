import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'

import { castMember } from '#city/cast'
import { house as partOfHouse, visitor, type Actor } from '#kernel/actor'
import { makeCitizenId } from '#kernel/codes/citizen-id'
import { serve, type Server } from '#kernel/http'
import { certificates } from '#modules/certificates'
import { grants } from '#modules/grants'
import { messages } from '#modules/messages'
import { appoint, byIdentifier, ensurePerson, relate } from '#modules/parties'
import { caller, type Answered } from '#tests/caller'
import { fillCompany, seen } from '#tests/company'
import { freePlaces } from '#tests/controls'
import { testHouse, type TestHouse } from '#tests/house'

import { services } from './index.ts'

let house: TestHouse
let server: Server
let speaking: Actor = visitor
const personnel = partOfHouse('tests', ['parties.appoint'])
const partyOf = async (key: string): Promise<string> => (await house.act(personnel, (act) => byIdentifier(act, 'citizen-id', castMember(key).idNumber)))!.id

before(async () => {
  house = await testHouse()
  server = await serve([services, messages, grants, certificates], async () => ({ actor: speaking, by: 'token' }))
})
after(() => server.close())

/** Asks as somebody who acts for another, in certain matters or in all. */
async function asked(key: string, behalf: string, within: readonly string[] | undefined, url: string, payload?: object): Promise<{ status: number; body: Answered }> {
  speaking = { ...visitor, id: await partyOf(key), behalf: await partyOf(behalf), ...(within ? { within } : {}) }
  const answer = await server.inject({ method: payload ? 'POST' : 'GET', url, ...(payload && { payload }) })
  return { status: answer.statusCode, body: answer.json() }
}

test('an agent in one matter opens and sees that matter, and nothing else of the other', async () => {
  const MATTER = 'fund-withdrawal-retirement'
  const agent = (url: string, payload?: object) => asked('retiree-spouse', 'retiree', [MATTER], url, payload)
  for (const url of ['/messages', '/messages/unread', '/grants', '/grants/uses', '/services/entitlements']) assert.equal((await agent(url)).body.code, 'kernel.mandate_narrow', url)
  assert.equal((await agent('/certificates')).status, 403)
  const opened = await agent('/services/cases', { kind: 'matter', id: MATTER })
  assert.deepEqual([opened.status, opened.body.applicant?.id], [201, await partyOf('retiree')])
  assert.equal((await agent('/services/cases', { kind: 'bundle', id: 'start-company' })).body.code, 'services.mandate_ended')
  const other = await (await caller(house, 'retiree')).post('/services/cases', { kind: 'bundle', id: 'start-company' }, 201)
  assert.equal((await agent(`/services/cases/${other.id}`)).body.code, 'services.mandate_ended')
  assert.equal((await agent(`/services/cases/${opened.body.id}`)).status, 200)
  const { items } = (await agent('/services/cases')).body as { items: { id: string; definition: string }[] }
  assert.ok(items.some(({ id }) => id === opened.body.id) && items.every(({ definition }) => definition === MATTER))
})

test('a parent sees what is the child’s own, as the child would', async () => {
  for (const url of ['/messages', '/grants', '/grants/uses', '/certificates', '/services/cases']) assert.equal((await asked('founder-jiangmen', 'child', undefined, url)).status, 200, url)
})

test('an officer decides no case of his family', async () => {
  const founder = await caller(house, 'founder-zhaoqing')
  const [address] = await freePlaces(house.city, '441202')
  const { id } = await fillCompany(founder, { region: '441202', brand: '檐下听风', bankBranch: '44120201', address: address!, scope: ['lending'] })
  await founder.confirmAndSign(id)
  await house.settle()
  const registration = await (await seen(founder, id)).child('registration')
  assert.equal(registration.stage, 'with-officer', JSON.stringify(registration.verdict))
  const clerk = await house.act(personnel, async (act) => {
    const person = await ensurePerson(act, { idNumber: makeCitizenId({ division: '441202', birth: '19650505', sequence: 611 }), name: '黄父', source: 'test' })
    await appoint(act, { person: person.id, agency: 'duanzhou-market', role: 'registrar', reason: 'test' })
    await relate(act, { from: person.id, to: founder.party, kind: 'parent', source: 'test' })
    return person
  })
  const refused = await (await caller(house, clerk.id)).post(`/services/cases/${registration.id}/decision`, { outcome: 'GRANT', rows: [], note: '女儿的公司' }, 403)
  assert.equal(refused.code, 'services.own_case')
})
