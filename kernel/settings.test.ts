import assert from 'node:assert/strict'
import { resolve } from 'node:path'
import { test } from 'node:test'

import fc from 'fast-check'

import { nodeNames, readSettings, UnfitStart } from './settings.ts'
import type { Environment } from './settings.ts'

test('with nothing set the house is a small demo of Guangdong on the loopback address', () => {
  assert.deepEqual(readSettings({}), {
    port: 8080,
    host: '127.0.0.1',
    dataDir: resolve('./.data'),
    databaseUrl: undefined,
    node: 'guangdong',
    cityScale: 'small',
    cityUrl: undefined,
    logLevel: 'warn',
    demo: true,
    production: false,
  })
})

test('every setting can be set, and an empty value counts as not set', () => {
  const settings = readSettings({
    PORT: '9000',
    HOST: '::1',
    DATA_DIR: '/srv/tongban',
    DATABASE_URL: 'postgresql://tongban@/tongban?host=/run/postgresql',
    NODE_NAME: 'zhaoqing',
    CITY_SCALE: 'full',
    CITY_URL: 'http://127.0.0.1:9100',
    LOG_LEVEL: 'silent',
    DEMO: '0',
    NODE_ENV: 'test',
  })
  assert.equal(settings.port, 9000)
  assert.equal(settings.host, '::1')
  assert.equal(settings.dataDir, '/srv/tongban')
  assert.equal(settings.databaseUrl, 'postgresql://tongban@/tongban?host=/run/postgresql')
  assert.equal(settings.node, 'zhaoqing')
  assert.equal(settings.cityScale, 'full')
  assert.equal(settings.cityUrl, 'http://127.0.0.1:9100')
  assert.equal(settings.logLevel, 'silent')
  assert.equal(settings.demo, false)
  assert.deepEqual(readSettings({ PORT: '', NODE_NAME: ' ', DATABASE_URL: '', CITY_URL: '' }), readSettings({}))
})

test('each wrong value stops the start with one line that names the setting in English and Chinese', () => {
  const wrong: readonly Environment[] = [
    { PORT: '80a' }, { PORT: '65536' }, { PORT: '-1' }, { PORT: '80.5' }, { PORT: '1e3' },
    { HOST: 'http://localhost' }, { HOST: 'a b' }, { HOST: 'localhost/x' },
    { DATABASE_URL: 'mysql://secret@host/x' }, { DATABASE_URL: 'postgres://secret word@host/x' },
    { NODE_NAME: 'Jiangmen' }, { NODE_NAME: 'beijing' },
    { CITY_SCALE: 'huge' }, { CITY_URL: 'localhost:9100' }, { CITY_URL: 'http://' },
    { LOG_LEVEL: 'verbose' }, { DEMO: 'yes' }, { NODE_ENV: 'prod' },
  ]
  for (const env of wrong) {
    const [name] = Object.keys(env)
    const message = sentence(env)
    assert.match(message, new RegExp(`^${name} `), message)
    assert.match(message, /\. \P{Script=Han}*\p{Script=Han}.*。$/u, message)
    assert.doesNotMatch(message, /\n|secret/)
  }
})

test('in production the demo is off, and asking for it stops the start', () => {
  assert.equal(readSettings({ NODE_ENV: 'production' }).demo, false)
  assert.equal(readSettings({ NODE_ENV: 'production', DEMO: '0' }).demo, false)
  assert.equal(readSettings({ NODE_ENV: 'production' }).production, true)
  assert.match(sentence({ NODE_ENV: 'production', DEMO: '1' }), /DEMO=1 .*refused where NODE_ENV=production/)
})

test('no text at all passes as a port or a node unless it is one', () => {
  fc.assert(fc.property(fc.string(), (text) => {
    if (text.trim() === '' || /^\s*\d+\s*$/.test(text) || nodeNames.some((name) => name === text.trim())) return
    assert.throws(() => readSettings({ PORT: text }), UnfitStart)
    assert.throws(() => readSettings({ NODE_NAME: text }), UnfitStart)
  }))
  fc.assert(fc.property(fc.integer({ min: 0, max: 65_535 }), (port) => {
    assert.equal(readSettings({ PORT: String(port) }).port, port)
  }))
})

function sentence(env: Environment): string {
  // Caught on purpose: the message is what the tests read.
  try {
    readSettings(env)
  } catch (error) {
    assert.ok(error instanceof UnfitStart)
    return error.message
  }
  assert.fail(`expected a refusal for ${JSON.stringify(env)}`)
}
