import { perform, type Act } from '#kernel/act'
import { house } from '#kernel/actor'
import { addDays, dayOf } from '#kernel/calendar'
import { rememberDemoPeople, type DemoPerson } from '#modules/identity'
import { actsFor, appoint, ensureFirm, ensurePerson, identify, mandate, postsOf, relate } from '#modules/parties'

import { CAST, castMember, PARENTS } from './cast.ts'
import { FIXED_FIRMS } from './fixed.ts'
import { settleHouseholdPage } from './settle-certificates.ts'

/** Which posts the officials of the cast hold: agency and role. */
const POSTS: Readonly<Record<string, readonly (readonly [agency: string, role: string])[]>> = {
  'registrar-pengjiang': [['pengjiang-market', 'registrar']],
  'registrar-pengjiang-second': [['pengjiang-market', 'registrar']],
  'licence-issuer-pengjiang': [['pengjiang-market', 'licence-issuer']],
  'registrar-futian': [['futian-market', 'registrar']],
  'registrar-duanzhou': [['duanzhou-market', 'registrar']],
  'tax-officer': [['jiangmen-tax', 'tax-officer']],
  'social-insurance-officer': [['jiangmen-social-insurance', 'social-insurance-officer'], ['jiangmen-social-insurance', 'verifier']],
  'fund-officer': [['jiangmen-provident-fund', 'fund-officer']],
  'allowance-officer': [['shenzhen-civil', 'civil-affairs-officer']],
  author: [['guangdong-data', 'content-author']],
  reviewer: [['guangdong-data', 'content-publisher']],
  auditor: [['guangdong-data', 'auditor']],
  'quality-sampler': [['guangdong-data', 'quality-sampler']],
  admin: [['tongban-operator', 'administrator']],
  'kiosk-operator': [['taishan-service-centre', 'kiosk']],
  'window-collector': [['pengjiang-service-centre', 'window-collector']],
  'data-officer-police': [['jiangmen-police', 'data-officer']],
  'data-officer-social': [['jiangmen-social-insurance', 'data-officer']],
  'data-officer-fund': [['jiangmen-provident-fund', 'data-officer']],
  'data-officer-market': [['pengjiang-market', 'data-officer']],
  'data-officer-authority': [['guangdong-data', 'data-officer']],
}

/** Firms of the city whose legal representative is of the cast. */
const FIRMS = ['employer-jiangmen', 'employer-shenzhen'] as const

/** The elderly of Shenzhen have the page of the household register too, so that none of them brings the booklet. */
const ELDERLY = ['allowance-1952', 'turns-70', 'aged-79', 'centenarian'] as const

/** Who lets whom act for him in which matters. */
const MANDATES: readonly (readonly [grantor: string, grantee: string, matters: readonly string[]])[] = [['retiree', 'retiree-spouse', ['fund-withdrawal-retirement']]]
const MANDATE_DAYS = 365

/** Brings the people of the demo into the house: parties, telephones, posts, families, firms, mandates, and the list on the sign-in page. Safe to repeat. */
export async function settleCast(): Promise<void> {
  await perform(house('city', ['parties.appoint']), async (act) => {
    const people: DemoPerson[] = []
    for (const one of CAST) {
      const party = await ensurePerson(act, { idNumber: one.idNumber, name: one.name, source: 'city' })
      if (!party.identifiers.some((identifier) => identifier.type === 'mobile')) await identify(act, { party: party.id, type: 'mobile', value: one.mobile, source: 'city' })
      const held = await postsOf(act, party.id)
      for (const [agency, role] of POSTS[one.key] ?? []) {
        if (!held.some((post) => post.agency === agency && post.role === role)) await appoint(act, { person: party.id, agency, role, reason: '演示 · demo' })
      }
      if (!one.deathDate) people.push({ party: party.id, key: one.key, line: one.role, group: one.official ? ('officials' as const) : ('citizens' as const) })
    }
    const idOf = (key: string): string => people.find((one) => one.key === key)!.party
    await settleFamilies(act, idOf)
    for (const key of ELDERLY) await settleHouseholdPage(act, { key, party: idOf(key) })
    await settleFirms(act, idOf)
    await settleMandates(act, idOf)
    await rememberDemoPeople(act, people)
  })
}

type IdOf = (key: string) => string

/** Parents are the guardians of their children from birth on (Civil Code, art. 27), as the population register has it. */
async function settleFamilies(act: Act, idOf: IdOf): Promise<void> {
  for (const [child, parents] of Object.entries(PARENTS)) {
    for (const parent of parents) await relate(act, { from: idOf(parent), to: idOf(child), kind: 'guardian', since: castMember(child).birthDate, source: 'population-person' })
    await settleHouseholdPage(act, { key: child, party: idOf(child) })
  }
}

async function settleFirms(act: Act, idOf: IdOf): Promise<void> {
  for (const key of FIRMS) {
    const one = FIXED_FIRMS.find((firm) => firm.key === key)!
    const firm = await ensureFirm(act, { socialCreditCode: one.code, name: one.name, source: 'market' })
    await relate(act, { from: idOf(one.legalRep), to: firm.id, kind: 'legal-representative', since: one.registered, source: 'market' })
  }
}

async function settleMandates(act: Act, idOf: IdOf): Promise<void> {
  for (const [grantor, grantee, matters] of MANDATES) {
    const parties = { grantor: idOf(grantor), grantee: idOf(grantee) }
    if (await actsFor(act, parties)) continue
    await mandate(act, { ...parties, matters, until: addDays(dayOf(act.at), MANDATE_DAYS), reason: '演示 · demo' })
  }
}
