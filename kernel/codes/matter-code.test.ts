import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { Refusal } from '#kernel/refusal'
import {
  MATTER_TYPES,
  composeBasicMatterCode,
  composeHandlingItemCode,
  composeImplementationCode,
  isMatterCode,
  obstacleToMatterCode,
  parseMatterCode,
} from './matter-code.ts'

const REAL = '11370800MB28559184' + '3' + '37' + '01' + '17002' + '011'
const PARTS = { organ: '11370800MB28559184', level: '3', province: '37', type: '01', mainItem: '17002', subItem: '011' } as const

test('a real implementation code of a city comes apart into organ, level and matter', () => {
  assert.equal(obstacleToMatterCode(REAL), null)
  assert.deepEqual(parseMatterCode(REAL), { kind: 'implementation', ...PARTS })
  assert.equal(MATTER_TYPES[PARTS.type], 'permit')
})

test('the basic code is the end of the implementation code, the handling item two digits more', () => {
  assert.deepEqual(parseMatterCode(REAL.slice(19)), { kind: 'basic', province: '37', type: '01', mainItem: '17002', subItem: '011' })
  assert.deepEqual(parseMatterCode(`${REAL}02`), { kind: 'handling', ...PARTS, handlingItem: '02' })
})

test('parts composed are the code they came from', () => {
  assert.equal(composeBasicMatterCode(PARTS), REAL.slice(19))
  assert.equal(composeImplementationCode(PARTS), REAL)
  assert.equal(composeHandlingItemCode({ ...PARTS, handlingItem: '02' }), `${REAL}02`)
})

test('each fault of a matter code has its own code', () => {
  const cases = [
    ['', 'codes.matter.length'],
    [REAL.slice(1), 'codes.matter.length'],
    [`${REAL}0`, 'codes.matter.length'],
    [`${REAL.slice(0, 30)}A`, 'codes.matter.characters'],
    [`${REAL}0x`, 'codes.matter.characters'],
    ['3701170020-1', 'codes.matter.characters'],
    [`11370800MB28559185${REAL.slice(18)}`, 'codes.matter.organ'],
    [`${REAL.slice(0, 18)}7${REAL.slice(19)}`, 'codes.matter.level'],
    [`${REAL.slice(0, 18)}0${REAL.slice(19)}`, 'codes.matter.level'],
    ['990117002011', 'codes.matter.province'],
    ['371117002011', 'codes.matter.type'],
    ['370017002011', 'codes.matter.type'],
  ] as const
  for (const [text, code] of cases) assert.equal(obstacleToMatterCode(text), code, text)
})

test('the nation’s own matters begin with 00', () => assert.ok(isMatterCode('002000017000')))

test('a part of the wrong length is refused even where the whole looks right', () => {
  const refused = (error: unknown) => error instanceof Refusal && error.code === 'codes.matter.length'
  assert.throws(() => composeHandlingItemCode({ ...PARTS, handlingItem: '' }), refused)
  assert.throws(() => composeImplementationCode({ ...PARTS, mainItem: '1700' }), refused)
})

test('taking apart and composing are each other’s reverse', () => {
  const basic = fc.tuple(fc.constantFrom('00', '44', '66'), fc.constantFrom('01', '07', '20'), fc.stringMatching(/^\d{8}$/)).map((parts) => parts.join(''))
  fc.assert(
    fc.property(basic, fc.constantFrom('', '01', '99'), (digits, item) => {
      const text = `11370800MB285591843${digits}${item}`
      const parts = parseMatterCode(text)
      assert.notEqual(parts.kind, 'basic')
      assert.equal(parts.kind === 'handling' ? composeHandlingItemCode(parts) : parts.kind === 'implementation' && composeImplementationCode(parts), text)
      assert.equal(composeBasicMatterCode(parts), digits)
    }),
  )
})
