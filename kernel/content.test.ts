import assert from 'node:assert/strict'
import { test } from 'node:test'

import { z } from 'zod'

import { checkRelease, digestOf, inForce, releaseOf, type ContentKind } from '#kernel/content'
import { readPacks } from '#kernel/releases'

const Card: ContentKind<{ name: string; days: number }> = { name: 'card', path: /^cards\/([a-z]+)\.yaml$/, schema: z.strictObject({ name: z.string(), days: z.int() }) }

function releaseWith(files: Readonly<Record<string, string>>) {
  const texts = new Map(Object.values(files).map((text) => [digestOf(text), text]))
  return releaseOf(Object.fromEntries(Object.entries(files).map(([path, text]) => [path, digestOf(text)])), (digest) => texts.get(digest))
}

test('a misspelt key is refused with its file, line and column', () => {
  const [fault] = checkRelease(releaseWith({ 'cards/library.yaml': 'name: Library card\ndays: 3\nnmae: x\n' }), [Card])
  assert.equal(fault!.file, 'cards/library.yaml')
  assert.match(fault!.detail, /nmae/)
  assert.equal(typeof fault!.line, 'number')
})

test('a wrong value is refused at its own line', () => {
  const [fault] = checkRelease(releaseWith({ 'cards/library.yaml': 'name: Library card\ndays: soon\n' }), [Card])
  assert.deepEqual([fault!.line, fault!.pointer], [2, '/days'])
})

test('a file of no kind is refused, and so is YAML that does not parse', () => {
  assert.equal(checkRelease(releaseWith({ 'card/library.yaml': 'name: x' }), [Card])[0]!.code, 'content.stray')
  assert.equal(checkRelease(releaseWith({ 'cards/library.yaml': 'name: [x' }), [Card])[0]!.code, 'content.yaml')
})

test('the name of a release is its content: another byte, another name; the same bytes, the same name', () => {
  const [one, same, other] = ['days: 3', 'days: 3', 'days: 4'].map((line) => releaseWith({ 'cards/library.yaml': `name: x\n${line}\n` }).digest)
  assert.equal(one, same)
  assert.notEqual(one, other)
})

test('a city has what it inherits from its province, which has what it inherits from base', () => {
  const city = readPacks('content', 'jiangmen')
  const province = readPacks('content', 'guangdong')
  assert.ok(province.has('roles.yaml') && province.has('agencies.yaml'))
  for (const path of province.keys()) assert.ok(city.has(path), path)
})

test('the value in force is that of the latest date not after the day', () => {
  const dated = { '2019-01-01': 12, '2024-07-01': 6 }
  assert.deepEqual(['2018-12-31', '2019-01-01', '2024-06-30', '2024-07-01'].map((day) => inForce(dated, day)), [undefined, 12, 12, 6])
})
