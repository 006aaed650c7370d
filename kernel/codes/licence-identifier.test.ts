import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Refusal } from '#kernel/refusal'
import { checkCharacterMod11Radix2, checkCharacterMod37Mod36 } from './iso7064.ts'
import { composeLicenceIdentifier, isLicenceIdentifier, obstacleToLicenceIdentifier, parseLicenceIdentifier } from './licence-identifier.ts'

const PERMIT = '1.2.156.3005.2.11100000000013338W011.11430000006122244L.20230000403.001.U'
const REAL = [
  PERMIT,
  '1.2.156.3005.2.11100000000013338W009.11330105002500287C.2025052201.002.0',
  '1.2.156.3005.2.11100000MB03271699022.340100.000000016.001.9',
]

for (const identifier of REAL) test(`${identifier} is a licence identifier`, () => assert.equal(obstacleToLicenceIdentifier(identifier), null))

test('a licence identifier comes apart, and composed again is the same', () => {
  for (const identifier of REAL) assert.equal(composeLicenceIdentifier(parseLicenceIdentifier(identifier)), identifier)
  assert.deepEqual(parseLicenceIdentifier(PERMIT), {
    type: '11100000000013338W011',
    issuer: '11430000006122244L',
    serial: '20230000403',
    version: '001',
    check: 'U',
  })
})

test('each fault of a licence identifier has its own code', () => {
  const parts = parseLicenceIdentifier(PERMIT)
  const cases = [
    ['', 'codes.licence.parts'],
    [PERMIT.slice(0, -2), 'codes.licence.parts'],
    [`${PERMIT}.1`, 'codes.licence.parts'],
    [PERMIT.replace('1.2.156', '1.2.157'), 'codes.licence.parts'],
    [PERMIT.replace('W011', 'W11'), 'codes.licence.type'],
    [PERMIT.replace('338W011', '339W011'), 'codes.licence.type'],
    [PERMIT.replace('244L', '244M'), 'codes.licence.issuer'],
    [PERMIT.replace(parts.serial, ''), 'codes.licence.serial'],
    [PERMIT.replace(parts.serial, '2023a'), 'codes.licence.serial'],
    [PERMIT.replace('.001.', '.01.'), 'codes.licence.version'],
    [PERMIT.replace('.U', '.M'), 'codes.licence.check_digit'],
    [PERMIT.replace('.U', '.u'), 'codes.licence.check_digit'],
    [PERMIT.replace('.U', '.'), 'codes.licence.check_digit'],
  ] as const
  for (const [text, code] of cases) assert.equal(obstacleToLicenceIdentifier(text), code, text)
})

test('a part that does not fit is refused before an identifier is made of it', () => {
  const parts = parseLicenceIdentifier(PERMIT)
  assert.throws(() => composeLicenceIdentifier({ ...parts, issuer: '1143000' }), (error) => error instanceof Refusal && error.code === 'codes.licence.issuer')
  assert.throws(() => parseLicenceIdentifier(`${PERMIT}0`), (error) => error instanceof Refusal && error.code === 'codes.licence.check_digit')
  assert.ok(!isLicenceIdentifier(`${PERMIT}0`))
})

test('the check systems of ISO 7064 agree with known examples: of ISO 7064 itself, of GB 11643, of the Global Release Identifier', () => {
  assert.equal(checkCharacterMod11Radix2('0794'), '0')
  assert.equal(checkCharacterMod11Radix2('11010519491231002'), 'X')
  assert.equal(checkCharacterMod37Mod36('A12425GABC1234002'), 'M')
})

test('a check character is not given for texts outside the alphabet', () => {
  for (const text of ['', '12a', '1 2', '１２']) {
    assert.equal(checkCharacterMod37Mod36(text), null)
    assert.equal(checkCharacterMod11Radix2(text), null)
  }
})
