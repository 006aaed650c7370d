import assert from 'node:assert/strict'
import { before, test } from 'node:test'

import { caller, type Answered, type Caller } from '#tests/caller'
import { testHouse, type TestHouse } from '#tests/house'

let house: TestHouse
let retiree: Caller
let case_: string
before(async () => {
  house = await testHouse()
  retiree = await caller(house, 'retiree-spouse')
  const opened = await retiree.post('/services/cases', { kind: 'matter', id: 'fund-withdrawal-retirement' }, 201)
  await retiree.put(`/services/cases/${opened.id}/groups/payout`, { answers: {} })
  case_ = opened.id
})

const codeOf = async (said: Promise<Answered>): Promise<string> => (await said).code as string
const uses = async (query = ''): Promise<Answered[]> => (await retiree.get(`/grants/uses?limit=100${query}`)).items

test('who looked is found by agency, by register, by element, by case and by day, and for which looks my number was used', async () => {
  const all = await uses()
  assert.ok(all.length >= 4)
  for (const [query, holds] of [
    ['agency=guangdong-data', (one: Answered) => one.grantee === 'guangdong-data'], ['source=pension-person', (one: Answered) => one.source === 'pension-person'],
    ['element=retired', (one: Answered) => one.elements.includes('retired')], [`case=${case_}`, (one: Answered) => one.case === case_],
  ] as const) {
    const found = await uses(`&${query}`)
    assert.deepEqual(found.map((one) => one.id), all.filter(holds).map((one) => one.id), query)
    assert.ok(found.length > 0, query)
  }
  const today = new Date(Date.parse(all[0].at) + 8 * 3_600_000).toISOString().slice(0, 10)
  assert.equal((await uses(`&from=${today}&until=${today}`)).length, all.filter((one) => new Date(Date.parse(one.at) + 8 * 3_600_000).toISOString().startsWith(today)).length)
  assert.equal((await uses('&until=2001-01-01')).length, 0)
  assert.equal((await uses('&number=own')).length, all.length, 'every personal register is asked by the number')
})

test('a page of looks goes on where the last one ended, without gap or double', async () => {
  const all = await uses()
  const seen: string[] = []
  for (let after: number | null = null, turn = 0; turn === 0 || after !== null; turn++) {
    const page: Answered = await retiree.get(`/grants/uses?limit=2${after === null ? '' : `&after=${after}`}`)
    seen.push(...page.items.map((one: Answered) => one.id))
    after = page.next
  }
  assert.deepEqual(seen, all.map((one) => one.id))
})

test('the figures agree with the looks themselves', async () => {
  const [all, figures] = [await uses(), await retiree.get('/grants/uses/summary')]
  const others = all.filter((one) => one.grantee !== retiree.party)
  assert.deepEqual([figures.total, figures.number.count, figures.lately], [others.length, others.length, others.length])
  assert.equal(figures.agencies.reduce((sum: number, one: Answered) => sum + one.count, 0), all.length)
  assert.equal(figures.sources.reduce((sum: number, one: Answered) => sum + one.count, 0), all.length)
  assert.equal(figures.days.reduce((sum: number, one: Answered) => sum + one.count, 0), all.length)
})

