import assert from 'node:assert/strict'
import { before, test } from 'node:test'

import { moveClock } from '#kernel/act'
import { caller, type Answered, type Caller } from '#tests/caller'
import { addressOf, startCompany } from '#tests/company'
import { testHouse, type TestHouse } from '#tests/house'

let house: TestHouse
before(async () => {
  house = await testHouse()
})

const guideOf = (who: Caller, id: string, kind = 'matter'): Promise<Answered> => who.get(`/services/matters/${kind}/${id}`)

/** A claim of somebody who cannot draw his fund: returned at once, and so over. */
async function returnedClaim(who: Caller): Promise<string> {
  const { id } = await who.post('/services/cases', { kind: 'matter', id: 'fund-withdrawal-retirement' }, 201)
  await who.put(`/services/cases/${id}/groups/payout`, { answers: {} })
  await who.confirmAndSign(id)
  await house.settle()
  return id
}

test('a poor rating gives the agency a clock of fifteen working days, its answer comes as a message, and both stand with the case', async () => {
  const who = await caller(house, 'fund-defaulter')
  const id = await returnedClaim(who)
  const before = (await guideOf(who, 'fund-withdrawal-retirement')).figures.ratings
  await who.post(`/services/cases/${id}/rating`, { grade: 6 }, 422)
  await who.post(`/services/cases/${id}/rating`, { grade: 1, words: '窗口说的和网上不一样。' }, 201)
  await who.post(`/services/cases/${id}/rating`, { grade: 5 }, 409)
  const rated = await who.get(`/services/cases/${id}`)
  assert.deepEqual([rated.me.mayRate, rated.rating.grade, rated.rating.words, rated.rating.due.lamp, rated.rating.answer], [false, 1, '窗口说的和网上不一样。', 'green', null])

  const officer = await caller(house, 'fund-officer')
  const waiting = (await officer.get('/services/ratings')).items.find((one: { case: string }) => one.case === id)
  assert.equal(waiting.words, '窗口说的和网上不一样。')
  await (await caller(house, 'registrar-pengjiang')).post(`/services/ratings/${waiting.id}/answer`, { finding: 'mended', words: '不归我们管' }, 403)
  await who.get('/services/ratings', 403)
  await officer.post(`/services/ratings/${waiting.id}/answer`, { finding: 'mended', words: '已核实，窗口告知有误，已更正并向您致歉。' }, 201)
  await officer.post(`/services/ratings/${waiting.id}/answer`, { finding: 'mended', words: '再答一次' }, 409)
  assert.equal((await officer.get('/services/ratings')).items.some((one: { case: string }) => one.case === id), false)
  assert.equal((await officer.get('/services/ratings?answered=true')).items.find((one: { case: string }) => one.case === id).answer.finding, 'mended')

  const answered = await who.get(`/services/cases/${id}`)
  assert.match(answered.rating.answer.words, /致歉/)
  const letter = (await who.get('/messages')).items.find((one: { letter: string; case: string }) => one.letter === 'rating-answered' && one.case === id)
  assert.match(letter.text, /致歉/)
  assert.deepEqual(answered.timeline.slice(-2).map((one: { type: string }) => one.type), ['services.rated', 'services.rating_answered'])
  const after = (await guideOf(who, 'fund-withdrawal-retirement')).figures.ratings
  assert.deepEqual([after.rated - before.rated, after.owed - before.owed, after.answered - before.answered, after.late], [1, 1, 1, before.late])
  assert.ok(after.ended >= after.rated, 'the denominator is there')
})

test('a rating that nobody answers in time is late, and a case is not rated months later', async () => {
  const who = await caller(house, 'fund-defaulter')
  const id = await returnedClaim(who)
  await who.post(`/services/cases/${id}/rating`, { grade: 2 }, 201)
  moveClock(new Date(Date.now() + 40 * 86_400_000))
  try {
    const { rating } = await who.get(`/services/cases/${id}`)
    assert.equal(rating.due.lamp, 'red')
    assert.ok((await guideOf(who, 'fund-withdrawal-retirement')).figures.ratings.late > 0)
  } finally {
    moveClock(null)
  }
})

test('a bundle is rated once as a whole when its kit is there, and never before', async () => {
  const { founder, file, child } = await startCompany(house, 'founder-jiangmen', { brand: '汀洲月' })
  assert.equal(file.me.mayRate, true)
  const registration = await child('registration')
  assert.equal(registration.me.mayRate, false)
  await founder.post(`/services/cases/${registration.id}/rating`, { grade: 5 }, 409)
  await (await caller(house, 'founder-shenzhen')).post(`/services/cases/${file.id}/rating`, { grade: 1 }, 403)
  await founder.post(`/services/cases/${file.id}/rating`, { grade: 5, words: '很快' }, 201)
  const { rating } = await founder.get(`/services/cases/${file.id}`)
  assert.deepEqual([rating.grade, rating.due], [5, null])
  const { id } = await founder.post('/services/cases', { kind: 'bundle', id: 'start-company' }, 201)
  await founder.post(`/services/cases/${id}/rating`, { grade: 5 }, 409)
})

test('nobody answers a rating of what he decided himself', async () => {
  const { founder, file, child } = await startCompany(house, 'founder-jiangmen', { brand: '鹭洲晴', address: addressOf('full-pengjiang') })
  const registrar = await caller(house, 'registrar-pengjiang')
  await registrar.post(`/services/cases/${(await child('registration')).id}/decision`, { outcome: 'GRANT', rows: [], note: '现场核实' }, 201)
  await house.settle()
  await founder.post(`/services/cases/${file.id}/rating`, { grade: 2 }, 201)
  const waiting = (await registrar.get('/services/ratings')).items.find((one: { case: string }) => one.case === file.id)
  await registrar.post(`/services/ratings/${waiting.id}/answer`, { finding: 'explained', words: '没有问题' }, 403)
})
