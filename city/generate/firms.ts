import { enterpriseCode } from '../codes.ts'
import { CITIES, divisionName } from '../divisions.ts'
import { INDUSTRIES } from '../industries.ts'
import { brandName } from '../names.ts'
import { syllables } from '../pinyin.ts'
import { seededRandom, weighted } from '../random.ts'
import type { Random } from '../random.ts'
import type { Loader } from '../store/load.ts'
import { LAST_DAY } from './families.ts'
import { COUNTY_CODES, FIRST_GENERATED } from './people.ts'
import { ALIVE } from './roll.ts'
import type { Roll } from './roll.ts'

/** Where a generated firm's number starts; smaller numbers belong to the fixed firms. */
export const FIRST_GENERATED_FIRM = 101

/** Firms by city for the step that gives people work: `n`, day of registration, and whether it still trades. */
export type FirmRoll = {
  byCity: Map<string, number[]>
  registered: Int32Array
  trades: Uint8Array
  names: Set<string>
  /** The newest commercial address of each county and how many firms hold it. */
  newest: Map<string, { address: number; firms: number }>
}

/** An empty roll of firms that already knows these names. */
export function emptyFirmRoll(size: number, names: Iterable<string>): FirmRoll {
  return { byCity: new Map(), registered: new Int32Array(size), trades: new Uint8Array(size), names: new Set(names), newest: new Map() }
}

const pickCounty = weighted(
  CITIES.flatMap((city) => city.counties.map((county) => ({ ...county, city }))),
  (one) => one.weight,
)
const pickIndustry = weighted(INDUSTRIES, (one) => one.weight)
const LANES = ['兴业', '迎宾', '发展', '高新', '建达', '科苑', '商贸', '金瓯', '滨江', '港口']

/** Writes one firm, and now and then a new commercial address for it. */
export function writeFirm(loader: Loader, people: Roll, firms: FirmRoll, seed: number, n: number): void {
  const random = seededRandom(seed, 'firm', n)
  const place = pickCounty(random)
  const industry = pickIndustry(random)
  const isCityWide = random.chance(0.2)
  const region = isCityWide ? place.city.code : place.code
  const { name, brand } = freeName(random, firms.names, divisionName(region), industry.word)
  const state = random.chance(0.86) ? '存续' : random.chance(0.75) ? '注销' : '吊销'
  const registered = LAST_DAY - Math.floor(random.next() ** 1.6 * 9000) - 40
  const ended = state === '存续' ? null : registered + 1 + random.below(LAST_DAY - registered - 1)
  const legalRep = adultOf(random, people, place.city.code)
  loader.firm({
    n,
    code: enterpriseCode(place.code, n),
    name,
    region,
    brand,
    pinyin: syllables(brand),
    industry: industry.code,
    form: '有限公司',
    division: place.code,
    address: addressFor(loader, random, firms, place, n),
    legalRep,
    state,
    registered,
    capital: random.pick([10, 50, 50, 100, 100, 200, 500, 1000]) * 1_000_000,
    scope: industry.scope,
    ended,
    responsible: state === '吊销' ? legalRep : null,
    byOrder: false,
  })
  firms.registered[n] = registered
  firms.trades[n] = state === '存续' ? 1 : 0
  if (state === '存续') firmsOf(firms, place.city.code).push(n)
}

/** The list of trading firms of a city, made when it is first asked for. */
export function firmsOf(firms: FirmRoll, city: string): number[] {
  const known = firms.byCity.get(city) ?? []
  firms.byCity.set(city, known)
  return known
}

function freeName(random: Random, names: Set<string>, place: string, word: string): { name: string; brand: string } {
  for (;;) {
    const brand = brandName(random)
    const name = `${place}${brand}${word}有限公司`
    if (names.has(name)) continue
    names.add(name)
    return { name, brand }
  }
}

/** A living person between 20 and 68 from that city, or nobody when chance finds none in sixty draws. */
function adultOf(random: Random, people: Roll, city: string): number | null {
  for (let draw = 0; draw < 60; draw += 1) {
    const n = random.between(FIRST_GENERATED, people.last)
    const years = (LAST_DAY - (people.born[n] ?? 0)) / 365.25
    const county = COUNTY_CODES[people.county[n] ?? 0] ?? ''
    if (years > 20 && years < 68 && people.died[n] === ALIVE && county.slice(0, 4) === city.slice(0, 4)) return n
  }
  return null
}

/** Four firms in five get an address of their own; the others move in with the last newcomer of their county, four at most. */
function addressFor(loader: Loader, random: Random, firms: FirmRoll, place: ReturnType<typeof pickCounty>, n: number): number {
  const shared = firms.newest.get(place.code)
  if (shared && shared.firms < 4 && random.chance(0.2)) {
    shared.firms += 1
    return shared.address
  }
  const address = 2_000_000 + n
  firms.newest.set(place.code, { address, firms: 1 })
  const street = random.pick(place.streets)
  const lane = random.below(LANES.length)
  const house = 1 + (Math.floor(n / 40) % 9999)
  const room = (1 + Math.floor((n % 40) / 4)) * 100 + 1 + (n % 4)
  const kind = random.pick(['commercial', 'commercial', 'office', 'industrial'])
  const code = `${place.code}${street.slice(0, 3)}${String(500 + lane)}${String(house).padStart(4, '0')}${String(room).padStart(4, '0')}`
  const text = `广东省${place.city.name}${place.name}${street.slice(3)}${LANES[lane] ?? ''}大道${house}号${room}室`
  loader.address({ n: address, code, text, division: place.code, kind, illegal: random.chance(0.02) })
  return address
}
