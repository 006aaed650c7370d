import { castMember } from '#city/cast'
import { FIXED_ADDRESSES } from '#city/fixed'
import { caller, type Answered, type Caller } from '#tests/caller'
import type { TestHouse } from '#tests/house'

/** What a company under test is to be. Everything has a clean default. */
export type Wish = {
  readonly brand: string
  readonly region?: string
  readonly industry?: string
  readonly partners?: readonly string[]
  readonly legalRep?: string
  readonly address?: string
  readonly scope?: readonly string[]
  readonly payBy?: string
  readonly employees?: readonly { readonly person: string; readonly wageBase: string }[]
  readonly fundRate?: string
  readonly bankBranch?: string
}

export const addressOf = (key: string): string => FIXED_ADDRESSES.find((one) => one.key === key)!.code
const numberOf = (key: string): string => castMember(key).idNumber

/** Opens the bundle as `founder`, or for him as the clerk he sits opposite, and answers every group; gives the case before confirmation. */
export async function fillCompany(founder: Caller, wish: Wish, clerk?: Caller): Promise<Answered> {
  const who = clerk ?? founder
  const opened = await who.post('/services/cases', { kind: 'bundle', id: 'start-company', ...(clerk ? { for: founder.party, channel: 'window' } : {}) }, 201)
  const put = (group: string, answers: object): Promise<Answered> => who.put(`/services/cases/${opened.id}/groups/${group}`, { answers })
  await put('name', { region: wish.region ?? '440703', brand: wish.brand, industry: wish.industry ?? 'software' })
  const partners = (wish.partners ?? []).map((key) => ({ person: numberOf(key), capital: '100000' }))
  await put('founders', { founders: [{ person: { party: founder.party }, capital: '500000' }, ...partners], ...(wish.payBy ? { payBy: wish.payBy } : {}) })
  await put('place', { address: wish.address ?? addressOf('free-pengjiang'), premises: 'commitment' })
  await put('scope', wish.scope ? { scope: wish.scope } : {})
  const people = await who.get(`/services/cases/${opened.id}`)
  await put('people', wish.legalRep ? { legalRep: founderNamed(people, wish.legalRep) } : {})
  await put('staff', { employees: (wish.employees ?? []).map((one) => ({ person: numberOf(one.person), wageBase: one.wageBase })) })
  await put('fund', wish.fundRate ? { fundRate: wish.fundRate } : {})
  await put('bank', { bankBranch: wish.bankBranch ?? '44070301' })
  await put('seals', {})
  return put('tax', {})
}

/** The party of the founder with this key, as the form has him. */
function founderNamed(file: Answered, key: string): string {
  const tail = numberOf(key).slice(-4)
  const group = file.form.groups.find((one: { id: string }) => one.id === 'founders')
  const item = group.fields[0].items.find((one: { person: { value: { label: string } } }) => one.person.value.label.endsWith(tail))
  return item.person.value.party as string
}

/** Fills, confirms, lets every founder sign and the house come to rest; gives the case as the founder sees it then. */
export async function startCompany(house: TestHouse, founderKey: string, wish: Wish): Promise<{ founder: Caller; file: Answered; step: (id: string) => Answered; child: (id: string) => Promise<Answered> }> {
  const founder = await caller(house, founderKey)
  const filled = await fillCompany(founder, wish)
  await founder.post(`/services/cases/${filled.id}/confirmation`)
  for (const key of [founderKey, ...(wish.partners ?? [])]) await (key === founderKey ? founder : await caller(house, key)).sign(filled.id)
  await house.settle()
  return seen(founder, filled.id)
}

/** The case as it stands now, with ways to its steps. */
export async function seen(founder: Caller, id: string) {
  const file = await founder.get(`/services/cases/${id}`)
  const step = (name: string): Answered => file.steps.find((one: { id: string }) => one.id === name)
  return { founder, file, step, child: (name: string): Promise<Answered> => founder.get(`/services/cases/${step(name).case}`) }
}
