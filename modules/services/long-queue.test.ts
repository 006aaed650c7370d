import assert from 'node:assert/strict'
import { before, test } from 'node:test'

import { house as partOfHouse } from '#kernel/actor'
import { database } from '#kernel/database'
import { appoint, byIdentifier } from '#modules/parties'
import { castMember } from '#city/cast'
import { caller, type Answered, type Caller } from '#tests/caller'
import { testHouse } from '#tests/house'

import { fillQueue } from '../../bench/queue.ts'

const AGENCY = 'jianghai-market'
const COUNT = 500
const MINE_EVERY = 125

let officer: Caller

before(async () => {
  const house = await testHouse()
  const { id } = (await house.act(partOfHouse('tests'), (act) => byIdentifier(act, 'citizen-id', castMember('kiosk-operator').idNumber)))!
  const post = await house.act(partOfHouse('tests', ['parties.appoint']), (act) => appoint(act, { person: id, agency: AGENCY, role: 'registrar', reason: '协助' }))
  officer = await caller(house, 'kiosk-operator', post.id)
  const colleague = await caller(house, 'registrar-duanzhou')
  const client = await database().connect()
  await fillQueue(client, { agency: AGENCY, count: COUNT, me: officer.party, colleague: colleague.party, mineEvery: MINE_EVERY, othersEvery: 3 })
  client.release()
})

const numbers = async (query: string): Promise<string[]> => (await officer.get(`/services/queue?${query}`)).items.map((one: Answered) => one.number)

test('a jump into a long queue shows the rows that stand there, in both orders', async () => {
  assert.deepEqual(await numbers('from=400&limit=3'), [100, 99, 98].map((n) => `${AGENCY}-${n}`))
  assert.deepEqual(await numbers('from=400&limit=3&sort=newest'), [401, 402, 403].map((n) => `${AGENCY}-${n}`))
  assert.deepEqual(await numbers('from=498&limit=100'), [2, 1].map((n) => `${AGENCY}-${n}`))
  assert.deepEqual(await numbers('from=500&limit=100'), [])
})

test('places are counted among what was asked for', async () => {
  assert.deepEqual(await numbers('whose=mine&from=2&limit=100'), [250, 125].map((n) => `${AGENCY}-${n}`))
  const counts = await officer.get('/services/queue/counts?')
  assert.deepEqual([counts.total, counts.mine, counts.red + counts.yellow + counts.green], [COUNT, COUNT / MINE_EVERY, COUNT])
  assert.equal(counts.matters[0].count, COUNT)
  for (const lamp of ['red', 'yellow', 'green']) {
    assert.equal((await numbers(`lamp=${lamp}&from=${counts[lamp] - 1}&limit=2`)).length, 1, lamp)
  }
  const [mine] = (await officer.get('/services/queue?whose=mine&limit=1')).items
  const [others] = (await officer.get('/services/queue?whose=others&limit=1')).items
  assert.deepEqual([mine.takenBy.name, others.takenBy.name], ['kiosk-operator', 'registrar-duanzhou'].map((key) => castMember(key).name))
})
