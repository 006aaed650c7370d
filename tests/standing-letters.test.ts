// An issuer lets a certificate rest or takes it back: who is told, in whose name.
import assert from 'node:assert/strict'
import { before, test } from 'node:test'

import { addDays, dayOf } from '#kernel/calendar'
import { makeCitizenId } from '#kernel/codes/citizen-id'
import { issue, resume, revoke, suspend } from '#modules/certificates'
import { inboxOf } from '#modules/messages'
import { endParty, ensurePerson, relate, type Party } from '#modules/parties'
import { testHouse, type TestHouse } from '#tests/house'

import { allowanceFor, at, decider, keeper, licensed, officer, someone } from '../modules/certificates/cast.test.ts'

let house: TestHouse
before(async () => { house = await testHouse() })

const told = async (party: Party): Promise<string[]> =>
  (await house.act(at(party), (act) => inboxOf(act, party.id, { limit: 20 }))).items.map(({ title, text }) => `${title}｜${text}`).toReversed()

test('a firm and who represents it are told of each deed with its own reason; who represented it before is not', async () => {
  const { licence, firm, chief } = await house.act(decider, (act) => licensed(act))
  const later = await house.act(decider, async (act) => {
    const later = await someone(act)
    await relate(act, { from: later.id, to: firm.id, kind: 'legal-representative', since: dayOf(act.at), source: 'test' })
    return later
  })
  const clerk = keeper()
  const { id } = licence
  // One right after the other, so that all are done before anybody is told.
  await house.act(clerk, (act) => suspend(act, { id, ground: 'lost', reason: '一' }))
  await house.act(clerk, (act) => resume(act, { id, ground: 'settled' }))
  await house.act(clerk, (act) => suspend(act, { id, ground: 'inquiry', reason: '二' }))
  await house.act(clerk, (act) => revoke(act, { id, ground: 'deceit' }))
  await house.settle()
  const reasons = ['持证人报告证照遗失或被冒用：一', '暂扣的原因已经消除', '依法调查期间暂扣：二', '以欺骗、贿赂等不正当手段取得（《中华人民共和国行政许可法》第六十九条第二款）']
  const toFirm = await told(firm)
  assert.equal(toFirm.length, 4)
  for (const [n, reason] of reasons.entries()) assert.ok(toFirm[n]!.includes(`原因：${reason}。`), `${toFirm[n]} tells ${reason}`)
  const toChief = await told(later)
  assert.deepEqual([toChief.length, toChief.every((letter) => letter.startsWith(`${firm.name}的证照`))], [4, true])
  assert.deepEqual(await told(chief), [])
})

test('who reads English is told the ground and its law in English', async () => {
  const { licence, firm } = await house.act(decider, (act) => licensed(act))
  await house.act(keeper(), (act) => revoke(act, { id: licence.id, ground: 'deceit', reason: 'forged lease' }))
  await house.settle()
  const [letter] = (await house.act(at(firm), (act) => inboxOf(act, firm.id, { limit: 20 }, 'en'))).items
  assert.match(letter!.text, /Reason: It was obtained by deceit or bribery: forged lease \(Administrative Licensing Law, art\. 69, para\. 2\)\./)
})

test('where a firm is no more, who represented it on its last day is told, and led nowhere', async () => {
  const { licence, firm, chief } = await house.act(decider, (act) => licensed(act))
  await house.act(decider, (act) => endParty(act, { party: firm.id, reason: 'deregistered' }))
  await house.act(keeper(), (act) => revoke(act, { id: licence.id, ground: 'firm-ended' }))
  await house.settle()
  const [letter] = (await house.act(at(chief), (act) => inboxOf(act, chief.id, { limit: 20 }))).items
  assert.deepEqual([letter?.title, letter?.link], [`${firm.name}的证照已被撤销或注销`, null])
})

test('the guardian of a child is told in its name; of one who came of age, or where the guardian is no more, nobody but itself', async () => {
  const [parent, child, grown, orphan, gone] = await house.act(decider, async (act) => {
    const born = (years: number, sequence: number) => ensurePerson(act, { idNumber: makeCitizenId({ division: '440703', birth: addDays(dayOf(act.at), -Math.round(years * 365.25)), sequence }), name: '试用人', source: 'test' })
    const made = [await someone(act), await born(9, 713), await born(19, 714), await born(9, 715), await someone(act)] as const
    const [parent, child, grown, orphan, gone] = made
    for (const [from, to] of [[parent, child], [parent, grown], [gone, orphan]] as const) await relate(act, { from: from.id, to: to.id, kind: 'guardian', since: '2020-01-01', source: 'test' })
    return made
  })
  const ids = await house.act(decider, async (act) => {
    const made: string[] = []
    for (const one of [child, grown, orphan]) made.push((await issue(act, allowanceFor(act, one))).id)
    await endParty(act, { party: gone.id, reason: 'died' })
    return made
  })
  for (const id of ids) await house.act(officer('jiangmen-civil', 'certificates.suspend'), (act) => suspend(act, { id, ground: 'fields-wrong' }))
  await house.settle()
  assert.deepEqual([(await told(child)).length, (await told(grown)).length, (await told(orphan)).length], [1, 1, 1])
  const [letter, ...more] = await told(parent)
  assert.deepEqual([letter?.split('｜')[0], more], ['试用人的证照已被暂扣', []])
  assert.deepEqual(await told(gone), [])
})
