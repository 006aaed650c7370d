import { dayDigits } from './days.ts'
import type { Day } from './days.ts'

const CITIZEN_WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
const CREDIT_ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY'
const CREDIT_WEIGHTS = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28]
const ORGANISATION_WEIGHTS = [3, 7, 9, 10, 5, 8, 4, 2]

/** A valid citizen number (GB 11643-1999): six digits of division, the birth day, a sequence (odd for men) and the check. */
export function citizenNumber(division: string, born: Day, sequence: number): string {
  const body = division + dayDigits(born) + String(sequence).padStart(3, '0')
  let sum = 0
  for (let at = 0; at < 17; at += 1) sum += (body.charCodeAt(at) - 48) * (CITIZEN_WEIGHTS[at] ?? 0)
  return body + '10X98765432'.charAt(sum % 11)
}

/** True when the check character fits (GB 11643-1999 annex); the birth day is not judged here. */
export function citizenNumberFits(number: string): boolean {
  if (!/^\d{17}[\dX]$/.test(number)) return false
  let sum = 0
  for (let at = 0; at < 17; at += 1) sum += (number.charCodeAt(at) - 48) * (CITIZEN_WEIGHTS[at] ?? 0)
  return number.charAt(17) === '10X98765432'.charAt(sum % 11)
}

/**
 * The social credit code (GB 32100-2015) of the enterprise with this index, registered by the market regulator (`91`)
 * in this county; indices up to 31^6 give different codes, and neighbours do not look alike.
 */
export function enterpriseCode(division: string, index: number): string {
  // A prime that does not divide 31^6 permutes the indices, so that codes look assigned and never collide.
  let rest = Number((BigInt(index) * 514_229_521n) % 887_503_681n)
  let body = ''
  for (let at = 0; at < 6; at += 1) {
    body = CREDIT_ALPHABET.charAt(rest % 31) + body
    rest = Math.floor(rest / 31)
  }
  return withCreditCheck(`91${division}${withOrganisationCheck(`MA${body}`)}`)
}

/** True when both the inner organisation code (GB 11714) and the last character (GB 32100-2015) fit. */
export function creditCodeFits(code: string): boolean {
  if (!/^[0-9A-HJ-NPQRTUWXY]{18}$/.test(code)) return false
  return withCreditCheck(code.slice(0, 17)) === code && withOrganisationCheck(code.slice(8, 16)) === code.slice(8, 17)
}

/** A card or account number whose last digit is the Luhn check (ISO/IEC 7812-1). */
export function withLuhnCheck(digits: string): string {
  return digits + String((10 - (luhnSum(`${digits}0`) % 10)) % 10)
}

/** True when the Luhn check of a card number fits. */
export function luhnFits(number: string): boolean {
  return /^\d{12,19}$/.test(number) && luhnSum(number) % 10 === 0
}

function luhnSum(number: string): number {
  let sum = 0
  for (let at = 0; at < number.length; at += 1) {
    const digit = number.charCodeAt(number.length - 1 - at) - 48
    const doubled = at % 2 === 1 ? digit * 2 : digit
    sum += doubled > 9 ? doubled - 9 : doubled
  }
  return sum
}

function withOrganisationCheck(body: string): string {
  let sum = 0
  for (let at = 0; at < 8; at += 1) sum += Number.parseInt(body.charAt(at), 36) * (ORGANISATION_WEIGHTS[at] ?? 0)
  const check = 11 - (sum % 11)
  return body + (check === 10 ? 'X' : check === 11 ? '0' : String(check))
}

function withCreditCheck(body: string): string {
  let sum = 0
  for (let at = 0; at < 17; at += 1) sum += CREDIT_ALPHABET.indexOf(body.charAt(at)) * (CREDIT_WEIGHTS[at] ?? 0)
  return body + CREDIT_ALPHABET.charAt((31 - (sum % 31)) % 31)
}
