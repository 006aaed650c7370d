import assert from 'node:assert/strict'
import { test } from 'node:test'

import fc from 'fast-check'

import { checkRelease, digestOf, releaseOf, type ContentKind } from '#kernel/content'

import { blanksOf, filled, isOwnPath, Letters, missingValue, normalised, stateOf, understood, type Letter } from './model.ts'

const replies = { accept: ['同意', '愿意', 'I agree', 'Y'], refuse: ['不同意', '不愿意', 'N', 'no'] }

test('who agrees is heard however he dresses the word', () => {
  for (const words of ['同意', '同意。', '同意 谢谢', '同意，谢谢您！', ' 同意\n', '“同意”', '【同意】', '您好，同意', '同意!!!', '同意~', '同 意', '谢谢，同意。谢谢', 'ＩＡＧＲＥＥ', 'I agree.', 'i agree, thank you!', 'y', 'Ｙ', '愿意', '同\u200b意']) {
    assert.equal(understood(replies, words), 'accept', words)
  }
})

test('who declines is heard too', () => {
  for (const words of ['不同意', '不同意。谢谢', '不 同意', '不愿意！', 'N', 'no, thanks', 'No.']) assert.equal(understood(replies, words), 'refuse', words)
})

test('what is not plainly yes or no is unclear, and never taken for a yes', () => {
  for (const words of ['', '谢谢', '。', '同意？', '同意?!', '同意吗', '同意👎', '不，同意', '！同意', '同意不同意', '同意/不同意', '（不）同意', '同意（不）', '没同意', '我再想想', '好的', 'yes and no', '不是不同意', 'TD', '同意'.repeat(500)]) {
    assert.equal(understood(replies, words), 'unclear', words)
  }
})

const dress = fc.array(fc.constantFrom('。', '.', '！', '!', ' ', '　', '，', '谢谢', '谢谢您', 'thanks', 'Thank you', '\n', '~'), { maxLength: 6 }).map((parts) => parts.join(''))

test('no dressing of full stops, spaces and courtesies changes what a word means', () => {
  const front = fc.array(fc.constantFrom(' ', '　', '，', '“', '您好', '谢谢', '。'), { maxLength: 4 }).map((parts) => parts.join(''))
  fc.assert(fc.property(front, fc.constantFrom(...replies.accept), dress, (before, word, after) => assert.equal(understood(replies, before + word + after), 'accept')))
  fc.assert(fc.property(front, fc.constantFrom(...replies.refuse), dress, (before, word, after) => assert.equal(understood(replies, before + word + after), 'refuse')))
})

test('a word that denies is never lost, wherever it stands', () => {
  const denial = fc.constantFrom('不', '没', '未', '别', '勿', 'not ', 'don’t ')
  fc.assert(fc.property(dress, denial, dress, fc.constantFrom('同意', '愿意', 'I agree'), dress, (a, no, b, word, c) => {
    assert.notEqual(understood(replies, a + no + b + word + c), 'accept')
    assert.notEqual(understood(replies, a + word + b + no + c), 'accept')
  }))
})

test('normalising is done once and for all, and whoever is taken to agree said exactly a word of agreement', () => {
  fc.assert(fc.property(fc.string({ unit: 'grapheme', maxLength: 40 }), (words) => {
    assert.equal(normalised(normalised(words)), normalised(words))
    if (understood(replies, words) === 'accept') assert.ok(replies.accept.map(normalised).includes(normalised(words)))
  }))
})

const letter: Letter = { title: { zh: '{name}您好', en: 'Dear {name}' }, text: { zh: '{matter}已办结', en: '{matter} is done' } }

test('a letter is filled in the reader’s language, once, and a missing value is named', () => {
  const values = { name: '{matter}', matter: { zh: '企业开办', en: 'Starting a business' } }
  assert.equal(filled(letter.title.zh, values, 'zh'), '{matter}您好')
  assert.equal(filled(letter.text.en, values, 'en'), 'Starting a business is done')
  assert.equal(missingValue(letter, values), undefined)
  assert.equal(missingValue(letter, { name: '甲' }), 'matter')
  assert.deepEqual(blanksOf('{b} {a} {b} { c } {1}'), ['a', 'b'])
  assert.equal(filled('{constructor}', {}, 'zh'), '{constructor}')
})

const faultsOf = (yaml: string) => {
  const release = releaseOf({ 'letters/a.yaml': digestOf(yaml) }, () => yaml)
  return checkRelease(release, [Letters] as ContentKind[]).map((fault) => fault.detail)
}

test('a letter whose languages have different blanks, or whose words mean yes and no at once, is a fault of the content', () => {
  const head = 'title: { zh: 甲, en: A }\n'
  assert.deepEqual(faultsOf(`${head}text: { zh: "{a}", en: "{a}" }\nreplies: { accept: [同意], refuse: [不同意] }\n`), [])
  assert.deepEqual(faultsOf(`${head}text: { zh: "{a}", en: "{aEn}" }\n`), [])
  assert.match(faultsOf(`${head}text: { zh: "{a}", en: "{b}" }\n`)[0]!, /must be the same/)
  assert.match(faultsOf(`${head}text: { zh: 乙, en: B }\nreplies: { accept: [同意], refuse: [同意。] }\n`)[0]!, /yes and as no/)
  assert.match(faultsOf(`${head}text: { zh: 乙, en: B }\nreplies: { accept: [谢谢], refuse: [不] }\n`)[0]!, /never be heard/)
  assert.match(faultsOf(`${head}text: { zh: 乙, en: B }\nreplys: {}\n`)[0]!, /replys/)
})

test('what arrived has arrived, and what nobody knows of waits', () => {
  assert.deepEqual([[], ['sent'], ['sent', 'failed'], ['failed', 'delivered', 'sent'], ['failed']].map(stateOf), ['waiting', 'sent', 'failed', 'delivered', 'failed'])
})

test('a link in a message stays on this node', () => {
  for (const own of ['/', '/cases/c_1', '/cases/c_1?lang=en#kit']) assert.equal(isOwnPath(own), true, own)
  for (const foreign of ['https://example.org', '//example.org', '/\\example.org', 'cases', '', '/a b', 'javascript:alert(1)']) assert.equal(isOwnPath(foreign), false, foreign)
})
