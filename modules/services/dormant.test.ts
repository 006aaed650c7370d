import assert from 'node:assert/strict'
import { before, test } from 'node:test'

import { moveClock, now } from '#kernel/act'
import { caller, type Answered, type Caller } from '#tests/caller'
import { testHouse, type TestHouse } from '#tests/house'
import { apply, publishTrial, TRIAL_LAW } from '#tests/trial'

let house: TestHouse
before(async () => {
  house = await testHouse()
  await publish('annuity-ahead', { reviewed: 'pension.retiredOn' })
  await publish('annuity-balance', { reviewed: 'account.balanceFen' })
  await publish('annuity-open', { reviewed: 'pension.retiredOn', closed: 'RETURN' })
  await publish('annuity-doubt', { reviewed: 'pension.retiredOn', closed: 'ROUTE' })
})

/** An annuity that is moved as soon as its holder's fund account is closed. */
const publish = (id: string, { reviewed, closed = 'GRANT' }: { reviewed: string; closed?: 'GRANT' | 'RETURN' | 'ROUTE' }): Promise<void> => publishTrial(house, {
  id, title: '企业年金预审转出', code: '001000',
  asks: ['{ as: pension, source: pension-person, at: open, of: applicant.id, take: [retired, retiredOn] }', '{ as: account, source: provident-fund-person, at: open, of: applicant.id, take: [account, balanceFen, state] }'],
  fields: ['{ id: retiredOn, label: { zh: 退休日期, en: Retired on }, type: date, required: false, sources: [pension.retiredOn] }'],
  more: `dormant:
  for: { zh: 公积金账户销户, en: your fund account being closed }
  law: ${TRIAL_LAW}
  fact: certificates.issued
  where: { type: '"fund-closure"', holder: applicant.id }
  days: 180
  reviewed: ${reviewed}
grant:
  - { letter: look-explained, values: { number: case.number, agency: '"x"', words: '"转出"' } }
result: { moved: 'true' }
`,
  inputs: ['{ id: retired, label: { zh: 已退休, en: Retired }, type: boolean, is: pension.retired }', `{ id: open, label: { zh: 账户未销, en: Account open }, type: boolean, is: 'account.state != "closed"' }`],
  rows: [
    { id: 'working', when: "retired: 'false'", outcome: 'RETURN' }, { id: 'open', when: "retired: 'true', open: 'true'", outcome: 'GRANT' },
    { id: 'closed', when: "retired: 'true', open: 'false'", outcome: closed, ...(closed === 'ROUTE' ? { to: 'fund-officer' } : {}) },
  ],
})

const told = async (who: Caller, file: Answered): Promise<string[]> => (await who.get('/messages')).items.filter((one: Answered) => one.case === file.id).map((one: Answered) => one.letter)

test('a grant waits for what its matter names, and when that comes takes effect once, or not, by what is so then', async () => {
  const retiree = await caller(house, 'retiree')
  const [ahead, balance, open, doubt] = [await apply(house, retiree, 'annuity-ahead'), await apply(house, retiree, 'annuity-balance'), await apply(house, retiree, 'annuity-open'), await apply(house, retiree, 'annuity-doubt')]
  for (const file of [ahead, balance, open, doubt]) {
    assert.equal(file.stage, 'dormant', JSON.stringify(file.verdict))
    assert.deepEqual([file.verdict.outcome, file.dormant.for.zh, file.dormant.ending, file.me.mayWithdraw], ['GRANT', '公积金账户销户', null, true])
    assert.deepEqual(await told(retiree, file), ['case-dormant'])
  }
  await apply(house, retiree, 'fund-withdrawal-retirement', 'payout')
  await house.settle()
  const after = async (file: Answered): Promise<Answered> => retiree.get(`/services/cases/${file.id}`)
  const done = await after(ahead)
  assert.deepEqual([done.stage, done.dormant.ending, done.result.moved], ['granted', 'effective', true])
  assert.deepEqual((await told(retiree, ahead)).toSorted(), ['case-dormant', 'case-granted', 'look-explained'])
  const changed = await after(balance)
  assert.deepEqual([changed.stage, changed.dormant.ending], ['void', 'input_changed'])
  assert.ok((await told(retiree, balance)).includes('case-dormant-input-changed'))
  const returned = await after(open)
  assert.deepEqual([returned.stage, returned.dormant.ending, returned.verdict.reasons[0].reason, returned.me.mayContest], ['returned', 'facts_changed', 'trial.closed', true])
  const routed = await after(doubt)
  assert.deepEqual([routed.stage, routed.dormant.ending], ['with-officer', null])
  await (await caller(house, 'fund-officer')).post(`/services/cases/${doubt.id}/decision`, { outcome: 'GRANT', rows: [], note: '可以' }, 201)
  await house.settle()
  const judged = await after(doubt)
  assert.deepEqual([judged.stage, judged.dormant.ending], ['granted', 'effective'])
  assert.ok(judged.timeline.some((one: Answered) => one.type === 'services.woken' && one.text.zh === '等待的事项已发生，批准生效'))
})

test('what is waited for and does not come in time comes to nothing; what was withdrawn wakes never', async () => {
  const holder = await caller(house, 'fund-employed')
  const file = await apply(house, holder, 'annuity-ahead')
  if (file.stage !== 'dormant') assert.equal(file.verdict.reasons[0].reason, 'trial.working')
  const retired = await caller(house, 'fund-defaulter')
  const [late, withdrawn] = [await apply(house, retired, 'annuity-ahead'), await apply(house, retired, 'annuity-balance')]
  assert.deepEqual([late.stage, withdrawn.stage], ['dormant', 'dormant'])
  await retired.post(`/services/cases/${withdrawn.id}/withdrawal`, { reason: '不办了' }, 201)
  moveClock(new Date(now().getTime() + 181 * 86_400_000))
  await house.settle()
  const [over, gone] = [await retired.get(`/services/cases/${late.id}`), await retired.get(`/services/cases/${withdrawn.id}`)]
  assert.deepEqual([over.stage, over.dormant.ending], ['void', 'lapsed'])
  assert.deepEqual([gone.stage, gone.dormant.ending], ['withdrawn', 'lapsed'])
  assert.ok((await told(retired, late)).includes('case-dormant-lapsed'))
  assert.ok(!(await told(retired, withdrawn)).includes('case-dormant-lapsed'))
  moveClock(null)
})
