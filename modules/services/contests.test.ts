import assert from 'node:assert/strict'
import { before, test } from 'node:test'

import { moveClock } from '#kernel/act'
import { caller, type Answered, type Caller } from '#tests/caller'
import { addressOf, seen, startCompany } from '#tests/company'
import { testHouse, type TestHouse } from '#tests/house'

let house: TestHouse
let registrar: Caller
let colleague: Caller

before(async () => {
  house = await testHouse()
  registrar = await caller(house, 'registrar-pengjiang')
  colleague = await caller(house, 'registrar-pengjiang-second')
})

const WORDS = '地址其实还有空位，请再核实。'

/** A registration that the registrar of Pengjiang decided by hand, for its address was full. */
async function decided(brand: string, outcome: 'GRANT' | 'RETURN'): Promise<{ id: string; root: string; founder: Caller }> {
  const { founder, file, child } = await startCompany(house, 'founder-jiangmen', { brand, address: addressOf('full-pengjiang') })
  const { id } = await child('registration')
  await registrar.post(`/services/cases/${id}/decision`, { outcome, rows: outcome === 'GRANT' ? [] : ['address-full'], note: '经核实。' }, 201)
  await house.settle()
  return { id, root: file.id, founder }
}

const inQueue = async (who: Caller, contest: string): Promise<Answered> => (await who.get('/services/queue?limit=200')).items.find((one: Answered) => one.contest === contest)
const lettersOf = async (who: Caller, id: string): Promise<string[]> => (await who.get('/messages')).items.filter((one: Answered) => one.case === id).map((one: Answered) => one.letter)

test('who applied contests a return in his words; it waits for the agency, and nobody who had a part in it may look', async () => {
  const { id, founder } = await decided('寒山寺', 'RETURN')
  const before = await founder.get(`/services/cases/${id}`)
  assert.equal(before.me.mayContest, true)
  assert.ok(before.contestUntil)
  const condition = before.decided.looked[0].id
  assert.equal((await founder.post(`/services/cases/${id}/contest`, { words: WORDS, condition: 'nowhere' }, 422)).errors[0].pointer, '/condition')
  await founder.post(`/services/cases/${id}/contest`, { words: ' ' }, 422)
  await (await caller(house, 'founder-shenzhen')).post(`/services/cases/${id}/contest`, { words: WORDS }, 403)
  await registrar.post(`/services/cases/${id}/contest`, { words: WORDS }, 403)
  const key = { 'idempotency-key': `contest-${id}` }
  const opened = await founder.post(`/services/cases/${id}/contest`, { words: WORDS, condition }, 201, key)
  assert.deepEqual(await founder.post(`/services/cases/${id}/contest`, { words: WORDS, condition }, 201, key), opened)
  assert.equal((await founder.post(`/services/cases/${id}/contest`, { words: WORDS }, 409)).code, 'services.contest_open')
  const after = await founder.get(`/services/cases/${id}`)
  assert.deepEqual([after.me.mayContest, after.contests.map((one: Answered) => [one.words, one.outcome, one.mine])], [false, [[WORDS, null, true]]])
  assert.equal(after.timeline.at(-1).type, 'services.contested')

  assert.equal((await inQueue(colleague, opened.id)).reasons[0].reason, 'services.challenged')
  for (const path of ['', '/colleagues']) assert.equal((await registrar.get(`/services/contests/${opened.id}${path}`, 403)).code, 'services.had_part')
  assert.equal((await registrar.post(`/services/contests/${opened.id}/taking`, {}, 403)).code, 'services.had_part')
  assert.equal((await registrar.post(`/services/contests/${opened.id}/end`, { outcome: 'UPHOLD', note: 'x' }, 403)).code, 'services.had_part')
  await (await caller(house, 'registrar-futian')).get(`/services/contests/${opened.id}`, 403)
  await founder.get(`/services/contests/${opened.id}`, 403)
  await colleague.post(`/services/contests/${opened.id}/taking`, {}, 201)
  assert.equal((await colleague.post(`/services/contests/${opened.id}/handing`, { person: registrar.party, words: '请您看看' }, 422)).code, 'services.colleague_had_part')
  assert.deepEqual((await colleague.get(`/services/contests/${opened.id}/colleagues`)).people.map((one: Answered) => one.id).includes(registrar.party), false)
  assert.equal((await inQueue(colleague, opened.id)).takenBy.id, colleague.party)
})

