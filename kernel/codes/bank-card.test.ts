import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isBankCard, luhnCheckDigit, makeBankCard, obstacleToBankCard } from './bank-card.ts'

test('the example of ISO/IEC 7812-1 has the check digit 3', () => assert.equal(luhnCheckDigit('7992739871'), '3'))

test('well-known test numbers are bank cards', () => {
  for (const number of ['4111111111111111', '5555555555554444', '6200000000000005', '378282246310005']) assert.ok(isBankCard(number), number)
})

test('each fault of a bank card number has its own code', () => {
  assert.equal(obstacleToBankCard('79927398713'), 'codes.bank_card.length')
  assert.equal(obstacleToBankCard('41111111111111111111'), 'codes.bank_card.length')
  assert.equal(obstacleToBankCard('4111 1111 1111 1111'), 'codes.bank_card.characters')
  assert.equal(obstacleToBankCard('４１１１１１１１１１１１１１１１'), 'codes.bank_card.characters')
  assert.equal(obstacleToBankCard('4111111111111112'), 'codes.bank_card.check_digit')
})

test('a card number is made of the issuer’s prefix, the account and a check digit', () => {
  assert.equal(makeBankCard({ issuer: '411111', account: '111111111' }), '4111111111111111')
  assert.throws(() => makeBankCard({ issuer: '62', account: '1' }))
  assert.throws(() => makeBankCard({ issuer: '62x', account: '1111111111' }))
})
