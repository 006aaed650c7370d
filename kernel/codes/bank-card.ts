import assert from 'node:assert/strict'

/** Why a text is not a bank card number. */
export type BankCardObstacle = 'codes.bank_card.length' | 'codes.bank_card.characters' | 'codes.bank_card.check_digit'

/**
 * The Luhn check digit for the digits before it, `0`–`9`. Finds every single wrong digit.
 * Source: ISO/IEC 7812-1:2017 annex B; JR/T 0008-2000.
 */
export function luhnCheckDigit(digits: string): string {
  assert.match(digits, /^\d+$/, 'A Luhn check digit is computed over digits.')
  const sum = [...digits].reverse().reduce((total, digit, place) => total + luhnValue(Number(digit), place % 2 === 0), 0)
  return String((10 - (sum % 10)) % 10)
}

/** A doubled digit above nine counts as the sum of its own two digits. */
function luhnValue(digit: number, doubled: boolean): number {
  if (!doubled) return digit
  return digit > 4 ? digit * 2 - 9 : digit * 2
}

/**
 * Why `text` is not a bank card number: 12 to 19 digits, no spaces, the last a Luhn check digit. Null if it is one.
 * Source: ISO/IEC 7812-1:2017.
 */
export function obstacleToBankCard(text: string): BankCardObstacle | null {
  if (text.length < 12 || text.length > 19) return 'codes.bank_card.length'
  if (!/^\d+$/.test(text)) return 'codes.bank_card.characters'
  return luhnCheckDigit(text.slice(0, -1)) === text.slice(-1) ? null : 'codes.bank_card.check_digit'
}

/** Whether `text` is a bank card number, see `obstacleToBankCard`. */
export const isBankCard = (text: string): boolean => obstacleToBankCard(text) === null

/**
 * A bank card number for an issuer's prefix (BIN, 6 to 8 digits) and an account number, check digit added.
 * 12 to 19 digits in all; anything else is a fault of the caller.
 */
export function makeBankCard(card: { readonly issuer: string; readonly account: string }): string {
  const body = card.issuer + card.account
  const number = body + luhnCheckDigit(body)
  assert.equal(obstacleToBankCard(number), null, 'A bank card number has 12 to 19 digits.')
  return number
}
