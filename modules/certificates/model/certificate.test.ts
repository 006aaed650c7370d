import assert from 'node:assert/strict'
import { test } from 'node:test'

import { digestOf } from '#kernel/content'

import { isWhole, maskedCode, maskedName, nextVersion, numberOf, payloadOf, standing, type Certificate } from './certificate.ts'

const at = (moment: string): Date => new Date(moment)
const issued: Parameters<typeof standing>[0] = { validFrom: '2026-03-02', validUntil: '2026-04-01', issuedAt: at('2026-03-01T10:00:00+08:00'), revokedAt: null, suspensions: [], supersededAt: null }

test('a certificate holds from the first moment of its first day to the last of its last, in Shanghai', () => {
  assert.equal(standing(issued, at('2026-03-01T23:59:59.999+08:00')), 'not-yet')
  assert.equal(standing(issued, at('2026-03-02T00:00:00+08:00')), 'valid')
  assert.equal(standing(issued, at('2026-04-01T23:59:59.999+08:00')), 'valid')
  assert.equal(standing(issued, at('2026-04-02T00:00:00+08:00')), 'expired')
  assert.equal(standing({ ...issued, validUntil: null }, at('2999-01-01T00:00:00Z')), 'valid')
})

test('a certificate that reaches back was nothing before it was issued', () => {
  const late = { ...issued, issuedAt: at('2026-03-10T09:00:00+08:00') }
  assert.equal(standing(late, at('2026-03-09T09:00:00+08:00')), 'not-yet')
  assert.equal(standing(late, at('2026-03-10T09:00:00+08:00')), 'valid')
})

test('what happened counts from its moment on, and not before', () => {
  const noon = at('2026-03-15T12:00:00+08:00')
  const before = at('2026-03-15T11:59:59.999+08:00')
  for (const [change, word] of [[{ revokedAt: noon }, 'revoked'], [{ supersededAt: noon }, 'superseded'], [{ suspensions: [{ from: noon, until: null }] }, 'suspended']] as const) {
    assert.equal(standing({ ...issued, ...change }, before), 'valid')
    assert.equal(standing({ ...issued, ...change }, noon), word)
  }
})

test('a suspension ends with its resumption, and several stand beside each other', () => {
  const suspensions = [{ from: at('2026-03-10T00:00:00Z'), until: at('2026-03-11T00:00:00Z') }, { from: at('2026-03-20T00:00:00Z'), until: null }]
  const words = ['09', '10', '11', '19', '20', '25'].map((day) => standing({ ...issued, suspensions }, at(`2026-03-${day}T00:00:00Z`)))
  assert.deepEqual(words, ['valid', 'suspended', 'valid', 'valid', 'suspended', 'suspended'])
})

test('of several truths the graver one is told', () => {
  const late = at('2026-05-01T00:00:00Z')
  const everything = { ...issued, revokedAt: late, supersededAt: late, suspensions: [{ from: late, until: null }] }
  assert.equal(standing(everything, late), 'revoked')
  assert.equal(standing({ ...everything, revokedAt: null }, late), 'superseded')
  assert.equal(standing({ ...everything, revokedAt: null, supersededAt: null }, late), 'expired')
})

test('a row is whole only while every word that was signed stands in it', () => {
  const statement = {
    id: 'c_1', identifier: 'x', type: 'business-licence', number: '1', version: '001', holder: 'f_1', holderName: '甲', holderCode: '1', holderCodeType: 'social-credit-code',
    issuer: 'a', issuerCode: '1', issuerName: { zh: '乙', en: 'B' }, fields: { capital: 1 }, definition: 'd', case: 'k', decision: 'e', validFrom: '2026-03-02', validUntil: null, issuedAt: issued.issuedAt,
  }
  const payload = payloadOf(statement)
  const row: Certificate = { ...statement, code: '', payload, digest: digestOf(payload), jws: '', entry: '', issuedBy: '', revokedAt: null, suspensions: [], supersededAt: null }
  assert.ok(isWhole(row))
  for (const name of Object.keys(statement) as (keyof typeof statement)[]) {
    const other = name === 'issuedAt' ? at('2026-03-01T00:00:00Z') : name === 'fields' ? { capital: 2 } : name === 'issuerName' ? { zh: '乙', en: 'C' } : name === 'validUntil' ? '2030-01-01' : 'other'
    assert.equal(isWhole({ ...row, [name]: other }), false, name)
  }
  assert.equal(isWhole({ ...row, digest: digestOf('') }), false)
})

test('numbers, versions and masks', () => {
  assert.equal(nextVersion(undefined), '001')
  assert.equal(nextVersion('009'), '010')
  assert.throws(() => nextVersion('999'), RangeError)
  assert.equal(numberOf(at('2026-12-31T17:00:00Z'), 42), '202700000042')
  assert.deepEqual(['陈某某', '甲', '𠮷野家'].map(maskedName), ['陈**', '甲*', '𠮷**'])
  assert.equal(maskedCode('11010519491231002X'), '**************002X')
})
