import assert from 'node:assert/strict'
import { readFileSync, readdirSync } from 'node:fs'
import { test } from 'node:test'
import { parse } from 'yaml'

const sources = readdirSync(import.meta.dirname).filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
const used = new Set(sources.flatMap((file) => readFileSync(`${import.meta.dirname}/${file}`, 'utf8').match(/(?<=')codes\.[a-z_.]+(?=')/g) ?? []))

for (const language of ['zh', 'en']) {
  test(`every obstacle to a code has a sentence in ${language}, and no sentence is left over`, () => {
    const path = new URL(`../../content/base/locales/${language}/codes.yaml`, import.meta.url)
    const sentences: Record<string, string> = parse(readFileSync(path, 'utf8'))
    assert.ok(used.size > 30)
    assert.deepEqual(Object.keys(sentences).sort(), [...used].sort())
    assert.deepEqual(Object.entries(sentences).filter(([, text]) => text.trim().length < 5), [])
  })
}
