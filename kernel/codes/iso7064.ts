const DIGITS_AND_LETTERS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'

/**
 * The check character of ISO 7064 MOD 11-2 for a string of digits: `0`–`9` or `X`.
 * Finds every single wrong digit and every swap of two digits. Answers null where `digits` holds anything but digits.
 * Source: ISO/IEC 7064:2003, pure system MOD 11-2; used by GB 11643-1999.
 */
export function checkCharacterMod11Radix2(digits: string): string | null {
  if (!/^\d+$/.test(digits)) return null
  let sum = 0
  for (const digit of digits) sum = ((sum + Number(digit)) * 2) % 11
  return '0123456789X'.charAt((12 - sum) % 11)
}

/**
 * The check character of ISO 7064 MOD 37,36 for a string of digits and capital letters: one of `0`–`9`, `A`–`Z`.
 * Finds every single wrong character. Answers null where `text` is empty or holds any other character.
 * Source: ISO/IEC 7064:2003, hybrid system MOD 37,36; used by GB/T 36904-2018.
 */
export function checkCharacterMod37Mod36(text: string): string | null {
  if (!/^[0-9A-Z]+$/.test(text)) return null
  let product = 36
  for (const character of text) {
    const sum = (product + DIGITS_AND_LETTERS.indexOf(character)) % 36 || 36
    product = (sum * 2) % 37
  }
  return DIGITS_AND_LETTERS.charAt((37 - product) % 36)
}
