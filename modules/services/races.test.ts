import assert from 'node:assert/strict'
import { before, test } from 'node:test'

import { house as partOfHouse } from '#kernel/actor'
import { appoint, endPost, byIdentifier } from '#modules/parties'
import { castMember } from '#city/cast'
import { caller, type Answered, type Caller } from '#tests/caller'
import { fillCompany, seen, type Wish } from '#tests/company'
import { freePlaces } from '#tests/controls'
import { testHouse, type TestHouse } from '#tests/house'

let house: TestHouse
let founder: Caller
let partner: Caller
const places: string[] = []
before(async () => {
  house = await testHouse()
  founder = await caller(house, 'founder-shenzhen')
  partner = await caller(house, 'partner-jiangmen')
  places.push(...(await freePlaces(house.city, '440304')))
})

const futian = (brand: string, more: Partial<Wish> = {}): Wish => ({ region: '440304', brand, bankBranch: '44030401', address: places.shift()!, ...more })
const count = async (what: 'submissions' | 'verdicts' | 'snapshots' | 'signatures', id: string): Promise<number> =>
  house.act(partOfHouse('tests'), async (act) => {
    const [row] = await act.tx<Record<string, number>>`
      select (select count(*) from services.submissions where case_id = ${id}) as submissions, (select count(*) from services.verdicts where case_id = ${id}) as verdicts,
        (select count(*) from services.snapshots where case_id = ${id}) as snapshots, (select count(*) from services.signatures where case_id = ${id}) as signatures`
    return row![what]!
  })

/** Sends and gives the status with the body, whatever it is. */
async function said(who: Promise<Answered>): Promise<{ status: number; code: string | null }> {
  // A refusal is one of the outcomes a race may have.
  try {
    await who
    return { status: 200, code: null }
  } catch (error) {
    const [, status, body] = /answered (\d+): (.*)/s.exec((error as Error).message) ?? []
    if (status === undefined) throw error
    return { status: Number(status), code: /"code":"([^"]+)"/.exec(body!)?.[1] ?? null }
  }
}

test('two founders who sign at the same moment, one of them twice, hand the case in once', async () => {
  const { id } = await fillCompany(founder, futian('岚栖野渡', { partners: ['partner-jiangmen'] }))
  await founder.post(`/services/cases/${id}/confirmation`)
  const answers = await Promise.all([founder.sign(id), partner.sign(id), founder.sign(id)].map(said))
  assert.deepEqual(answers.map((one) => one.status).toSorted(), [200, 200, 409], JSON.stringify(answers))
  assert.deepEqual([await count('submissions', id), await count('signatures', id)], [1, 2])
  await house.settle()
  const { file } = await seen(founder, id)
  assert.equal(file.stage, 'kit', JSON.stringify(file.steps))
  for (const step of file.steps) assert.deepEqual([step.id, await count('submissions', step.case), await count('verdicts', step.case)], [step.id, 1, 1])
})

test('an answer that is changed while the last one signs is either signed by nobody or not taken', async () => {
  const seenOutcomes = new Set<string>()
  for (let n = 0; n < 6; n++) {
    const address = places[0]!
    const { id } = await fillCompany(founder, { ...futian(['竹影听轩', '荷塘问月', '枫桥夜泊', '兰舟初发', '菊圃晴光', '麦浪千重'][n]!, { partners: ['partner-jiangmen'] }), address })
    const confirmed = await founder.post(`/services/cases/${id}/confirmation`)
    await founder.sign(id)
    const change = founder.put(`/services/cases/${id}/groups/scope`, { answers: { term: '20' } })
    if (n % 3 === 1) await new Promise((resolve) => { setTimeout(resolve, 3 * n) })
    const [changed, signed] = await Promise.all([said(change), said(partner.post(`/services/cases/${id}/signature`, { digest: confirmed.digest }))])
    const submitted = await count('submissions', id)
    assert.equal(submitted, signed!.status === 200 ? 1 : 0)
    if (changed!.status === 200) assert.deepEqual([signed!.code, (await founder.get(`/services/cases/${id}`)).stage], ['services.nothing_to_sign', 'filling'])
    else assert.deepEqual([changed!.code, signed!.status], ['services.closed_to_change', 200])
    const file = await founder.get(`/services/cases/${id}`)
    const scope = file.form.groups.find((group: Answered) => group.id === 'scope')
    assert.equal(scope.fields.find((field: Answered) => field.id === 'term').value, changed!.status === 200 ? '20' : 'long')
    seenOutcomes.add(changed!.status === 200 ? 'changed' : 'signed')
    if (submitted === 0) await founder.post(`/services/cases/${id}/withdrawal`, { reason: '改主意了' })
    await house.settle()
  }
  assert.ok(seenOutcomes.size > 0)
})

