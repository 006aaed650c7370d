import { strict as assert } from 'node:assert'
import { createHash } from 'node:crypto'
import { after, before, describe, it } from 'node:test'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'

import type { Server } from '#kernel/http'

import { fixtureServer } from './fixtures/server.ts'
import { paths } from './paths.ts'

const own = 'http://localhost:8080'
let server: Server

const get = (url: string, headers: Record<string, string> = {}) => server.inject({ method: 'GET', url, headers: { accept: 'text/html', cookie: 'tongban_session=person', ...headers } })
const post = (url: string, body: Record<string, string>) =>
  server.inject({ method: 'POST', url, headers: { accept: 'text/html', cookie: 'tongban_session=person', 'content-type': 'application/x-www-form-urlencoded', origin: own }, payload: new URLSearchParams(body).toString() })

describe('the portal on a server', () => {
  before(async () => { server = await fixtureServer(own) })
  after(() => server.close())

  it('lets pages run only our own files, be framed by nobody, and give no address away', async () => {
    const { headers } = await get(paths.cases())
    const policy = String(headers['content-security-policy'])
    for (const rule of ["default-src 'self'", "script-src 'self'", "style-src 'self'", "frame-ancestors 'none'", "form-action 'self'"]) assert.ok(policy.includes(rule), rule)
    assert.doesNotMatch(policy, /unsafe/)
    assert.deepEqual([headers['x-frame-options'], headers['x-content-type-options'], headers['referrer-policy'], headers['cache-control']], ['DENY', 'nosniff', 'same-origin', 'no-store'])
  })

  it('speaks the language that was chosen, and remembers it', async () => {
    const chosen = await post(paths.language(), { language: 'en', to: paths.cases() })
    assert.equal(chosen.statusCode, 303)
    assert.equal(chosen.headers.location, paths.cases())
    assert.match(String(chosen.headers['set-cookie']), /tongban_language=en; .*SameSite=Lax/)
    assert.match((await get(paths.home(), { cookie: 'tongban_language=en' })).body, /<html lang="en">/)
    const linked = await get(`${paths.home()}?lang=en`)
    assert.match(linked.body, /<html lang="en">/)
    assert.match(String(linked.headers['set-cookie']), /tongban_language=en/)
  })

  it('reads native forms and answers them with a way to go', async () => {
    const saved = await post(paths.form('filling', 'founders'), { 'n.founders': '1', 'f.founders.0.capital': '1', do: 'save' })
    assert.deepEqual([saved.statusCode, saved.headers.location], [303, paths.form('filling', 'address')])
    assert.equal((await post(paths.form('filling', 'name'), { 'f.brand': '', do: 'save' })).statusCode, 422)
  })

  it('says of a page that cannot be read what to do next, and of what was sent that it was kept', async () => {
    const [unread, kept] = ['这一页现在打不开', '已填写的内容都已保留']
    const cookie = { cookie: 'tongban_session=cut-off; tongban_language=zh' }
    const read = await get(paths.cases(), cookie)
    assert.deepEqual([read.statusCode, read.body.includes(unread), read.body.includes(kept)], [503, true, false])
    assert.ok(read.body.includes(`href="${paths.cases()}">重试`))
    const sent = await server.inject({ method: 'POST', url: paths.form('filling', 'name'), headers: { accept: 'text/html', ...cookie, 'content-type': 'application/x-www-form-urlencoded', origin: own }, payload: 'f.brand=x&do=save' })
    assert.deepEqual([sent.statusCode, sent.body.includes(unread), sent.body.includes(kept)], [503, false, true])
  })

  it('sends a fragment again only when it changed', async () => {
    const first = await get(paths.timelineFragment('running'))
    assert.equal(first.statusCode, 200)
    assert.equal((await get(paths.timelineFragment('running'), { 'if-none-match': String(first.headers.etag) })).statusCode, 304)
  })

  it('serves the stylesheet and the islands that pages name', async () => {
    const version = /tongban_styles=(\w+)/.exec(String((await get(paths.cases())).headers['set-cookie']))![1]!
    const { body } = await get(paths.form('filling', 'address'), { cookie: `tongban_session=person; tongban_styles=${version}` })
    const files = [...body.matchAll(/(?:href|src)="(\/assets\/[^"]+)"/g)].map(([, file]) => file!)
    assert.ok(files.every((file) => /\?v=[0-9a-f]{16}$/.test(file)))
    assert.deepEqual(files.map((file) => file.split('?')[0]!).toSorted(), ['/assets/form.js', '/assets/input.js', '/assets/keep.js', '/assets/lookup.js', '/assets/theme.css', '/assets/tongban.css'])
    for (const file of files) {
      const asset = await get(file)
      assert.equal(asset.statusCode, 200, file)
      assert.equal((await get(file, { 'if-none-match': String(asset.headers.etag) })).statusCode, 304)
    }
  })

  it('gives its styles with the first page, and names their files to a browser that has them', async () => {
    const first = await get(paths.cases())
    const [, styles] = /<style>([\s\S]*?)<\/style>/.exec(first.body) ?? []
    assert.ok(String(first.headers['content-security-policy']).includes(`'sha256-${createHash('sha256').update(styles!).digest('base64')}'`), 'the policy lets just these styles through')
    assert.doesNotMatch(first.body, /rel="stylesheet"/)
    const [cookie] = /tongban_styles=\w+/.exec(String(first.headers['set-cookie'])) ?? []
    const second = await get(paths.cases(), { cookie: `tongban_session=person; ${cookie}` })
    assert.doesNotMatch(second.body, /<style>/)
    assert.equal([...second.body.matchAll(/rel="stylesheet"/g)].length, 2)
    assert.equal(second.headers['set-cookie'], undefined)
    assert.match((await get(paths.cases(), { cookie: 'tongban_session=person; tongban_styles=of-yesterday' })).body, /<style>/)
  })

  it('packs what it sends as its reader can take it', async () => {
    for (const [path, accept, encoding] of [[paths.cases(), 'gzip, br', 'br'], [paths.cases(), 'gzip, br;q=0', 'gzip'], ['/assets/tongban.css', 'br', 'br'], ['/assets/tongban.css', '', undefined]] as const) {
      const { headers, rawPayload } = await get(path, { 'accept-encoding': accept })
      assert.equal(headers['content-encoding'], encoding, `${path} ${accept}`)
      assert.equal(headers['vary'], 'accept-encoding')
      const text = encoding === 'br' ? brotliDecompressSync(rawPayload) : encoding === 'gzip' ? gunzipSync(rawPayload) : rawPayload
      assert.match(String(text), path === paths.cases() ? /^<!doctype html>/ : /--bar/)
    }
  })

  it('finds an address for an island, asked by POST so that no address stands in a log', async () => {
    const found = await post(paths.lookup('standard-address'), { text: '建设路' })
    assert.equal(found.json<{ items: unknown[] }>().items.length, 2)
  })
})
