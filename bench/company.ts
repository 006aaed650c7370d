import { signIn, type Call, type Heard, type World } from './world.ts'

/** What one company needs of its own: a founder, an address with room, a trade name unlike the others. */
export type Wish = { readonly founder: { readonly idNumber: string; readonly name: string }; readonly address: string; readonly brand: string }

const SIGNS = [...'云岚澄澈朗清沐舒景和瑞泽润丰恒嘉启明溪舟禾屿川汀澜野庭苑桥陌砚帆樾岫池原棠棣葭苇蓼菱荻藕鹭鸥鹤雁隼鹰驹骏麒麟虬螭璞珩琮璜珏琅']

/** A trade name of four signs that no other number gives. */
export const brandOf = (n: number): string => [7, 11, 13, 17].map((step, place) => SIGNS[(n * step + place * 19 + Math.floor(n / SIGNS.length) * (place + 3)) % SIGNS.length]!).join('')

/** Firms that one address may hold. */
const FIRMS_PER_ADDRESS = 5

/** Addresses of the county with room, each as often as it has room: normal, and no dwelling. */
export function freeAddresses(world: World): string[] {
  const rows = world.truth.prepare(`
    select a.code, (select count(*) from firms f where f.address = a.n and f.state = '存续') as firms from addresses a
    where a.division like '440703%' and a.kind <> 'dwelling' and a.illegal = 0 order by a.n`).all() as { code: string; firms: number }[]
  return [0, 1, 2, 3, 4].flatMap((storey) => rows.filter((row) => row.firms + storey < FIRMS_PER_ADDRESS).map((row) => row.code))
}

/** Fills the one form and confirms it: everything but the last signature. Gives the founder's hand and the case. */
export async function fill(world: World, { founder, address, brand }: Wish): Promise<{ call: Call; id: string; digest: string }> {
  const { call, party } = await signIn(world.url, founder.idNumber, founder.name)
  const opened = await call('POST', '/services/cases', { kind: 'bundle', id: 'start-company' })
  const put = (group: string, answers: object): Promise<Heard> => call('PUT', `/services/cases/${opened.id}/groups/${group}`, { answers })
  await put('name', { region: '440703', brand, industry: 'software' })
  await put('founders', { founders: [{ person: { party }, capital: '500000' }] })
  await put('place', { address, premises: 'commitment' })
  for (const group of ['scope', 'people']) await put(group, {})
  await put('staff', { employees: [] })
  await put('fund', {})
  await put('bank', { bankBranch: '44070301' })
  for (const group of ['seals', 'tax']) await put(group, {})
  const confirmed = await call('POST', `/services/cases/${opened.id}/confirmation`)
  return { call, id: opened.id, digest: confirmed.digest }
}

/** Bundles whose company is registered: the licence is issued by then. */
export const LICENSED = `select c.parent as id from services.closures x join services.cases c on c.id = x.case_id where c.step = 'registration' and x.ending = 'granted' and c.parent = any($1)`
/** Bundles of which all nine steps are granted. */
export const WHOLE = `select s.parent as id from services.cases s join services.closures x on x.case_id = s.id where s.parent = any($1) and x.ending = 'granted' group by s.parent having count(*) = 9`
