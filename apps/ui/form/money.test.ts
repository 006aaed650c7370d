import assert from 'node:assert/strict'
import { test } from 'node:test'

import { moneyInWords } from './money.ts'

test('a large sum is said in words, in yi and wan or in thousands and millions', () => {
  assert.equal(moneyInWords('600000', 'zh'), '60万元')
  assert.equal(moneyInWords('600,000.50', 'zh-CN'), '60万0.5元')
  assert.equal(moneyInWords('123456789', 'zh'), '1亿2345万6789元')
  assert.equal(moneyInWords('100000000', 'zh'), '1亿元')
  assert.equal(moneyInWords('￥1,234,567', 'en'), '1.234567 million yuan')
  assert.equal(moneyInWords('600000', 'en'), '600 thousand yuan')
})

test('a small sum and what is no sum are not said again', () => {
  for (const text of ['9999.99', '', '5万', '1.234', '-20000', 'abc']) assert.equal(moneyInWords(text, 'zh'), '', text)
})
