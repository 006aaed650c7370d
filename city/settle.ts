import { perform } from '#kernel/act'
import { house } from '#kernel/actor'
import { rememberDemoPeople } from '#modules/identity'
import { appoint, ensurePerson, identify, postsOf } from '#modules/parties'

import { CAST } from './cast.ts'

/** Which posts the officials of the cast hold: agency and role. */
const POSTS: Readonly<Record<string, readonly (readonly [agency: string, role: string])[]>> = {
  'registrar-pengjiang': [['pengjiang-market', 'registrar']],
  'registrar-futian': [['futian-market', 'registrar']],
  'registrar-duanzhou': [['duanzhou-market', 'registrar']],
  'tax-officer': [['jiangmen-tax', 'tax-officer']],
  'social-insurance-officer': [['jiangmen-social-insurance', 'social-insurance-officer']],
  'fund-officer': [['jiangmen-provident-fund', 'fund-officer']],
  'allowance-officer': [['shenzhen-civil', 'civil-affairs-officer']],
  author: [['guangdong-data', 'content-author']],
  reviewer: [['guangdong-data', 'content-publisher']],
  auditor: [['guangdong-data', 'auditor']],
  admin: [['tongban-operator', 'administrator']],
  'kiosk-operator': [['taishan-service-centre', 'kiosk']],
}

/** Brings the people of the demo into the house: parties, telephones, posts, and the list on the sign-in page. Safe to repeat. */
export async function settleCast(): Promise<void> {
  await perform(house('city', ['parties.appoint']), async (act) => {
    const people = []
    for (const one of CAST) {
      const party = await ensurePerson(act, { idNumber: one.idNumber, name: one.name, source: 'city' })
      if (!party.identifiers.some((identifier) => identifier.type === 'mobile')) await identify(act, { party: party.id, type: 'mobile', value: one.mobile, source: 'city' })
      const held = await postsOf(act, party.id)
      for (const [agency, role] of POSTS[one.key] ?? []) {
        if (!held.some((post) => post.agency === agency && post.role === role)) await appoint(act, { person: party.id, agency, role, reason: '演示 · demo' })
      }
      if (!one.deathDate) people.push({ party: party.id, key: one.key, line: one.role, group: one.official ? ('officials' as const) : ('citizens' as const) })
    }
    await rememberDemoPeople(act, people)
  })
}
