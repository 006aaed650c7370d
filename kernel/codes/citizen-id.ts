import assert from 'node:assert/strict'
import { Refusal } from '#kernel/refusal'
import { checkCharacterMod11Radix2 } from './iso7064.ts'
import { PROVINCE_PREFIXES } from './province.ts'

/** Nobody has been shown to live longer than 122 years; 150 leaves room and still finds a wrong century. */
const AGE_YEARS_MAX = 150

const PERMIT_DIVISIONS = { '810000': 'hong_kong_permit', '820000': 'macao_permit', '830000': 'taiwan_permit' } as const

/** Why a text is not the number of a person's identity document of this family. */
export type CitizenIdObstacle =
  | 'codes.citizen_id.length'
  | 'codes.citizen_id.characters'
  | 'codes.citizen_id.division'
  | 'codes.citizen_id.nationality'
  | 'codes.citizen_id.date'
  | 'codes.citizen_id.check_digit'
  | 'codes.citizen_id.unborn'
  | 'codes.citizen_id.age'

/** Whose number it is: a citizen, a resident from Hong Kong, Macao or Taiwan, or a foreigner with permanent residence. */
export type CitizenIdKind = 'citizen' | (typeof PERMIT_DIVISIONS)[keyof typeof PERMIT_DIVISIONS] | 'foreign_permanent_resident'

/** A number taken apart. */
export type CitizenId = {
  readonly kind: CitizenIdKind
  /** Citizens: the county of first registration (GB/T 2260). Permits: `810000`, `820000`, `830000`. Foreigners: the province that took the application, as `440000`. */
  readonly division: string
  /** Foreigners only: ISO 3166-1 numeric code of the nationality, three digits. */
  readonly nationality?: string
  /** ISO 8601 day. */
  readonly birth: string
  readonly sex: 'male' | 'female'
  /** The three digits that tell apart those born on one day in one place; odd for men. */
  readonly sequence: string
}

/** What the caller knows beyond the number itself. */
export type CitizenIdQuestion = {
  /** The day on which the question is asked, ISO 8601. Without it age is not checked. */
  readonly on?: string
  /** The day on which the number was given out, if known. Without it `on` bounds the search for the division. */
  readonly issuedOn?: string
  /**
   * Whether a county with this code existed on any day from `from` to `until`; null where the answerer does not know that province.
   * `existedBetween` of the division table is one. Numbers are for life, so a code abolished after the person's birth stays good.
   */
  readonly divisionExisted?: (code: string, from: string, until: string) => boolean | null
}

/**
 * Why `text` is not an 18-character number of a citizen (GB 11643-1999), of a resident's permit for people from Hong Kong,
 * Macao or Taiwan (国办发〔2018〕81号, same construction), or of a foreigner's permanent residence card of 2023
 * (`9`, province 2, nationality 3, birth 8, sequence 3, check). Null if it is one. Capital `X` only.
 * Age is measured on `question.on`: not born later, not older than 150 years.
 */
export function obstacleToCitizenId(text: string, question: CitizenIdQuestion = {}): CitizenIdObstacle | null {
  return obstacleInText(text) ?? obstacleOnDay(text, question)
}

function obstacleInText(text: string): CitizenIdObstacle | null {
  if (text.length !== 18) return 'codes.citizen_id.length'
  if (!/^\d{17}[\dX]$/.test(text)) return 'codes.citizen_id.characters'
  const kind = kindOf(text)
  if (kind === null) return 'codes.citizen_id.division'
  if (kind === 'foreign_permanent_resident' && !isForeignNationality(text.slice(3, 6))) return 'codes.citizen_id.nationality'
  if (!isCalendarDay(birthOf(text))) return 'codes.citizen_id.date'
  return checkCharacterMod11Radix2(text.slice(0, 17)) === text.charAt(17) ? null : 'codes.citizen_id.check_digit'
}

function obstacleOnDay(text: string, question: CitizenIdQuestion): CitizenIdObstacle | null {
  const birth = birthOf(text)
  if (question.on !== undefined && birth > question.on) return 'codes.citizen_id.unborn'
  if (question.on !== undefined && ageOn(birth, question.on) > AGE_YEARS_MAX) return 'codes.citizen_id.age'
  const until = question.issuedOn ?? question.on ?? '9999-12-31'
  if (kindOf(text) !== 'citizen' || question.divisionExisted === undefined) return null
  return question.divisionExisted(text.slice(0, 6), birth, until) === false ? 'codes.citizen_id.division' : null
}

