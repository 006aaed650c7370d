import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import fc from 'fast-check'

import { moveClock, now } from '#kernel/act'
import { house as partOfHouse } from '#kernel/actor'
import { readOn } from '#kernel/reader'
import { currentRelease } from '#kernel/releases'
import { caller } from '#tests/caller'
import { testHouse, type TestHouse } from '#tests/house'

import { decide } from './actions/decide.ts'
import { defer, dormantOf, HEEDED, wake, type Now } from './actions/dormant.ts'
import { fromJson } from './feel/json.ts'

let house: TestHouse
before(async () => { house = await testHouse() })

const part = partOfHouse('tests')
const question = (id: string, age: number) => ({ case: id, release: currentRelease(), table: 'senior-demo', asOf: '2026-01-01', scope: new Map([['age', { state: 'hit' as const, value: fromJson(age) }]]) })

let number = 0
/** A grant that waits for a licence of one kind to be issued to one holder, for a day. */
async function waiting(holder: string): Promise<{ id: string; case: string }> {
  const id = `dormant-${++number}`
  return house.act(part, async (act) => {
    const decided = await decide(act, question(id, 90))
    const made = await defer(act, { receipt: decided.id, trigger: { fact: 'certificates.issued', where: { type: 'land-right', holder } }, until: new Date(act.at.getTime() + 86_400_000), inputDigest: 'plan-1' })
    return { id: made.id, case: id }
  })
}
const issued = (holder: string, type = 'land-right'): Promise<void> => house.act(part, (act) => act.record({ type: 'certificates.issued', subject: `licence-${++number}`, data: { type, issuer: 'x', decision: '', version: 1, holder } }))
/** Waits until the module has read every fact it heeds; another reader of this house may be at it. */
async function heard(): Promise<void> {
  for (let turn = 0; turn < 400; turn++) {
    await readOn('decisions', HEEDED)
    const [row] = await house.act(part, (act) => act.tx<{ unread: number }>`
      select count(*)::int as unread from kernel.journal j, kernel.bookmarks b where b.reader = 'decisions' and j.type = any(${Object.keys(HEEDED)}) and (j.written, j.id) > (b.written, b.id)`)
    if (row!.unread === 0) return
    await new Promise((resolve) => { setTimeout(resolve, 25) })
  }
  assert.fail('the journal is not read')
}
const woken = async (id: string, now: Now): Promise<string | null> => (await house.act(part, (act) => wake(act, id, now))).ending
const stateOf = async (one: { case: string }): Promise<[boolean, string | null]> => house.act(part, async (act) => (await dormantOf(act, one.case)).map((found) => [found.triggeredAt !== null, found.ending] as [boolean, string | null])[0]!)

test('a decision waits for its fact, takes effect once when it comes, and gives the same answer to whoever asks again', async () => {
  await publish()
  const one = await waiting('holder-1')
  await issued('holder-2')
  await issued('holder-1', 'other-licence')
  await heard()
  assert.deepEqual(await stateOf(one), [false, null])
  await assert.rejects(house.act(part, (act) => wake(act, one.id, { inputDigest: 'plan-1' })), { code: 'decisions.not_triggered' })
  await issued('holder-1')
  await issued('holder-1')
  await heard()
  assert.deepEqual(await stateOf(one), [true, null])
  assert.equal(await woken(one.id, { inputDigest: 'plan-1' }), 'effective')
  assert.equal(await woken(one.id, { inputDigest: 'plan-2' }), 'effective')
  const facts = await house.act(part, (act) => act.tx<{ type: string }>`select type from kernel.journal where subject = ${one.id} order by id`)
  assert.deepEqual(facts.map(({ type }) => type), ['decisions.deferred', 'decisions.triggered', 'decisions.effective'])
})

test('another input, or facts that no longer hold, bring it to nothing; so does the end of its time', async () => {
  const [changed, judged, late] = [await waiting('holder-3'), await waiting('holder-4'), await waiting('holder-5')]
  await issued('holder-3')
  await issued('holder-4')
  await heard()
  assert.equal(await woken(changed.id, { inputDigest: 'plan-2' }), 'input_changed')
  assert.equal(await woken(judged.id, { inputDigest: 'plan-1', again: question(judged.case, 20) }), 'facts_changed')
  moveClock(new Date(now().getTime() + 2 * 86_400_000))
  await house.settle()
  assert.deepEqual(await stateOf(late), [false, 'lapsed'])
  await issued('holder-5')
  await heard()
  assert.deepEqual(await stateOf(late), [false, 'lapsed'])
})