test('what was changed before a signature is confirmed and signed again, and old signatures count for nothing', async () => {
  const { id } = await fillCompany(founder, futian('拾穗而歌', { partners: ['partner-jiangmen'] }))
  const first = await founder.post(`/services/cases/${id}/confirmation`)
  await founder.sign(id)
  await founder.put(`/services/cases/${id}/groups/scope`, { answers: { term: '20' } })
  await partner.post(`/services/cases/${id}/signature`, { digest: first.digest }, 409)
  const second = await founder.post(`/services/cases/${id}/confirmation`)
  assert.notEqual(second.digest, first.digest)
  assert.ok(second.signatories.every((one: Answered) => one.signedAt === null))
  assert.equal((await said(partner.post(`/services/cases/${id}/signature`, { digest: first.digest }))).code, 'services.other_digest')
  await partner.sign(id)
  assert.equal(await count('submissions', id), 0)
  await founder.sign(id)
  await house.settle()
  assert.equal((await seen(founder, id)).file.stage, 'kit')
})

/** Gives a case that waits for a person: the records of one founder contradict each other. */
async function routed(brand: string, partnerKey = 'record-conflict'): Promise<{ id: string; registration: Answered }> {
  const { id } = await fillCompany(founder, futian(brand, { partners: [partnerKey] }))
  await founder.post(`/services/cases/${id}/confirmation`)
  await founder.sign(id)
  await (await caller(house, partnerKey)).sign(id)
  await house.settle()
  const { child } = await seen(founder, id)
  return { id, registration: await child('registration') }
}

test('records that contradict each other go to a person with the source named', async () => {
  const { registration } = await routed('砚边听雨')
  assert.deepEqual([registration.stage, registration.verdict.outcome, registration.verdict.reasons[0].reason], ['with-officer', 'ROUTE', 'decisions.source_conflict'], JSON.stringify(registration.verdict))
})

test('a record that is too old goes to a person and returns nothing', async () => {
  const { registration } = await routed('雁字回时', 'record-stale')
  assert.deepEqual([registration.stage, registration.verdict.outcome, registration.verdict.reasons[0].reason], ['with-officer', 'ROUTE', 'decisions.source_stale'], JSON.stringify(registration.verdict))
})

test('a consent that is taken back between signature and decision sends the case to a person, and nobody looks', async () => {
  const { id } = await fillCompany(founder, futian('墨隐青崖', { partners: ['partner-jiangmen'] }))
  await founder.post(`/services/cases/${id}/confirmation`)
  await partner.sign(id)
  const { items } = await partner.get('/grants')
  for (const grant of items.filter((one: Answered) => one.case === id && one.basis === 'consent')) await partner.post(`/grants/${grant.id}/withdrawal`, { reason: '不同意了' }, 201)
  await founder.sign(id)
  await house.settle()
  const { child } = await seen(founder, id)
  const registration = await child('registration')
  assert.deepEqual([registration.stage, registration.verdict.reasons[0].reason], ['with-officer', 'decisions.source_denied'], JSON.stringify(registration.verdict))
  const { items: uses } = await partner.get('/grants/uses?limit=200')
  assert.deepEqual(uses.filter((one: Answered) => one.case === id && one.basis === 'consent'), [])
})

/** Lets a citizen be a second clerk in Futian while something is done. */
async function withSecondClerk(doing: (clerk: Caller) => Promise<void>): Promise<void> {
  const admin = partOfHouse('tests', ['parties.appoint'])
  const post = await house.act(admin, async (act) => {
    const person = (await byIdentifier(act, 'citizen-id', castMember('spouse-jiangmen').idNumber))!
    return appoint(act, { person: person.id, agency: 'futian-market', role: 'registrar', reason: '测试' })
  })
  // Whatever is found, the citizen is one again afterwards.
  try {
    await doing(await caller(house, 'spouse-jiangmen', 'registrar'))
  } finally {
    await house.act(admin, (act) => endPost(act, { post: post.id, reason: '测试结束' }))
  }
}

