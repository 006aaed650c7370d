import assert from 'node:assert/strict'
import { describe, test } from 'node:test'

import fc from 'fast-check'

import { claimsMet, pointed, Query, setsMet, type Path } from './dcql.ts'

/** The example of the paper (OpenID4VP §7.3). */
const ARTHUR = {
  name: 'Arthur Dent', address: { street_address: '42 Market Street', locality: 'Milliways', postal_code: '12345' },
  degrees: [{ type: 'Bachelor of Science', university: 'University of Betelgeuse' }, { type: 'Master of Science', university: 'University of Betelgeuse' }], nationalities: ['British', 'Betelgeusian'],
}

const asking = (credential: object, sets?: object[]): Query => Query.parse({ credentials: [{ id: 'a', format: 'dc+sd-jwt', meta: { vct_values: ['urn:x'] }, ...credential }], ...(sets === undefined ? {} : { credential_sets: sets }) })

describe('a query for credentials', () => {
  const paths: [Path, readonly unknown[] | null][] = [
    [['name'], ['Arthur Dent']], [['address'], [ARTHUR.address]], [['address', 'street_address'], ['42 Market Street']], [['degrees', null, 'type'], ['Bachelor of Science', 'Master of Science']], [['nationalities', 1], ['Betelgeusian']],
    [['nobody'], null], [['name', 'first'], null], [['name', 0], null], [['name', null], null], [['address', null], null], [['nationalities', 2], null], [['degrees', 'type'], null], [['degrees', null, 'nobody'], null], [['constructor'], null], [['__proto__'], null],
  ]
  for (const [path, selected] of paths) test(`${JSON.stringify(path)} points at ${selected === null ? 'nothing' : JSON.stringify(selected)}`, () => assert.deepEqual(pointed(ARTHUR, path), selected))

  test('what is told is what was asked, with the values that were asked for, of their type', () => {
    const { credentials: [query] } = asking({ claims: [{ path: ['name'] }, { path: ['nationalities', null], values: ['British'] }] })
    assert.deepEqual(claimsMet(query!, ARTHUR), [{ path: ['name'], value: 'Arthur Dent' }, { path: ['nationalities', null], value: ['British', 'Betelgeusian'] }])
    assert.equal(claimsMet(asking({ claims: [{ path: ['address', 'postal_code'], values: [12345] }] }).credentials[0]!, ARTHUR), null)
    assert.deepEqual(claimsMet(asking({}).credentials[0]!, ARTHUR), [], 'nothing asked, nothing told')
  })

  test('of the sets of claims the first that is there is told, and none where none is', () => {
    const claims = [{ id: 'x', path: ['nobody'] }, { id: 'y', path: ['name'] }, { id: 'z', path: ['address', 'locality'] }]
    const told = (sets: string[][]): unknown => claimsMet(asking({ claims, claim_sets: sets }).credentials[0]!, ARTHUR)?.map(({ value }) => value)
    assert.deepEqual([told([['x', 'y'], ['z']]), told([['y'], ['z']]), told([['x'], ['x', 'z']])], [['Milliways'], ['Arthur Dent'], undefined])
  })

  test('credentials satisfy a query exactly if each set that is required has one option whole', () => {
    const ids = ['a', 'b', 'c', 'd']
    const option = fc.uniqueArray(fc.constantFrom(...ids), { minLength: 1 })
    fc.assert(fc.property(fc.array(fc.record({ options: fc.array(option, { minLength: 1, maxLength: 3 }), required: fc.boolean() }), { minLength: 1, maxLength: 4 }), fc.subarray(ids), (sets, there) => {
      const query = Query.parse({ credentials: ids.map((id) => ({ id, format: 'dc+sd-jwt', meta: { vct_values: ['urn:x'] } })), credential_sets: sets })
      const whole = sets.filter(({ required }) => required).map(({ options }) => options.filter((one) => one.filter((id) => !there.includes(id)).length === 0).length)
      assert.equal(setsMet(query, new Set(there)), !whole.includes(0))
    }))
    assert.deepEqual([setsMet(asking({}), new Set(['a'])), setsMet(asking({}), new Set())], [true, false])
  })
})
