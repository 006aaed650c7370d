import { house as partOfHouse } from '#kernel/actor'
import { castMember } from '#city/cast'
import { appoint, ensurePerson, postsOf } from '#modules/parties'
import { caller, type Answered, type Caller } from '#tests/caller'
import type { TestHouse } from '#tests/house'

/** A clerk at a counter: the one of the cast, or another who is appointed for the test. */
export async function clerkAt(house: TestHouse, key = 'window-collector', agency = 'pengjiang-service-centre'): Promise<Caller> {
  if (key === 'window-collector') return caller(house, key, 'window-collector')
  const { idNumber, name } = castMember(key)
  const party = await house.act(partOfHouse('tests', ['parties.appoint']), async (act) => {
    const person = await ensurePerson(act, { idNumber, name, source: 'city' })
    const held = await postsOf(act, person.id)
    if (!held.some((post) => post.role === 'window-collector')) await appoint(act, { person: person.id, agency, role: 'window-collector', reason: 'test' })
    return person.id
  })
  return caller(house, party, 'window-collector')
}

/** The citizen shows his code and the clerk takes it; gives the session as the clerk sees it. */
export async function sitOpposite(clerk: Caller, citizen: Caller): Promise<Answered> {
  const { code } = await citizen.post('/counter/codes')
  return (await clerk.post('/counter/sessions', { way: 'code', code })).session
}
