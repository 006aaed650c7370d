import assert from 'node:assert/strict'
import { test } from 'node:test'

import { checkRelease, digestOf, releaseOf } from '#kernel/content'
import { kindsOf } from '#kernel/house'
import { readPacks } from '#kernel/releases'
import { CertificateKinds } from '#modules/certificates'

import { modules } from '../house.ts'
import { catalogueFiles, KINDS } from './catalogue.ts'

test('a catalogue of 393 kinds is made the same from the same seed, and the check of the content finds nothing in it', () => {
  const made = catalogueFiles(KINDS, 7)
  assert.deepEqual([...made], [...catalogueFiles(KINDS, 7)])
  assert.notDeepEqual([...made], [...catalogueFiles(KINDS, 8)])
  const files = new Map([...readPacks('content', 'guangdong'), ...made])
  const texts = new Map([...files.values()].map((text) => [digestOf(text), text]))
  const release = releaseOf(Object.fromEntries([...files].map(([path, text]) => [path, digestOf(text)])), (digest) => texts.get(digest))
  assert.deepEqual(checkRelease(release, kindsOf(modules)), [])
  const kinds = release.all(CertificateKinds)
  assert.equal(kinds.filter(({ id }) => id.startsWith('made-')).length, KINDS)
  assert.equal(new Set(kinds.map(({ value }) => value.name.zh)).size, kinds.length)
  assert.throws(() => catalogueFiles(1000), RangeError)
})