function kindOf(text: string): CitizenIdKind | null {
  const division = text.slice(0, 6)
  if (isPermitDivision(division)) return PERMIT_DIVISIONS[division]
  if (text.startsWith('9')) return PROVINCE_PREFIXES.has(text.slice(1, 3)) ? 'foreign_permanent_resident' : null
  return PROVINCE_PREFIXES.has(text.slice(0, 2)) && !text.startsWith('8') ? 'citizen' : null
}

const isPermitDivision = (division: string): division is keyof typeof PERMIT_DIVISIONS => Object.hasOwn(PERMIT_DIVISIONS, division)

/** 156 is China: whoever holds that nationality gets a citizen's number. */
const isForeignNationality = (digits: string) => digits !== '000' && digits !== '156'

const birthOf = (text: string) => `${text.slice(6, 10)}-${text.slice(10, 12)}-${text.slice(12, 14)}`

/** Whether an ISO day such as `1949-02-30` stands in the Gregorian calendar; years from 1800, before which nobody numbered was born. */
function isCalendarDay(day: string): boolean {
  const time = Date.parse(`${day}T00:00:00Z`)
  return day >= '1800' && !Number.isNaN(time) && new Date(time).toISOString().startsWith(day)
}

/** Completed years between two ISO days. Someone born on 29 February completes a year on 1 March of common years. */
function ageOn(birth: string, day: string): number {
  const years = Number(day.slice(0, 4)) - Number(birth.slice(0, 4))
  return day.slice(5) < birth.slice(5) ? years - 1 : years
}

/** Whether `text` is such a number, see `obstacleToCitizenId`. */
export const isCitizenId = (text: string, question: CitizenIdQuestion = {}): boolean => obstacleToCitizenId(text, question) === null

/** A number taken apart. Refuses (`unfit`) with the code of `obstacleToCitizenId`. */
export function parseCitizenId(text: string, question: CitizenIdQuestion = {}): CitizenId {
  const obstacle = obstacleToCitizenId(text, question)
  const kind = kindOf(text)
  if (obstacle !== null || kind === null) throw new Refusal('unfit', obstacle ?? 'codes.citizen_id.division')
  const foreign = kind === 'foreign_permanent_resident'
  return {
    kind,
    division: foreign ? `${text.slice(1, 3)}0000` : text.slice(0, 6),
    ...(foreign ? { nationality: text.slice(3, 6) } : {}),
    birth: birthOf(text),
    sex: Number(text.charAt(16)) % 2 === 1 ? 'male' : 'female',
    sequence: text.slice(14, 17),
  }
}

/**
 * The 18-character number for a 15-digit one of before 1999: `19` before the year, a check character behind.
 * Refuses (`unfit`) with `codes.citizen_id.length`, `.characters`, `.division` or `.date`. Source: GB 11643-1989 and GB 11643-1999.
 */
export function citizenIdFromFifteenDigits(text: string): string {
  if (text.length !== 15) throw new Refusal('unfit', 'codes.citizen_id.length')
  if (!/^\d{15}$/.test(text)) throw new Refusal('unfit', 'codes.citizen_id.characters')
  const number = withCheck(`${text.slice(0, 6)}19${text.slice(6)}`)
  const obstacle = kindOf(number) === 'citizen' ? obstacleInText(number) : 'codes.citizen_id.division'
  if (obstacle !== null) throw new Refusal('unfit', obstacle)
  return number
}

/**
 * A citizen's or permit holder's number. `division` six digits, `birth` an ISO day, `sequence` 0–999 (odd for men).
 * Parts that make no number are a fault of the caller.
 */
export function makeCitizenId(parts: { readonly division: string; readonly birth: string; readonly sequence: number }): string {
  return sound(withCheck(parts.division + parts.birth.replaceAll('-', '') + String(parts.sequence).padStart(3, '0')))
}

/**
 * The number of a foreigner's permanent residence card of 2023. `province` two digits, `nationality` ISO 3166-1 numeric,
 * `birth` an ISO day, `sequence` 0–999 (odd for men). Parts that make no number are a fault of the caller.
 */
export function makeForeignResidentId(parts: {
  readonly province: string
  readonly nationality: string
  readonly birth: string
  readonly sequence: number
}): string {
  return makeCitizenId({ ...parts, division: `9${parts.province}${parts.nationality}` })
}

const withCheck = (seventeen: string) => seventeen + (checkCharacterMod11Radix2(seventeen) ?? '')

function sound(number: string): string {
  assert.equal(obstacleToCitizenId(number), null, 'The parts make an identity number.')
  return number
}
