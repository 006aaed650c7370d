import { strict as assert } from 'node:assert'
import { describe, it } from 'node:test'

import fc from 'fast-check'

import { runsOf, wordsOf } from './ui/breaking.ts'

const keptIn = (text: string): readonly string[] => runsOf(text).filter((_, place) => place % 2 === 1)

describe('where a line may break', () => {
  it('keeps numbers of cases, days, moments, amounts and counts whole', () => {
    const table: readonly (readonly [string, readonly string[]])[] = [
      ['“开办企业一件事”（20261128-VRFVXVZ3-VV0W）需要您本人确认', ['20261128-VRFVXVZ3-VV0W']],
      ['最近一次在2026年11月28日 09:30，另有3个工作日', ['2026年11月28日 09:30', '3个工作日']],
      ['11月28日前缴纳¥83,412.37或12万元', ['11月28日', '¥83,412.37', '12万元']],
      ['It was decided on November 28, 2026 at 09:30.', ['November 28, 2026 at 09:30']],
      ['A well-known rule of 2026', []],
    ]
    for (const [text, kept] of table) assert.deepEqual(keptIn(text), kept, text)
  })

  it('breaks a heading between words, never before a mark, a particle or the unit of a number', () => {
    const table: readonly (readonly [string, readonly string[]])[] = [
      ['住房公积金退休提取', ['住房', '公积金', '退休', '提取']],
      ['开办企业一件事', ['开办', '企业', '一件事']],
      ['查一查政府知道我什么，谁看过', ['查一查', '政府', '知道', '我', '什么，', '谁看过']],
      ['签名的内容（广东）', ['签名的', '内容（广东）']],
      ['Start a company', ['Start a company']],
    ]
    for (const [text, words] of table) assert.deepEqual(wordsOf(text), words, text)
  })

  it('changes nothing of what is said', () => {
    const text = fc.array(fc.constantFrom('公积金', '的', '，', '（', '）', '2026年11月28日', ' ', 'A1', '¥5', '一件事', '20261128-VRFVXVZ3-VV0W'), { maxLength: 30 }).map((parts) => parts.join(''))
    fc.assert(fc.property(text, (one) => { assert.equal(runsOf(one).join(''), one); assert.equal(wordsOf(one).join(''), one) }))
  })
})
