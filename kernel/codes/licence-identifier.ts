import { Refusal } from '#kernel/refusal'
import { checkCharacterMod37Mod36 } from './iso7064.ts'
import { isSocialCreditCode } from './social-credit-code.ts'

/** The object identifier under which the nation's electronic licences stand. */
export const LICENCE_ROOT = '1.2.156.3005.2'

/** Why a text is not an electronic licence identifier. */
export type LicenceIdentifierObstacle =
  | 'codes.licence.parts'
  | 'codes.licence.type'
  | 'codes.licence.issuer'
  | 'codes.licence.serial'
  | 'codes.licence.version'
  | 'codes.licence.check_digit'

/** The parts of an electronic licence identifier that a person chooses; the check character follows from them. */
export type LicenceIdentifier = {
  /** 21 characters: the social credit code of the authority that defines this kind of licence, and three digits. */
  readonly type: string
  /** The issuer's social credit code; some national registers put the six digits of its division. */
  readonly issuer: string
  /** Digits and capital letters, at least one, at most 40. */
  readonly serial: string
  /** Three digits, from `001`. */
  readonly version: string
}

/**
 * Why `text` is not an electronic licence identifier `1.2.156.3005.2.{type}.{issuer}.{serial}.{version}.{check}`. Null if it is one.
 * The check character is ISO 7064 MOD 37,36 over type, issuer, serial and version without dots.
 * Source: GB/T 36904-2018.
 */
export function obstacleToLicenceIdentifier(text: string): LicenceIdentifierObstacle | null {
  const parts = split(text)
  if (parts === null) return 'codes.licence.parts'
  return obstacleToParts(parts) ?? (parts.check === checkOf(parts) ? null : 'codes.licence.check_digit')
}

function split(text: string): (LicenceIdentifier & { check: string }) | null {
  if (!text.startsWith(`${LICENCE_ROOT}.`)) return null
  const [type, issuer, serial, version, check, ...more] = text.slice(LICENCE_ROOT.length + 1).split('.')
  if (type === undefined || issuer === undefined || serial === undefined || version === undefined || check === undefined) return null
  return more.length === 0 ? { type, issuer, serial, version, check } : null
}

function obstacleToParts(parts: LicenceIdentifier): LicenceIdentifierObstacle | null {
  if (!/^.{18}\d{3}$/.test(parts.type) || !isSocialCreditCode(parts.type.slice(0, 18))) return 'codes.licence.type'
  if (!/^\d{6}$/.test(parts.issuer) && !isSocialCreditCode(parts.issuer)) return 'codes.licence.issuer'
  if (!/^[0-9A-Z]{1,40}$/.test(parts.serial)) return 'codes.licence.serial'
  return /^\d{3}$/.test(parts.version) ? null : 'codes.licence.version'
}

const checkOf = (parts: LicenceIdentifier) => checkCharacterMod37Mod36(parts.type + parts.issuer + parts.serial + parts.version)

/** Whether `text` is an electronic licence identifier, see `obstacleToLicenceIdentifier`. */
export const isLicenceIdentifier = (text: string): boolean => obstacleToLicenceIdentifier(text) === null

/** An electronic licence identifier taken apart. Refuses (`unfit`) with the code of `obstacleToLicenceIdentifier`. */
export function parseLicenceIdentifier(text: string): LicenceIdentifier & { readonly check: string } {
  const obstacle = obstacleToLicenceIdentifier(text)
  const parts = split(text)
  if (obstacle !== null || parts === null) throw new Refusal('unfit', obstacle ?? 'codes.licence.parts')
  return parts
}

/** The identifier of the parts, root and check character added. Refuses (`unfit`) the part that does not fit. */
export function composeLicenceIdentifier(parts: LicenceIdentifier): string {
  const obstacle = obstacleToParts(parts)
  if (obstacle !== null) throw new Refusal('unfit', obstacle)
  return [LICENCE_ROOT, parts.type, parts.issuer, parts.serial, parts.version, checkOf(parts)].join('.')
}