test('who only noted something on a case, or handed it over, had a part in it too', async () => {
  const parts: readonly (readonly [brand: string, path: string, body: object])[] = [['枫桥夜', 'notes', { words: '已电话核实。' }], ['姑苏台', 'handing', { person: registrar.party, words: '请您办理。' }]]
  for (const [brand, path, body] of parts) {
    const { founder, child } = await startCompany(house, 'founder-jiangmen', { brand, address: addressOf('full-pengjiang') })
    const { id } = await child('registration')
    await colleague.post(`/services/cases/${id}/${path}`, body, 201)
    await registrar.post(`/services/cases/${id}/decision`, { outcome: 'RETURN', rows: ['address-full'], note: '经核实。' }, 201)
    const contest = await founder.post(`/services/cases/${id}/contest`, { words: WORDS }, 201)
    assert.equal((await colleague.post(`/services/contests/${contest.id}/taking`, {}, 403)).code, 'services.had_part', path)
  }
})

test('who signed may contest too; his words are for himself and the officer', async () => {
  const { founder, child } = await startCompany(house, 'founder-jiangmen', { brand: '艺圃居', address: addressOf('full-pengjiang'), partners: ['partner-jiangmen'] })
  const { id } = await child('registration')
  await registrar.post(`/services/cases/${id}/decision`, { outcome: 'RETURN', rows: ['address-full'], note: '经核实。' }, 201)
  const partner = await caller(house, 'partner-jiangmen')
  assert.ok((await partner.get(`/services/cases/${id}`)).me.mayContest)
  const { id: contest } = await partner.post(`/services/cases/${id}/contest`, { words: WORDS }, 201)
  assert.deepEqual((await founder.get(`/services/cases/${id}`)).contests.map((one: Answered) => [one.mine, one.words]), [[false, null]])
  await colleague.post(`/services/contests/${contest}/end`, { outcome: 'UPHOLD', note: '确已住满。' }, 201)
  for (const who of [founder, partner]) assert.ok((await lettersOf(who, id)).includes('contest-upheld'))
})

test('what is shown says first what the person says, then the decision with its receipt, then the facts; the look is in his log', async () => {
  const { id, founder } = await decided('沧浪亭', 'RETURN')
  const { id: contest } = await founder.post(`/services/cases/${id}/contest`, { words: WORDS }, 201)
  const uses = async (): Promise<number> => (await founder.get('/grants/uses?limit=100')).items.filter((one: Answered) => one.actor === colleague.party).length
  const before = await uses()
  const shown = await colleague.get(`/services/contests/${contest}`)
  assert.deepEqual([shown.words, shown.decision.outcome, shown.decision.mode, shown.stands], [WORDS, 'RETURN', 'hand', true])
  assert.ok(shown.conditions.length > 0 && shown.evidence.length > 0 && /^[0-9a-f]{64}$/.test(shown.decision.digest))
  assert.ok((await uses()) > before)
})

test('a decision that is upheld stands, with words to everybody concerned, and is not contested twice', async () => {
  const { id, founder } = await decided('拙政园', 'RETURN')
  const { id: contest } = await founder.post(`/services/cases/${id}/contest`, { words: WORDS }, 201)
  await colleague.post(`/services/contests/${contest}/end`, { outcome: 'UPHOLD', note: '已到现场，确已住满。' }, 201)
  assert.equal((await colleague.post(`/services/contests/${contest}/end`, { outcome: 'UPHOLD', note: 'x' }, 409)).code, 'services.contest_ended')
  const file = await founder.get(`/services/cases/${id}`)
  assert.deepEqual([file.stage, file.contests[0].outcome, file.contests[0].answer, file.me.mayContest], ['returned', 'upheld', '已到现场，确已住满。', false])
  assert.equal((await founder.post(`/services/cases/${id}/contest`, { words: WORDS }, 409)).code, 'services.contested_before')
  assert.ok((await lettersOf(founder, id)).includes('contest-upheld'))
  assert.equal(await inQueue(colleague, contest), undefined)
})

test('a return that is corrected to a grant brings at once what a grant brings', async () => {
  const { id, root, founder } = await decided('狮子林', 'RETURN')
  const { id: contest } = await founder.post(`/services/cases/${id}/contest`, { words: WORDS }, 201)
  await colleague.post(`/services/contests/${contest}/end`, { outcome: 'GRANT', note: '确有空位。' }, 201)
  await house.settle()
  const { file } = await seen(founder, root)
  assert.equal(file.steps.find((step: Answered) => step.id === 'registration').stage, 'granted')
  const one = await founder.get(`/services/cases/${id}`)
  assert.deepEqual([one.contests[0].outcome, one.certificates.map((certificate: Answered) => certificate.standing)], ['corrected', one.certificates.map(() => 'valid')])
  assert.ok(one.certificates.length > 0)
  assert.ok((await lettersOf(founder, id)).includes('contest-corrected'))
})

