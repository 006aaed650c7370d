import { citizenNumber, withLuhnCheck } from '../codes.ts'
import { CITIES, COUNTIES, OTHER_BIRTHPLACES } from '../divisions.ts'
import type { County } from '../divisions.ts'
import { BANKS } from '../fixed.ts'
import { seededRandom, weighted } from '../random.ts'
import type { Random } from '../random.ts'
import type { Loader } from '../store/load.ts'
import { family, LAST_DAY } from './families.ts'
import type { Member } from './families.ts'
import type { Roll } from './roll.ts'

/** The county codes in the order in which a roll numbers them. */
export const COUNTY_CODES: readonly string[] = [...COUNTIES.keys()]

/** Where a generated person's number starts; smaller numbers belong to the cast. */
export const FIRST_GENERATED = 1001

const COUNTY_LIST = CITIES.flatMap((city) => city.counties.map((county) => ({ ...county, place: `广东省${city.name}${county.name}` })))
type Place = County & { place: string }
const pickCounty = weighted<Place>(COUNTY_LIST, (one) => one.weight)
const pickBirthplace = weighted(
  [...COUNTY_LIST.map((one) => ({ code: one.code, weight: one.weight })), ...OTHER_BIRTHPLACES.map((code) => ({ code, weight: 0.6 }))],
  (one) => one.weight,
)
const LANES = ['建设', '人民', '中山', '兴业', '迎宾', '胜利', '港口', '江华', '天沙', '发展', '跃进', '堤中', '白石', '龙湾', '星河', '丰乐']

/** Hands out citizen numbers so that no two people get the same one. */
export type NumberBook = (division: string, born: number, male: boolean) => string

/** A fresh book of citizen numbers; sequences 900 and above stay free for the cast. */
export function numberBook(): NumberBook {
  const used = new Map<string, number>()
  return (division, born, male) => {
    const key = `${division}${born}${male ? 'm' : 'f'}`
    const count = used.get(key) ?? 0
    used.set(key, count + 1)
    if (count > 440) throw new Error(`too many births in ${division} on one day`)
    return citizenNumber(division, born, 10 + count * 2 + (male ? 1 : 0))
  }
}

/** Writes one household with its dwelling, and returns how many people it has. */
export function writeHousehold(loader: Loader, roll: Roll, numberOf: NumberBook, seed: number, household: number): number {
  const random = seededRandom(seed, 'household', household)
  const county = pickCounty(random)
  const members = family(random)
  const first = roll.last + 1
  const address = 1000 + household
  loader.address({ n: address, ...dwelling(random, county, household), division: county.code, kind: 'dwelling', illegal: false })
  members.forEach((one, at) => {
    const n = first + at
    enrol(roll, n, one, COUNTY_CODES.indexOf(county.code))
    const isMigrant = random.chance(0.35)
    const idNumber = numberOf(isMigrant ? pickBirthplace(random).code : county.code, one.born, one.sex === 'male')
    loader.person({
      n,
      idNumber,
      name: one.name,
      male: one.sex === 'male',
      born: one.born,
      died: one.died,
      hukou: county.code,
      address,
      marital: one.marital,
      spouse: numbered(first, one.spouse),
      father: numbered(first, one.father),
      mother: numbered(first, one.mother),
      mobile: `199${String(10_000_000 + n)}`,
      capacity: random.chance(0.0008) ? 'limited' : null,
    })
    const isAdult = LAST_DAY - one.born > 16 * 365.25
    if (isAdult) loader.card(withLuhnCheck(`629901${String(1_000_000_000 + n)}`), n, random.pick(BANKS), 'I')
  })
  roll.last += members.length
  return members.length
}

function enrol(roll: Roll, n: number, one: Member, county: number): void {
  roll.born[n] = one.born
  if (one.died !== null) roll.died[n] = one.died
  roll.male[n] = one.sex === 'male' ? 1 : 0
  roll.county[n] = county
}

function dwelling(random: Random, county: Place, household: number): { code: string; text: string } {
  const street = random.pick(county.streets)
  const lane = random.below(LANES.length)
  // The household's own number runs through house and room, which keeps every address code unique.
  const house = 1 + (Math.floor(household / 90) % 9999)
  const room = (1 + Math.floor((household % 90) / 3)) * 100 + 1 + (household % 3)
  const wrap = Math.floor(household / 900_000)
  const code = `${county.code}${street.slice(0, 3)}${String(100 + lane + wrap * 20)}${String(house).padStart(4, '0')}${String(room).padStart(4, '0')}`
  return { code, text: `${county.place}${street.slice(3)}${LANES[lane] ?? ''}路${house}号${room}房` }
}

function numbered(first: number, at: number | null): number | null {
  return at === null ? null : first + at
}
