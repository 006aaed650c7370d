import assert from 'node:assert/strict'
import { test } from 'node:test'

import { releaseFromFiles } from '#kernel/releases'

import { found, Queries } from './model/search.ts'

const release = releaseFromFiles('content', 'guangdong')
const queries = release.get(Queries, 'queries')!.value
const placeOf = (ask: string, want: string): number => found(release, ask).hits.findIndex((hit) => hit.id === want)

test('nineteen in twenty of the place’s queries find their matter first, and all find it among the first three', () => {
  const wanted = queries.filter(({ want }) => want !== null)
  const notFirst = wanted.filter(({ ask, want }) => placeOf(ask, want!) !== 0).map(({ ask }) => ask)
  const notThird = wanted.filter(({ ask, want }) => placeOf(ask, want!) < 0 || placeOf(ask, want!) > 2).map(({ ask }) => ask)
  assert.ok(wanted.length >= 70)
  assert.deepEqual(notThird, [])
  assert.ok(notFirst.length / wanted.length <= 0.05, notFirst.join(' | '))
})

test('nine in ten of the queries for a part of a bundle name that part', () => {
  const parts = queries.filter(({ part }) => part !== undefined)
  const wrong = parts.filter(({ ask, part }) => found(release, ask).hits[0]?.part !== part).map(({ ask, part }) => `${ask}: ${found(release, ask).hits[0]?.part} for ${part}`)
  assert.ok(parts.length >= 20)
  assert.ok(wrong.length / parts.length <= 0.1, wrong.join(' | '))
})

test('what is not done here finds nothing, and near things are offered as near only', () => {
  for (const { ask } of queries.filter(({ want }) => want === null)) assert.deepEqual(found(release, ask).hits, [], ask)
  const { hits, near } = found(release, '津巴布韦的老人')
  assert.ok(hits.length + near.length > 0)
})

test('a question of nothing but fillers, of marks, or of nothing finds nothing and breaks nothing', () => {
  for (const ask of ['', '   ', '我想办理', '？！', '(((', 'a', '𠮷']) assert.ok(found(release, ask).hits.length <= 3, ask)
})

test('pinyin, its initials, traditional signs and mistyped letters find what the right signs find', () => {
  for (const [right, wrong] of [['公积金提取', 'gongjijintiqu'], ['高龄津贴', 'gljt'], ['营业执照', '營業執照'], ['provident fund', 'providant fund'], ['开公司', 'kaigongsi']] as const) {
    assert.equal(found(release, wrong).hits[0]?.id, found(release, right).hits[0]?.id, wrong)
  }
})
