import assert from 'node:assert/strict'
import { Refusal } from '#kernel/refusal'

const ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY'
const LETTERS_AND_DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'
const ORGANISATION_WEIGHTS = [3, 7, 9, 10, 5, 8, 4, 2]

/** Why a text is not a unified social credit code. */
export type SocialCreditObstacle =
  | 'codes.social_credit.length'
  | 'codes.social_credit.characters'
  | 'codes.social_credit.division'
  | 'codes.social_credit.check_digit'
  | 'codes.social_credit.organisation_code'

/** Why a text is not an organisation code. */
export type OrganisationCodeObstacle =
  | 'codes.organisation.length'
  | 'codes.organisation.characters'
  | 'codes.organisation.check_digit'

/** A unified social credit code taken apart; every part is text as it stands in the code. */
export type SocialCreditCode = {
  /** The kind of registering department: `1` establishment office, `5` civil affairs, `9` market regulation, `N` agriculture, `Y` other … */
  readonly department: string
  /** The kind of organisation within that department: `91` is a company, `92` a sole trader, `93` a farmers' cooperative … */
  readonly organisationType: string
  /** GB/T 2260 code of the registering authority's division at the time of registration; `100000` for the nation. */
  readonly division: string
  /** The nine characters of GB 11714, check character included. */
  readonly organisationCode: string
  readonly check: string
}

/**
 * The check character of GB 11714-1997 for the eight characters of an organisation code: a digit or `X`.
 * The characters must be digits or capital letters.
 */
export function organisationCheckCharacter(body: string): string {
  assert.match(body, /^[0-9A-Z]{8}$/, 'The body of an organisation code has eight digits or capital letters.')
  const sum = ORGANISATION_WEIGHTS.reduce((total, weight, place) => total + weight * LETTERS_AND_DIGITS.indexOf(body.charAt(place)), 0)
  return '0X987654321'.charAt(sum % 11)
}

/**
 * Why `text` is not an organisation code of GB 11714-1997: nine characters without a hyphen, the last a check character. Null if it is one.
 * Modulus 11 finds every wrong digit, but not a letter whose value lies 11 or 22 from the right one (0 and B): the social
 * credit code around it does.
 */
export function obstacleToOrganisationCode(text: string): OrganisationCodeObstacle | null {
  if (text.length !== 9) return 'codes.organisation.length'
  if (!/^[0-9A-Z]{8}[0-9X]$/.test(text)) return 'codes.organisation.characters'
  return organisationCheckCharacter(text.slice(0, 8)) === text.charAt(8) ? null : 'codes.organisation.check_digit'
}

/** Whether `text` is an organisation code, see `obstacleToOrganisationCode`. */
export const isOrganisationCode = (text: string): boolean => obstacleToOrganisationCode(text) === null

/**
 * The check character of GB 32100-2015 for the first seventeen characters: weights 3^(i-1) mod 31.
 * Since 31 is a prime, every single wrong character is found.
 */
export function socialCreditCheckCharacter(body: string): string {
  assert.match(body, /^[0-9A-HJ-NP-RTUWXY]{17}$/, 'The body of a social credit code has seventeen characters of its alphabet.')
  let weight = 1
  let sum = 0
  for (const character of body) {
    sum += weight * ALPHABET.indexOf(character)
    weight = (weight * 3) % 31
  }
  return ALPHABET.charAt((31 - (sum % 31)) % 31)
}

/**
 * Why `text` is not a unified social credit code, null if it is one. Capital letters only, no I, O, S, V, Z.
 * The first two characters are not compared with a list: amendments to the standard add departments and kinds, and a list
 * that is behind would refuse organisations that exist. That the division existed is for the caller to ask (`divisionAt`).
 * Source: GB 32100-2015 with amendment 1 of 2016; characters 9–17 after GB 11714-1997.
 */
export function obstacleToSocialCreditCode(text: string): SocialCreditObstacle | null {
  if (text.length !== 18) return 'codes.social_credit.length'
  if (!/^[0-9A-HJ-NP-RTUWXY]{18}$/.test(text)) return 'codes.social_credit.characters'
  if (!/^\d{6}$/.test(text.slice(2, 8))) return 'codes.social_credit.division'
  if (socialCreditCheckCharacter(text.slice(0, 17)) !== text.charAt(17)) return 'codes.social_credit.check_digit'
  return isOrganisationCode(text.slice(8, 17)) ? null : 'codes.social_credit.organisation_code'
}

/** Whether `text` is a unified social credit code, see `obstacleToSocialCreditCode`. */
export const isSocialCreditCode = (text: string): boolean => obstacleToSocialCreditCode(text) === null

/** A unified social credit code taken apart. Refuses (`unfit`) with the code of `obstacleToSocialCreditCode`. */
export function parseSocialCreditCode(text: string): SocialCreditCode {
  const obstacle = obstacleToSocialCreditCode(text)
  if (obstacle !== null) throw new Refusal('unfit', obstacle)
  return {
    department: text.charAt(0),
    organisationType: text.charAt(1),
    division: text.slice(2, 8),
    organisationCode: text.slice(8, 17),
    check: text.charAt(17),
  }
}

/**
 * A unified social credit code from its parts, with both check characters. `sequence` is the body of the organisation
 * code: a number from 0 to 99999999, or eight characters of the alphabet (`MA5EXAMP`). Other parts are a fault of the caller.
 */
export function makeSocialCreditCode(parts: {
  readonly department: string
  readonly organisationType: string
  readonly division: string
  readonly sequence: number | string
}): string {
  const body = typeof parts.sequence === 'number' ? String(parts.sequence).padStart(8, '0') : parts.sequence
  const inner = body + organisationCheckCharacter(body)
  const seventeen = parts.department + parts.organisationType + parts.division + inner
  const code = seventeen + socialCreditCheckCharacter(seventeen)
  assert.equal(obstacleToSocialCreditCode(code), null, 'The parts make a social credit code.')
  return code
}
