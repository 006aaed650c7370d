import { Refusal } from '#kernel/refusal'

/** Who owns the land of a parcel, by the first character of its feature: the State, a collective, or not yet settled. */
export const LAND_OWNERSHIPS = { G: 'state', J: 'collective', Z: 'unsettled' } as const

/** Which right the parcel carries, by the second character of its feature. */
export const PARCEL_RIGHTS = {
  A: 'collective_ownership',
  B: 'construction_surface',
  S: 'construction_above_ground',
  X: 'construction_below_ground',
  C: 'homestead',
  D: 'contracted_farmland',
  E: 'contracted_woodland',
  F: 'contracted_grassland',
  H: 'sea_use',
  G: 'uninhabited_island',
  W: 'unsettled_right',
  Y: 'other_right',
} as const

/** What stands on the parcel, by the character before the last eight digits. */
export const FIXTURES = { F: 'building', L: 'forest', Q: 'other_fixture', W: 'none' } as const

/** Why a text is not a real-estate unit code. */
export type RealEstateUnitObstacle =
  | 'codes.real_estate_unit.length'
  | 'codes.real_estate_unit.division'
  | 'codes.real_estate_unit.cadastre'
  | 'codes.real_estate_unit.parcel'
  | 'codes.real_estate_unit.fixture'

/** A real-estate unit code taken apart; every part is text as it stands in the code. */
export type RealEstateUnit = {
  /** GB/T 2260 code of the county, six digits. */
  readonly county: string
  /** Three digits. */
  readonly cadastralDistrict: string
  /** Three digits. */
  readonly cadastralSubdistrict: string
  readonly ownership: keyof typeof LAND_OWNERSHIPS
  readonly right: keyof typeof PARCEL_RIGHTS
  /** Five digits. */
  readonly parcel: string
  readonly fixture: keyof typeof FIXTURES
  /** Eight digits: four of the building and four of the flat; `00000000` where the parcel itself is the unit. */
  readonly fixtureNumber: string
}

/**
 * Why `text` is not the 28-character code of a real-estate unit, null if it is one. There is no check digit: each part is
 * checked by itself, and a unit without fixtures ends in `W00000000`. That the county existed is for the caller to ask.
 * Source: GB/T 37346-2019.
 */
export function obstacleToRealEstateUnit(text: string): RealEstateUnitObstacle | null {
  if (text.length !== 28) return 'codes.real_estate_unit.length'
  if (!/^[1-9]\d{5}$/.test(text.slice(0, 6))) return 'codes.real_estate_unit.division'
  if (!/^\d{6}$/.test(text.slice(6, 12))) return 'codes.real_estate_unit.cadastre'
  if (!/^[GJZ][ABSXCDEFHGWY]\d{5}$/.test(text.slice(12, 19))) return 'codes.real_estate_unit.parcel'
  return /^(?:[FLQ]\d{8}|W0{8})$/.test(text.slice(19)) ? null : 'codes.real_estate_unit.fixture'
}

/** Whether `text` is a real-estate unit code, see `obstacleToRealEstateUnit`. */
export const isRealEstateUnit = (text: string): boolean => obstacleToRealEstateUnit(text) === null

/** A real-estate unit code taken apart. Refuses (`unfit`) with the code of `obstacleToRealEstateUnit`. */
export function parseRealEstateUnit(text: string): RealEstateUnit {
  const obstacle = obstacleToRealEstateUnit(text)
  if (obstacle !== null) throw new Refusal('unfit', obstacle)
  return {
    county: text.slice(0, 6),
    cadastralDistrict: text.slice(6, 9),
    cadastralSubdistrict: text.slice(9, 12),
    ownership: text.charAt(12) as RealEstateUnit['ownership'],
    right: text.charAt(13) as RealEstateUnit['right'],
    parcel: text.slice(14, 19),
    fixture: text.charAt(19) as RealEstateUnit['fixture'],
    fixtureNumber: text.slice(20),
  }
}

/** The code of the parts. Refuses (`unfit`) as `obstacleToRealEstateUnit` does. */
export function composeRealEstateUnit(unit: RealEstateUnit): string {
  const place = unit.county + unit.cadastralDistrict + unit.cadastralSubdistrict
  const code = place + unit.ownership + unit.right + unit.parcel + unit.fixture + unit.fixtureNumber
  const obstacle = obstacleToRealEstateUnit(code)
  if (obstacle !== null) throw new Refusal('unfit', obstacle)
  return code
}

/** The code of the parcel that a unit stands on, itself a unit without fixtures. Refuses (`unfit`) a text that is no unit. */
export function parcelOf(text: string): string {
  return composeRealEstateUnit({ ...parseRealEstateUnit(text), fixture: 'W', fixtureNumber: '00000000' })
}
