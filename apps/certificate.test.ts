import { strict as assert } from 'node:assert'
import { describe, it } from 'node:test'

import fc from 'fast-check'

import { amountInWords } from '#kernel/amount'
import { linesOf, widthOf } from '#kernel/lines'

describe('what a certificate is drawn with', () => {
  it('writes amounts as papers of value do', () => {
    const table: readonly (readonly [number, string])[] = [
      [0, '零元整'], [1, '壹分'], [10, '壹角整'], [100, '壹元整'], [105, '壹元零伍分'], [1_000, '壹拾元整'], [10_050, '壹佰元伍角整'], [100_000_000, '壹佰万元整'], [100_000_050, '壹佰万元伍角整'],
      [1_001_000, '壹万零壹拾元整'], [100_000_100, '壹佰万零壹元整'], [1_234_567_890, '壹仟贰佰叁拾肆万伍仟陆佰柒拾捌元玖角整'], [10_000_000_000, '壹亿元整'], [1_000_500_000_000, '壹佰亿零伍佰万元整'], [100_000_000_000_000, '壹万亿元整'],
    ]
    for (const [fen, words] of table) assert.equal(amountInWords(fen), words, String(fen))
  })

  it('never writes two noughts beside each other, nor one before the unit', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 9_000_000_000_000_000 }), (fen) => assert.doesNotMatch(amountInWords(fen), /零零|零元|零万|零亿|零角/)))
  })

  it('breaks lines so that nothing is lost, numbers stay whole, and no line begins with a closing mark', () => {
    assert.deepEqual(linesOf('广东省江门市蓬江区侨晖路88号301室', 13), ['广东省江门市蓬江区侨晖路', '88号301室'])
    assert.deepEqual(linesOf('江门市江门。 ；江门', 5), ['江门市江门。 ；', '江门'])
    assert.deepEqual(linesOf('瑞禾沐软件有限公司（电子公章）', 10), ['瑞禾沐软件有限公司', '（电子公章）'], 'no line ends with what opens')
    assert.deepEqual(linesOf('甲《（乙', 3), ['甲', '《（乙'])
    assert.deepEqual(linesOf('（（（（', 2), ['（（', '（（'])
    assert.deepEqual(linesOf('甲乙丙（ABCDEFGH', 6), ['甲乙丙（', 'ABCDEFGH'], 'nothing runs over for it')
    assert.deepEqual(linesOf('统一社会信用代码 91440703MAC5T8XK2R', 12), ['统一社会信用代码', '91440703MAC5T8XK2R'])
    const text = fc.array(fc.constantFrom('江门', '市', '，', '。', 'A1', '2026', ' ', '；', '（', '）'), { maxLength: 60 }).map((parts) => parts.join(''))
    fc.assert(fc.property(text, fc.integer({ min: 4, max: 30 }), (one, width) => {
      const lines = linesOf(one, width)
      assert.equal(lines.join('').replaceAll(' ', ''), one.replaceAll(' ', ''))
      // A closing mark hangs over rather than begin a line, so a line may be longer by what hangs.
      for (const line of lines) assert.ok(widthOf(line.replace(/[，。；）\s]+$/u, '')) <= width + 1, line)
      assert.ok(lines.slice(1).every((line) => !/^[，。；）]/u.test(line)), lines.join('|'))
    }))
  })
})
