import assert from 'node:assert/strict'
import { before, test } from 'node:test'

import { currentRelease } from '#kernel/releases'
import { caller, type Answered } from '#tests/caller'
import { addressOf, startCompany } from '#tests/company'
import { testHouse, type TestHouse } from '#tests/house'

/** Where no other test registers, so that nobody fills up the address of another. */
const FUTIAN = { region: '440304', address: addressOf('free-futian'), bankBranch: '44030401' } as const

let house: TestHouse
before(async () => {
  house = await testHouse()
})

const get = async (path: string): Promise<Answered> => (await house.server.inject({ method: 'GET', url: path })).json()

test('the guide says when it is granted at once, when a person looks and when it is returned, each with its article', async () => {
  const guide = await get('/services/matters/matter/senior-allowance')
  const outcomes = guide.rules[0].rows.map((row: { outcome: string }) => row.outcome)
  assert.ok(['GRANT', 'ROUTE', 'RETURN'].every((outcome) => outcomes.includes(outcome)), outcomes.join())
  assert.ok(guide.rules[0].rows.every((row: { law: unknown; text: { zh: string; en: string } }) => row.law !== null && row.text.zh !== '' && row.text.en !== ''))
  assert.deepEqual(guide.rules[0].officers, { zh: '民政经办员', en: 'Civil affairs officer' })
  assert.ok(guide.looks.every((look: { agency: unknown }) => look.agency !== null))
  assert.deepEqual(guide.remedies.map((remedy: { id: string }) => remedy.id), ['contest', 'reconsideration', 'litigation'])
})

test('a part of a bundle says which bundle it belongs to, and a bundle what comes out of it', async () => {
  assert.deepEqual((await get('/services/matters/matter/seal-filing')).partOf.map((bundle: { id: string }) => bundle.id), ['start-company'])
  const guide = await get('/services/matters/bundle/start-company')
  assert.ok(guide.rules.length === 9 && guide.results.some((result: { id: string }) => result.id === 'business-licence'))
})

test('what was measured says of how many cases, and nothing of so few that it would be theirs', async () => {
  const before = (await get('/services/matters/matter/company-name')).figures
  for (const brand of ['屿风眠', '桐江白', '墨岚生', '栖梧山', '渡云汀']) await startCompany(house, 'founder-zhaoqing', { brand, address: addressOf('illegal-pengjiang') })
  const { figures } = await get('/services/matters/matter/company-name')
  assert.equal(figures.count, before.count + 5)
  assert.equal(figures.enough, true)
  assert.ok(figures.medianSeconds > 0 && figures.medianSeconds < 60 && figures.slowSeconds >= figures.medianSeconds)
  const none = (await get('/services/matters/matter/senior-allowance')).figures
  if (!none.enough) assert.equal(none.medianSeconds, undefined)
})

test('a change of the definition stands in its history with its reason, what became otherwise, and for whom it was written', async () => {
  const [author, reviewer] = [await caller(house, 'author'), await caller(house, 'reviewer')]
  const path = 'matters/electronic-seal/matter.yaml'
  const publish = async (text: string, reason: string): Promise<void> => {
    const { id } = await author.post('/content/drafts', { path, text, reason }, 201)
    await reviewer.post(`/content/drafts/${id}/publication`, undefined, 201)
  }
  const standing = currentRelease().textOf(path)!
  const number = (await get('/services/matters/matter/electronic-seal')).history.length
  await publish(standing.replace('feeFen: 0', 'feeFen: 500').replace(/promised: \{ amount: [\d.]+/, 'promised: { amount: 2'), '试行收取工本费')
  const { history } = await get('/services/matters/matter/electronic-seal')
  assert.equal(history.length, number + 1)
  const [latest] = history
  assert.equal(latest.reason, '试行收取工本费')
  assert.ok(latest.author.zh.length > 0 && latest.publisher.zh.length > 0)
  assert.deepEqual(latest.changes.map(({ part, was, now }: { part: string; was: unknown; now: unknown }) => [part, was, now]).filter(([part]: [string]) => part === 'feeFen'), [['feeFen', 0, 500]])
  assert.equal(latest.changes.find((change: { part: string }) => change.part === 'promised').now.amount, 2)
  assert.equal(history.at(-1).first, true)
  await publish(standing, '恢复免费')
  const bundle = (await get('/services/matters/bundle/start-company')).history
  assert.equal(bundle[0].reason, '恢复免费')
  assert.equal(bundle[0].changes[0].matter.zh, '电子印章签发')
})

test('who was decided about sees what was looked at and from where, and not what a register says of his partner', async () => {
  const { child, file } = await startCompany(house, 'founder-zhaoqing', { brand: '霁野川', partners: ['partner-jiangmen'], ...FUTIAN })
  const { decided } = await child('registration')
  const convicted = decided.looked.find((one: { id: string }) => one.id === 'convicted')
  assert.deepEqual([convicted.state, 'value' in convicted, convicted.sources.length], ['known', false, 1])
  assert.equal(decided.looked.find((one: { id: string }) => one.id === 'occupancy').value !== undefined, true)
  assert.ok(decided.rows.length > 0 && decided.table.zh.length > 0)
  const alone = await startCompany(house, 'founder-shenzhen', { brand: '沅芷兰', ...FUTIAN })
  const own = (await alone.child('registration')).decided.looked.find((one: { id: string }) => one.id === 'convicted')
  assert.equal(own.value, false)
  assert.equal(file.decided, null)
})

test('my cases say what I can do next, those that go on apart from those that ended', async () => {
  const { founder, file } = await startCompany(house, 'founder-shenzhen', { brand: '砚池青', ...FUTIAN })
  const running = await founder.get('/services/cases?state=running&limit=100')
  const mine = running.items.find((one: { id: string }) => one.id === file.id)
  assert.deepEqual([mine.stage, mine.next, mine.done, mine.of], ['kit', 'receive', 9, 9])
  await founder.post(`/services/cases/${file.id}/receipt`, undefined, 201)
  const done = await founder.get('/services/cases?state=done&limit=1')
  assert.deepEqual([done.items[0].id, done.items[0].next], [file.id, 'rate'])
  const { id } = await founder.post('/services/cases', { kind: 'bundle', id: 'start-company' }, 201)
  const [newest] = (await founder.get('/services/cases?limit=1')).items
  assert.deepEqual([newest.id, newest.next], [id, 'fill'])
  const older = await founder.get(`/services/cases?limit=1&after=${newest.openedAt}`)
  assert.notEqual(older.items[0].id, id)
})
