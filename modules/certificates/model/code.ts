import { randomBytes } from 'node:crypto'

const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** A verification code: 20 characters of Crockford's base 32, no I, L, O or U. */
export const CODE_PATTERN = /^[0-9A-HJKMNP-TV-Z]{20}$/

/**
 * A new verification code: 100 random bits. At a million tries a second against a hundred million certificates,
 * the first hit comes after some four hundred million years, so going through the codes leads nowhere.
 */
export const newCode = (): string => Array.from(randomBytes(20), (byte) => CROCKFORD.charAt(byte & 31)).join('')

/** A code as people read it: four groups of five. */
export const groupedCode = (code: string): string => code.replace(/(.{5})(?=.)/g, '$1-')

/**
 * The code that somebody meant by what he typed: full width, lower case, spaces and hyphens do not matter; O is 0, I and L
 * are 1 (Crockford, Base 32, "Decoding"). Undefined where it cannot be a code.
 */
export function codeMeant(typed: string): string | undefined {
  if (typed.length > 200) return undefined
  const code = typed.normalize('NFKC').toUpperCase().replace(/[\s\p{Pd}_.·]/gu, '').replaceAll('O', '0').replace(/[IL]/g, '1')
  return CODE_PATTERN.test(code) ? code : undefined
}
