import { strict as assert } from 'node:assert'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'

import { compileMessage } from '@lingui/message-utils/compileMessage'
import { parseAst } from 'vite'
import { parse } from 'yaml'

const apps = import.meta.dirname
const filesOf = (language: string): Record<string, string>[] => readdirSync(join(apps, 'portal/locales', language)).map((file) => parse(readFileSync(join(apps, 'portal/locales', language, file), 'utf8')) as Record<string, string>)
const read = (language: string): Record<string, string> => Object.assign({}, ...filesOf(language)) as Record<string, string>
const zh = read('zh')
const en = read('en')
const sources = readdirSync(apps, { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.tsx?$/.test(file) && !/^(\.built|fixtures|islands)|\.test\.ts$|\.d\.ts$/.test(file))
  .map((file) => ({ file, text: readFileSync(join(apps, file), 'utf8') }))

/** Keys written out, and the beginnings of keys that are put together (`stage.${…}`). */
const written = new Set(sources.flatMap(({ text }) => [...text.matchAll(/'([a-z]+\.[a-zA-Z_-]+)'/g)].map(([, key]) => key!)))
const namespaces = new Set(Object.keys(zh).map((key) => key.split('.')[0]!))
const beginnings = new Set(sources.flatMap(({ text }) => [...text.matchAll(/`([a-z]+\.[a-z_]*)\$\{/g)].map(([, beginning]) => beginning!)).filter((beginning) => namespaces.has(beginning.split('.')[0]!)).concat(['stage.', 'item.', 'standing.']))

/** The names of the values that a sentence fills in. */
function blanksOf(text: string): string[] {
  const names = new Set<string>()
  const walk = (part: unknown): void => {
    if (!Array.isArray(part)) return
    for (const one of part) if (Array.isArray(one)) { names.add(String(one[0])); Object.values((one[2] ?? {}) as object).forEach(walk) }
  }
  walk(compileMessage(text))
  return [...names].sort()
}

type Node = { readonly type: string; readonly value?: unknown; readonly name?: { readonly name?: unknown } | string }

/** Every node of a syntax tree with the one above it. */
function* nodesOf(node: unknown, above?: Node): Generator<[Node, Node | undefined]> {
  if (Array.isArray(node)) { for (const one of node) yield* nodesOf(one, above); return }
  if (typeof node !== 'object' || node === null || typeof (node as Node).type !== 'string') return
  yield [node as Node, above]
  for (const value of Object.values(node)) yield* nodesOf(value, node as Node)
}

const SPOKEN = new Set(['aria-label', 'title', 'alt', 'placeholder', 'label', 'summary'])
const nameOf = (node: Node | undefined): string => (typeof node?.name === 'object' ? String(node.name?.name) : '')

function literalsOf(text: string): string[] {
  return [...nodesOf(parseAst(text, { lang: 'tsx' }))].flatMap(([node, above]) => {
    const value = typeof node.value === 'string' ? node.value : ''
    if (/\p{Script=Han}/u.test(value)) return [value]
    if (node.type === 'JSXText' && /\p{L}{2}/u.test(value)) return [value.trim()]
    return node.type === 'Literal' && above?.type === 'JSXAttribute' && SPOKEN.has(nameOf(above)) && /\p{L}{2}/u.test(value) ? [value] : []
  })
}

describe('the sentences of the portal', () => {
  it('are the same in both languages, filling in the same values', () => {
    assert.deepEqual(Object.keys(zh).sort(), Object.keys(en).sort())
    for (const key of Object.keys(zh)) assert.deepEqual(blanksOf(zh[key]!), blanksOf(en[key]!), key)
    assert.deepEqual(blanksOf('{count, plural, one {# of {all}} other {#}} for {name}'), ['all', 'count', 'name'])
  })

  it('stand in one file only', () => {
    for (const language of ['zh', 'en']) {
      const keys = filesOf(language).flatMap((file) => Object.keys(file))
      assert.deepEqual(keys.filter((key, place) => keys.indexOf(key) !== place), [], language)
    }
  })

  it('can all be said', () => {
    for (const [key, text] of [...Object.entries(zh), ...Object.entries(en)]) assert.doesNotThrow(() => compileMessage(text), key)
  })

  it('all exist where pages ask for them', () => {
    const missing = [...written].filter((key) => namespaces.has(key.split('.')[0]!) && zh[key] === undefined)
    assert.deepEqual(missing, [])
    assert.deepEqual([...beginnings].filter((beginning) => !Object.keys(zh).some((key) => key.startsWith(beginning))), [])
  })

  it('are all used', () => {
    assert.deepEqual(Object.keys(zh).filter((key) => !written.has(key) && ![...beginnings].some((beginning) => key.startsWith(beginning))), [])
  })

  it('never stand in a page itself', () => {
    for (const { file, text } of sources.filter((source) => source.file.endsWith('.tsx'))) assert.deepEqual(literalsOf(text), [], file)
    assert.deepEqual(literalsOf('const a = <p title="Go on">Hello there {1}</p>'), ['Go on', 'Hello there'])
  })
})