test('a look that somebody does not know of goes to the data officer of the agency that looked, who answers once', async () => {
  const look = (await uses('&agency=guangdong-data'))[0]
  const raised = await retiree.post(`/grants/uses/${look.id}/dispute`, { words: '我没有办过这件事。' }, 201)
  assert.deepEqual([raised.agency, /^\d{8}-[0-9A-F]{6}$/.test(raised.number)], ['guangdong-data', true])
  assert.equal(await codeOf(retiree.post(`/grants/uses/${look.id}/dispute`, { words: '再问' }, 409)), 'grants.already_disputed')
  const officer = await caller(house, 'data-officer-authority')
  const listed = (await officer.get('/grants/disputes')).items.find((one: Answered) => one.id === raised.id)
  assert.deepEqual([listed.words, listed.look.source, listed.outcome, listed.lamp, listed.mayAnswer], ['我没有办过这件事。', look.source, null, 'green', true])
  const ids = async (answered: boolean): Promise<string[]> => (await officer.get(`/grants/disputes?answered=${answered}`)).items.map((one: Answered) => one.id)
  assert.deepEqual([await ids(false), await ids(true)], [[raised.id], []])
  assert.ok(!JSON.stringify(listed).includes(retiree.party) || listed.look.actor === retiree.party, 'the answer does not need to know whose look it was')
  for (const who of [retiree, await caller(house, 'data-officer-police')]) assert.equal(await codeOf(who.post(`/grants/disputes/${raised.id}/answer`, { outcome: 'explained', words: '有依据' }, 403)), 'not_permitted')
  const said = await Promise.all(['一', '二'].map((words) => officer.post(`/grants/disputes/${raised.id}/answer`, { outcome: 'explained', words }).then(() => 'done', () => 'refused')))
  assert.deepEqual(said.toSorted(), ['done', 'refused'])
  assert.deepEqual([await ids(false), await ids(true)], [[], [raised.id]])
  const shown = await retiree.get(`/grants/uses/${look.id}`)
  assert.deepEqual([shown.dispute.outcome, shown.dispute.number, shown.looker], ['explained', raised.number, 'self'])
})

test('disputes come in pages, the open ones first, and each once', async () => {
  const officer = await caller(house, 'data-officer-authority')
  const open = (await uses('&agency=guangdong-data')).filter((one) => one.dispute === null).slice(0, 3)
  for (const look of open) await retiree.post(`/grants/uses/${look.id}/dispute`, { words: '我没有办过这件事。' }, 201)
  for (const who of [officer, retiree]) {
    const whole: Answered = await who.get('/grants/disputes?limit=200')
    assert.ok(whole.items.length > open.length && whole.items.at(-1).outcome === 'explained' && whole.next === null)
    const seen: string[] = []
    for (let after: string | null = '', turn = 0; after !== null; turn++) {
      const page: Answered = await who.get(`/grants/disputes?limit=1${turn === 0 ? '' : `&after=${encodeURIComponent(after)}`}`)
      seen.push(...page.items.map((one: Answered) => one.id))
      after = page.next
    }
    assert.deepEqual(seen, whole.items.map((one: Answered) => one.id))
  }
  assert.equal((await officer.get('/grants/disputes?after=soon', 422)).errors[0].code, 'kernel.id_form')
})

test('nobody questions another’s look, his own look, or one that never was', async () => {
  const [look] = await uses()
  const stranger = await caller(house, 'partner-jiangmen')
  assert.equal(await codeOf(stranger.get(`/grants/uses/${look.id}`, 404)), 'grants.no_use')
  assert.equal(await codeOf(stranger.post(`/grants/uses/${look.id}/dispute`, { words: '不是我' }, 404)), 'grants.no_use')
  await retiree.post('/exchange/known/asking', { sources: ['court-dishonest'] }, 201)
  const own = (await uses('&source=court-dishonest'))[0]
  assert.equal(await codeOf(retiree.post(`/grants/uses/${own.id}/dispute`, { words: '不是我' }, 409)), 'grants.own_look')
  const officer = await caller(house, 'data-officer-authority')
  assert.equal(await codeOf(officer.post('/grants/disputes/00000000-0000-4000-8000-000000000000/answer', { outcome: 'explained', words: '有依据' }, 404)), 'grants.no_dispute')
})

test('what was allowed says whether it can still be used, and comes in pages', async () => {
  const first: Answered = await retiree.get('/grants?limit=1')
  const next: Answered = await retiree.get(`/grants?limit=200&after=${first.next}`)
  assert.ok(first.items.length === 1 && next.items.every((one: Answered) => one.id !== first.items[0].id))
  const consent = [...first.items, ...next.items].find((one: Answered) => one.case === case_ && one.basis === 'consent')
  assert.equal(consent.standing, 'live')
  await retiree.post(`/grants/${consent.id}/withdrawal`, { reason: '不想用了' }, 201)
  const again = (await retiree.get('/grants')).items.find((one: Answered) => one.id === consent.id)
  assert.equal(again.standing, 'withdrawn')
  const refill = await retiree.post(`/services/cases/${case_}/refill`)
  assert.equal(refill.form.groups[0].fields.find((one: Answered) => one.id === 'name').value, null, 'nothing flows without the consent')
})