test('facts that the machine cannot judge end nothing: it waits for a person, and goes as he judges', async () => {
  const [granted, returned] = [await waiting('holder-6'), await waiting('holder-7')]
  await issued('holder-6')
  await issued('holder-7')
  await heard()
  const unknown = { ...question(granted.case, 90), scope: new Map([['age', { state: 'down' as const, value: null }]]) }
  assert.equal(await woken(granted.id, { inputDigest: 'plan-1', again: unknown }), null)
  assert.deepEqual(await stateOf(granted), [true, null])
  assert.equal(await woken(granted.id, { inputDigest: 'plan-1', judged: 'GRANT' }), 'effective')
  assert.equal(await woken(returned.id, { inputDigest: 'plan-1', judged: 'RETURN' }), 'facts_changed')
})

test('only a grant waits, for a fact that may be waited for, until a time to come', async () => {
  const refused = (wish: object, age = 90) => house.act(part, async (act) => {
    const decided = await decide(act, question(`dormant-${++number}`, age))
    return defer(act, { receipt: decided.id, trigger: { fact: 'certificates.issued', where: {} }, until: new Date(act.at.getTime() + 1000), inputDigest: '', ...wish })
  })
  await assert.rejects(refused({}, 10), { code: 'decisions.not_granted' })
  await assert.rejects(refused({ trigger: { fact: 'kernel.published', where: {} } }), { code: 'decisions.no_trigger' })
  await assert.rejects(refused({ until: new Date(0) }), { code: 'decisions.until_past' })
})

test('whatever happens in whatever order, it ends at most once, and in effect only on its input and in its time', async () => {
  const event = fc.constantFrom('issue', 'hear', 'wake', 'change', 'wait')
  await fc.assert(fc.asyncProperty(fc.array(event, { minLength: 1, maxLength: 8 }), async (events) => {
    const holder = `random-${++number}`
    const one = await waiting(holder)
    const begun = now().getTime()
    let input = 'plan-1'
    let inTime = false
    const endings: string[] = []
    for (const happened of events) {
      if (happened === 'issue') {
        inTime ||= now().getTime() <= begun + 86_400_000
        await issued(holder)
      } else if (happened === 'hear') await heard()
      else if (happened === 'change') input = 'plan-2'
      else if (happened === 'wait') { moveClock(new Date(now().getTime() + 2 * 86_400_000)); await heard(); await house.settle() }
      else {
        const ending = await woken(one.id, { inputDigest: input }).catch((error: { code: string }) => error.code)
        if (ending === 'effective' && endings[0] === undefined) assert.ok(inTime && input === 'plan-1')
        if (ending !== 'decisions.not_triggered') endings.push(String(ending))
      }
    }
    assert.ok(new Set(endings).size <= 1, endings.join())
    const [, ending] = await stateOf(one)
    if (endings[0] !== undefined) assert.equal(ending, endings[0])
  }), { numRuns: 12 })
})

async function publish(): Promise<void> {
  const [author, reviewer] = [await caller(house, 'author'), await caller(house, 'reviewer')]
  const law = 'law: { zh: 《试行办法》第一条, en: art. 1 }'
  const text = `table: senior-demo\ntitle: { zh: 试行, en: Trial }\neffective: { from: 2020-01-01, to: null }\nhitPolicy: FIRST\ninputs:\n  - { id: age, label: { zh: 年龄, en: Age }, type: number, is: age }\nrows:\n  - { id: old, when: { age: '>= 60' }, outcome: GRANT, reason: trial.old, text: { zh: 可以。, en: Granted. }, ${law} }\n  - { id: young, when: { age: '< 60' }, outcome: RETURN, reason: trial.young, text: { zh: 不可以。, en: Too young. }, ${law} }\n`
  const { id } = await author.post('/content/drafts', { path: 'rules/senior-demo.table.yaml', text, reason: '试行' }, 201)
  await reviewer.post(`/content/drafts/${id}/publication`, undefined, 201)
}