test('of two clerks who decide at the same moment one does and the other is told', () => withSecondClerk(async (second) => {
  const { id, registration } = await routed('松间照壁')
  const wishes = [{ outcome: 'GRANT', rows: [], note: '两处记录已核实' }, { outcome: 'RETURN', rows: ['founder-not-alive'], note: '记录不一致' }]
  const answers = await Promise.all([await caller(house, 'registrar-futian'), second].map((clerk, n) => said(clerk.post(`/services/cases/${registration.id}/decision`, wishes[n]!, 201))))
  assert.deepEqual(answers.map((one) => one.code).toSorted(), ['services.task_ended', null].toSorted(), JSON.stringify(answers))
  await house.settle()
  assert.equal(await count('verdicts', registration.id), 2, 'the machine routed it and one clerk decided it')
  const { step } = await seen(founder, id)
  assert.equal(step('registration').stage, answers[0]!.status === 200 ? 'granted' : 'returned')
}))

test('who signed an application does not decide it', () => withSecondClerk(async (clerk) => {
  const { id } = await fillCompany(founder, futian('石上清弦', { partners: ['record-conflict', 'spouse-jiangmen'] }))
  await founder.post(`/services/cases/${id}/confirmation`)
  for (const one of [founder, await caller(house, 'record-conflict'), clerk]) await one.sign(id)
  await house.settle()
  const registration = await (await seen(founder, id)).child('registration')
  const refused = await said(clerk.post(`/services/cases/${registration.id}/decision`, { outcome: 'GRANT', rows: [], note: '自己的' }))
  assert.equal(refused.code, 'services.own_case')
}))

test('an agent fills in and signs by mandate, and when it is revoked he can neither confirm nor sign nor look', async () => {
  const agent = await caller(house, 'founder-zhaoqing')
  const mandate = async (): Promise<Answered> => founder.post('/parties/mandates', {
    grantee: { type: 'citizen-id', value: castMember('founder-zhaoqing').idNumber, name: castMember('founder-zhaoqing').name }, matters: ['start-company'], until: '2030-12-31', reason: '代办开公司',
  }, 201)
  const open = { kind: 'bundle', id: 'start-company', for: founder.party }
  assert.equal((await said(agent.post('/services/cases', open))).code, 'services.mandate_ended')
  const first = await mandate()
  const opened = await agent.post('/services/cases', open, 201)
  assert.deepEqual([opened.me.role, opened.applicant.id], ['agent', founder.party])
  const wish = futian('桑榆未晚')
  const by = { ...agent, party: founder.party, post: async () => opened } satisfies Caller
  await fillCompany(by, wish)
  await founder.post(`/parties/mandates/${first.id}/revocation`, { reason: '收回' }, 201)
  const tries = [() => agent.post(`/services/cases/${opened.id}/confirmation`), () => agent.put(`/services/cases/${opened.id}/groups/scope`, { answers: {} }), () => agent.get(`/services/cases/${opened.id}`), () => agent.get(`/services/cases/${opened.id}/trace`), () => agent.post(`/services/cases/${opened.id}/withdrawal`, { reason: '无' })]
  for (const one of tries) assert.deepEqual(await said(one()), { status: 403, code: 'services.mandate_ended' })
  const again = await mandate()
  const confirmed = await agent.post(`/services/cases/${opened.id}/confirmation`)
  await founder.post(`/parties/mandates/${again.id}/revocation`, { reason: '再次收回' }, 201)
  assert.deepEqual(await said(agent.post(`/services/cases/${opened.id}/signature`, { digest: confirmed.digest })), { status: 403, code: 'services.mandate_ended' })
  await mandate()
  await agent.post(`/services/cases/${opened.id}/signature`, { digest: confirmed.digest })
  await house.settle()
  const { file } = await seen(founder, opened.id)
  assert.equal(file.stage, 'kit', JSON.stringify(file.steps))
  assert.ok(file.signatories.every((one: Answered) => one.party === founder.party && one.signedAt !== null))
})