test('a grant that is taken back loses its certificates, and each later decision that rested on it is looked at again and told', async () => {
  const { id, root, founder } = await decided('留园', 'GRANT')
  const kit = (await seen(founder, root)).file
  const later = kit.steps.filter((step: Answered) => step.stage === 'granted' && !['name', 'registration'].includes(step.id))
  assert.ok(later.length > 0)
  const { id: contest } = await founder.post(`/services/cases/${id}/contest`, { words: '我没有要这个经营范围。' }, 201)
  assert.equal((await colleague.post(`/services/contests/${contest}/end`, { outcome: 'GRANT', note: 'x' }, 422)).code, 'services.contest_same')
  assert.equal((await colleague.post(`/services/contests/${contest}/end`, { outcome: 'RETURN', note: 'x' }, 422)).code, 'services.reason_missing')
  await colleague.post(`/services/contests/${contest}/end`, { outcome: 'RETURN', rows: ['address-full'], note: '确已住满，原批准有误。' }, 201)
  await house.settle()
  const one = await founder.get(`/services/cases/${id}`)
  assert.deepEqual([one.stage, one.verdict.outcome, one.me.mayContest], ['void', 'RETURN', false])
  assert.ok(one.certificates.length > 0 && one.certificates.every((certificate: Answered) => certificate.standing === 'revoked'))
  assert.equal((await founder.get(`/certificates/${one.certificates[0].id}`)).happenings[0].reason, '确已住满，原批准有误。')
  assert.ok((await lettersOf(founder, id)).includes('contest-taken-back'))
  for (const step of later) {
    const file = await founder.get(`/services/cases/${step.case}`)
    assert.deepEqual(file.contests.map((other: Answered) => other.ground), ['decision'], step.id)
    assert.deepEqual((await lettersOf(founder, step.case)).filter((letter) => letter.startsWith('look-again')), ['look-again-decision'])
  }
  assert.equal((await founder.get(`/services/cases/${kit.steps.find((step: Answered) => step.id === 'name').case}`)).contests.length, 0)
  assert.equal((await colleague.get(`/services/contests/${contest}`)).led.length, later.length)
})

test('a right that a grant gave ends with it', async () => {
  const holder = await caller(house, 'allowance-1952')
  const { id } = await holder.post('/services/cases', { kind: 'matter', id: 'senior-allowance' }, 201)
  const opened = await holder.get(`/services/cases/${id}`)
  for (const group of opened.form.groups) await holder.put(`/services/cases/${id}/groups/${group.id}`, { answers: {} })
  await holder.confirmAndSign(id)
  await house.settle()
  const { id: contest } = await holder.post(`/services/cases/${id}/contest`, { words: '档次不对。' }, 201)
  const officer = await caller(house, 'allowance-officer')
  const { rows } = await officer.get(`/services/contests/${contest}`)
  await officer.post(`/services/contests/${contest}/end`, { outcome: 'RETURN', rows: [rows.find((row: Answered) => row.outcome === 'RETURN').row], note: '应重新申请。' }, 201)
  await house.settle()
  assert.ok((await holder.get('/services/entitlements')).items.find((one: Answered) => one.case === id).end)
  assert.ok((await holder.get(`/services/cases/${id}`)).certificates.every((one: Answered) => one.standing === 'revoked'))
})

test('after sixty days a decision is not contested here any more', async () => {
  const { id, founder } = await decided('网师园', 'RETURN')
  moveClock(new Date(Date.now() + 62 * 86_400_000))
  try {
    assert.equal((await founder.get(`/services/cases/${id}`)).me.mayContest, false)
    assert.equal((await founder.post(`/services/cases/${id}/contest`, { words: WORDS }, 410)).code, 'services.contest_over')
  } finally { moveClock(null) }
})

test('a fact that was put right leads back to what was decided on it', async () => {
  const who = await caller(house, 'fund-employed')
  const { id } = await who.post('/services/cases', { kind: 'matter', id: 'fund-withdrawal-retirement' }, 201)
  await who.put(`/services/cases/${id}/groups/payout`, { answers: {} })
  await who.confirmAndSign(id)
  await house.settle()
  const objection = await who.post('/exchange/objections', { source: 'pension-person', element: 'retiredOn', kind: 'wrong', proposed: '2026-10-01', words: '' }, 201)
  await (await caller(house, 'data-officer-social')).post(`/exchange/objections/${objection.id}/answer`, { outcome: 'corrected', words: '已补录。' }, 201)
  await house.settle()
  const file = await who.get(`/services/cases/${id}`)
  assert.deepEqual(file.contests.map((one: Answered) => [one.ground, one.outcome]), [['fact', null]])
  assert.ok((await lettersOf(who, id)).includes('look-again-fact'))
  assert.equal((await inQueue(await caller(house, 'fund-officer'), file.contests[0].id)).reasons[0].reason, 'services.look_again')
})
