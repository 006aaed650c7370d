import { strict as assert } from 'node:assert'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'

import { both, plain, quoted, saidIn, sharedBy, withoutRow, withRowAt, withRowLike, withValue } from './table-text.ts'

type Row = { id: string; when: Record<string, string>; law: { zh: string }; text?: unknown; outcome?: string }
const rowsOf = (text: string): Row[] => (saidIn(text) as { rows: Row[] }).rows
const source = `# 谁可以领取。
table: pass
rows:
  # 先看是否在世。
  - id: dead
    when: { alive: 'false' }
    outcome: RETURN
    law: &law { zh: 第一条, en: art. 1 } # 共用
  - { id: young, when: { alive: 'true', age: '< 18' }, outcome: RETURN, law: *law }
  - id: old
    when:
      age: '>= 18'
      alive: 'true'
    outcome: GRANT
    law: *law
`
const changed = (after: string): string[] => after.split('\n').filter((line) => !source.split('\n').includes(line))

test('a cell is changed, and nothing else of the text is', () => {
  const after = withValue(source, ['rows', 1, 'when', 'age'], quoted('<= 18'))
  assert.deepEqual(changed(after), ["  - { id: young, when: { alive: 'true', age: '<= 18' }, outcome: RETURN, law: *law }"])
  assert.equal(withValue(after, ['rows', 1, 'when', 'age'], quoted('< 18')), source)
})

test('a cell is added where there is none, and taken away', () => {
  assert.deepEqual(changed(withValue(source, ['rows', 0, 'when', 'age'], quoted("it's"))), ["    when: { alive: 'false', age: 'it''s' }"])
  assert.deepEqual(rowsOf(withValue(source, ['rows', 2, 'when', 'city'], quoted('"深圳"')))[2]!.when, { age: '>= 18', alive: 'true', city: '"深圳"' })
  assert.deepEqual(rowsOf(withValue(source, ['rows', 1, 'when', 'alive'], null))[1]!.when, { age: '< 18' })
  assert.deepEqual(rowsOf(withValue(source, ['rows', 1, 'when', 'age'], null))[1]!.when, { alive: 'true' })
  assert.deepEqual(rowsOf(withValue(source, ['rows', 2, 'when', 'age'], null))[2]!.when, { alive: 'true' })
  assert.deepEqual(rowsOf(withValue(source, ['rows', 0, 'when', 'alive'], null))[0]!.when, {})
  assert.deepEqual(rowsOf(withValue(source, ['rows', 1, 'text'], both({ zh: '好', en: 'Good' })))[1]!.text, { zh: '好', en: 'Good' })
  assert.deepEqual(rowsOf(withValue(source, ['rows', 1, 'set', 'amount'], plain('12')))[1], { ...rowsOf(source)[1]!, set: { amount: 12 } })
})

test('a law that rows share stays shared when one of them is copied, moved or taken away', () => {
  const copied = withRowLike(source, 0, 'dead-2')
  assert.deepEqual(rowsOf(copied).map(({ id, law }) => [id, law.zh]), [['dead', '第一条'], ['dead-2', '第一条'], ['young', '第一条'], ['old', '第一条']])
  assert.equal(copied.split('第一条').length, 2)
  for (const [from, to] of [[0, 2], [2, 0], [0, 1], [1, 0]] as const) {
    const ids = ['dead', 'young', 'old']
    ids.splice(to, 0, ...ids.splice(from, 1))
    const moved = withRowAt(source, from, to)
    assert.deepEqual(rowsOf(moved).map(({ id, law }) => [id, law.zh]), ids.map((id) => [id, '第一条']), `${from} to ${to}: ${moved}`)
    assert.match(moved, /# 先看是否在世。\n {2}- id: dead/)
  }
  assert.deepEqual(rowsOf(withoutRow(source, 0)).map(({ id, law }) => [id, law.zh]), [['young', '第一条'], ['old', '第一条']])
  assert.equal(sharedBy(source, ['rows', 0, 'law']), 2)
  assert.deepEqual(rowsOf(withValue(source, ['rows', 1, 'law'], both({ zh: '第二条', en: 'art. 2' }))).map(({ law }) => law.zh), ['第一条', '第二条', '第一条'])
  assert.deepEqual(rowsOf(withValue(source, ['rows', 0, 'law'], both({ zh: '第三条', en: 'art. 3' }))).map(({ law }) => law.zh), ['第三条', '第三条', '第三条'])
})

test('every table of the content can be changed cell by cell, and row by row, without losing a row', () => {
  const folder = join(import.meta.dirname, '../../content')
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.table.yaml'))
  assert.ok(files.length > 10)
  for (const file of files) {
    const text = readFileSync(join(folder, file), 'utf8')
    const rows = rowsOf(text)
    for (const [at, row] of rows.entries()) {
      for (const input of Object.keys(row.when ?? {})) assert.equal(withValue(withValue(text, ['rows', at, 'when', input], quoted('= 1')), ['rows', at, 'when', input], quoted(row.when[input]!)).replaceAll(/['"]/g, ''), text.replaceAll(/['"]/g, ''), file)
      assert.deepEqual(rowsOf(withoutRow(text, at)), rows.toSpliced(at, 1), `${file} without ${at}`)
      assert.deepEqual(rowsOf(withRowLike(text, at, 'again')), rows.toSpliced(at + 1, 0, { ...row, id: 'again' }), `${file} with ${at} again`)
      const to = (at + 1) % rows.length
      assert.deepEqual(rowsOf(withRowAt(text, at, to)), rows.toSpliced(at, 1).toSpliced(to, 0, row), `${file} ${at} to ${to}`)
    }
  }
})
