import { Refusal } from '#kernel/refusal'
import { PROVINCE_PREFIXES } from './province.ts'
import { isSocialCreditCode } from './social-credit-code.ts'

/** What kind of power a matter is, by the two digits of its code (national service platform standard C0109). */
export const MATTER_TYPES = {
  '01': 'permit',
  '02': 'penalty',
  '03': 'coercion',
  '04': 'levy',
  '05': 'payment',
  '06': 'inspection',
  '07': 'confirmation',
  '08': 'reward',
  '09': 'adjudication',
  '10': 'other_power',
  '20': 'public_service',
} as const

/** At which level of government a matter is exercised, by the digit in its implementation code. */
export const EXERCISE_LEVELS = { '1': 'nation', '2': 'province', '3': 'city', '4': 'county', '5': 'town', '6': 'village' } as const

/** The two digits of a matter type, `01`–`10` or `20`. */
export type MatterTypeDigits = keyof typeof MATTER_TYPES

/** The digit of an exercise level, `1`–`6`. */
export type ExerciseLevelDigit = keyof typeof EXERCISE_LEVELS

/** Why a text is not a matter code. */
export type MatterCodeObstacle =
  | 'codes.matter.length'
  | 'codes.matter.characters'
  | 'codes.matter.organ'
  | 'codes.matter.level'
  | 'codes.matter.province'
  | 'codes.matter.type'

/** The twelve digits of the basic catalogue: which matter it is, whoever handles it. */
export type BasicMatterCode = {
  /** Two digits; `00` for a matter of the national catalogue. */
  readonly province: string
  readonly type: MatterTypeDigits
  /** Five digits. */
  readonly mainItem: string
  /** Three digits; `000` where the matter has no sub-items. */
  readonly subItem: string
}

/** A matter as one organ implements it (31 characters), and one way of handling it (33). */
export type ImplementationCode = BasicMatterCode & {
  /** Unified social credit code of the organ that decides. */
  readonly organ: string
  readonly level: ExerciseLevelDigit
}

/** A business handling item: an implementation and the two digits that tell its variants apart. */
export type HandlingItemCode = ImplementationCode & { readonly handlingItem: string }

/** A matter code of any of the three lengths, told apart by `kind`. */
export type MatterCode =
  | ({ readonly kind: 'basic' } & BasicMatterCode)
  | ({ readonly kind: 'implementation' } & ImplementationCode)
  | ({ readonly kind: 'handling' } & HandlingItemCode)

/**
 * Why `text` is not a matter code of 12 (basic), 31 (implementation) or 33 (handling item) characters. Null if it is one.
 * These codes have no check digit: they are checked part by part, and the organ's social credit code by its own two check characters.
 * Source: GB/T 39554.1-2020; national service platform standard C0109.
 */
export function obstacleToMatterCode(text: string): MatterCodeObstacle | null {
  if (text.length === 12) return obstacleToBasic(text)
  if (text.length !== 31 && text.length !== 33) return 'codes.matter.length'
  if (!/^[0-9A-Z]{18}\d+$/.test(text)) return 'codes.matter.characters'
  if (!isSocialCreditCode(text.slice(0, 18))) return 'codes.matter.organ'
  if (!Object.hasOwn(EXERCISE_LEVELS, text.charAt(18))) return 'codes.matter.level'
  return obstacleToBasic(text.slice(19, 31))
}

function obstacleToBasic(text: string): MatterCodeObstacle | null {
  if (!/^\d{12}$/.test(text)) return 'codes.matter.characters'
  if (!MATTER_PROVINCES.has(text.slice(0, 2))) return 'codes.matter.province'
  return Object.hasOwn(MATTER_TYPES, text.slice(2, 4)) ? null : 'codes.matter.type'
}

/** The nation is `00`; the Xinjiang Production and Construction Corps keeps a catalogue of its own as `66`. */
const MATTER_PROVINCES = new Set(['00', '66', ...PROVINCE_PREFIXES])

/** Whether `text` is a matter code of any length, see `obstacleToMatterCode`. */
export const isMatterCode = (text: string): boolean => obstacleToMatterCode(text) === null

/** A matter code taken apart, by its length. Refuses (`unfit`) with the code of `obstacleToMatterCode`. */
export function parseMatterCode(text: string): MatterCode {
  const obstacle = obstacleToMatterCode(text)
  if (obstacle !== null) throw new Refusal('unfit', obstacle)
  if (text.length === 12) return { kind: 'basic', ...basicParts(text) }
  const implementation = {
    organ: text.slice(0, 18),
    level: text.charAt(18) as ExerciseLevelDigit,
    ...basicParts(text.slice(19, 31)),
  }
  if (text.length === 31) return { kind: 'implementation', ...implementation }
  return { kind: 'handling', ...implementation, handlingItem: text.slice(31) }
}

function basicParts(text: string): BasicMatterCode {
  return {
    province: text.slice(0, 2),
    type: text.slice(2, 4) as MatterTypeDigits,
    mainItem: text.slice(4, 9),
    subItem: text.slice(9, 12),
  }
}

/** The twelve digits of the parts. Refuses (`unfit`) as `obstacleToMatterCode` does. */
export function composeBasicMatterCode(parts: BasicMatterCode): string {
  return checked(parts.province + parts.type + parts.mainItem + parts.subItem, 12)
}

/** The 31 characters of a matter at an organ. Refuses (`unfit`) as `obstacleToMatterCode` does. */
export function composeImplementationCode(parts: ImplementationCode): string {
  return checked(parts.organ + parts.level + composeBasicMatterCode(parts), 31)
}

/** The 33 characters of a handling item. Refuses (`unfit`) as `obstacleToMatterCode` does. */
export function composeHandlingItemCode(parts: HandlingItemCode): string {
  return checked(composeImplementationCode(parts) + parts.handlingItem, 33)
}

function checked(code: string, length: number): string {
  const obstacle = code.length === length ? obstacleToMatterCode(code) : 'codes.matter.length'
  if (obstacle !== null) throw new Refusal('unfit', obstacle)
  return code
}
