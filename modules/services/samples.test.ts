import assert from 'node:assert/strict'
import { before, test } from 'node:test'

import { moveClock, now } from '#kernel/act'
import { house as partOfHouse } from '#kernel/actor'
import { addDays, dayOf } from '#kernel/calendar'
import { caller, type Answered, type Caller } from '#tests/caller'
import { testHouse, type TestHouse } from '#tests/house'

let house: TestHouse
let sampler: Caller
before(async () => {
  house = await testHouse()
  sampler = await caller(house, 'quality-sampler')
})

/** A claim that the machine returned, drawn the night after. */
async function drawn(): Promise<{ who: Caller; id: string; sample: string }> {
  const who = await caller(house, 'fund-employed')
  const { id } = await who.post('/services/cases', { kind: 'matter', id: 'fund-withdrawal-retirement' }, 201)
  await who.put(`/services/cases/${id}/groups/payout`, { answers: {} })
  await who.confirmAndSign(id)
  await house.settle()
  moveClock(new Date(`${addDays(dayOf(now()), 1)}T03:00:00+08:00`))
  try {
    await house.settle()
    const { items } = await sampler.get('/decisions/samples')
    return { who, id, sample: items.find((one: Answered) => one.caseId === id).id }
  } finally { moveClock(null) }
}

/** Every key and every text in an answer. */
const wordsIn = (value: unknown): string[] => {
  if (Array.isArray(value)) return value.flatMap(wordsIn)
  if (typeof value !== 'object' || value === null) return [String(value)]
  return Object.entries(value).flatMap(([key, part]) => [key, ...wordsIn(part)])
}

test('a drawn decision is shown as the machine had it, with nothing of what came of it, and the look is in the person’s log', async () => {
  const { who, id, sample } = await drawn()
  await who.get(`/services/samples/${sample}`, 403)
  await (await caller(house, 'fund-officer')).get(`/services/samples/${sample}`, 403)
  await sampler.get('/services/samples/00000000-0000-4000-8000-000000000000', 404)
  const [receipt] = await house.act(partOfHouse('tests'), (act) => act.tx<{ decision: { reasons: { row: string; reason: string; text: { zh: string } }[] }; answers: object }>`select decision, answers from decisions.receipts where case_id = ${id} and mode = 'machine'`)
  const shown = await sampler.get(`/services/samples/${sample}`)
  assert.ok(shown.inputs.length > 0 && shown.facts.length > 0)
  assert.ok(shown.inputs.every((one: Answered) => one.label.zh && one.label.en))
  const words = wordsIn(shown)
  for (const key of ['outcome', 'trace', 'verdict', 'reasons', 'rows', 'nearMisses', 'certificates', 'letters', 'decision', 'holds', 'GRANT', 'RETURN', 'ROUTE']) assert.ok(!words.includes(key), key)
  for (const { row, reason, text } of receipt!.decision.reasons) for (const said of [row, reason, text.zh]) assert.ok(!words.includes(said), said)
  const uses = (await who.get('/grants/uses?limit=100')).items.filter((one: Answered) => one.actor === sampler.party)
  assert.ok(uses.length > 0)
  assert.ok(uses.every((one: Answered) => one.purpose === 'second-look' && one.case === id && one.purposeTitle.zh === '抽检自动作出的决定'))
  const looked = await sampler.post(`/decisions/samples/${sample}/look`, { outcome: 'RETURN', note: '未到提取年龄。' }, 201)
  assert.deepEqual([looked.agrees, looked.machine], [true, 'RETURN'])
  assert.equal((await sampler.post(`/decisions/samples/${sample}/look`, { outcome: 'RETURN', note: '再看' }, 409)).code, 'decisions.looked_already')
})
