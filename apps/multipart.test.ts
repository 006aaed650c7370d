import assert from 'node:assert/strict'
import { test } from 'node:test'

import { partsOf } from './multipart.ts'

const form = async (fill: (data: FormData) => void): Promise<readonly [Buffer, string]> => {
  const data = new FormData()
  fill(data)
  const request = new Request('http://x', { method: 'POST', body: data })
  return [Buffer.from(await request.arrayBuffer()), request.headers.get('content-type')!]
}

test('a form with a file is read as Node’s own client writes it', async () => {
  const bytes = Buffer.from([0, 13, 10, 45, 45, 255, 13, 10, 13, 10, 7])
  const sent = await form((data) => { data.append('note', '两行\r\n--x'); data.append('file', new Blob([bytes], { type: 'image/png' }), '退休证 "正本".png'); data.append('note', '再') })
  const parts = partsOf(...sent)!
  assert.deepEqual([...(parts['note'] as string[])], ['两行\r\n--x', '再'])
  assert.ok(Buffer.from(parts['file'] as string, 'base64').equals(bytes))
  assert.equal(parts['file~name'], '退休证 "正本".png')
})

test('a file that nobody chose is empty, and a path is no part of a name', async () => {
  const parts = partsOf(...(await form((data) => { data.append('file', new Blob([]), 'C:\\Users\\x\\card.jpg') })))!
  assert.deepEqual([parts['file'], parts['file~name']], ['', 'card.jpg'])
})

test('what is no such body is none: no boundary, cut off, too many parts, no name', async () => {
  const [body, type] = await form((data) => { data.append('file', new Blob(['x']), 'a') })
  assert.equal(partsOf(body, 'multipart/form-data'), null)
  assert.equal(partsOf(body.subarray(0, body.length - 8), type), null)
  assert.equal(partsOf(Buffer.alloc(0), type), null)
  assert.equal(partsOf(...(await form((data) => { for (let n = 0; n < 60; n++) data.append('x', '1') }))), null)
  assert.equal(partsOf(Buffer.from('--b\r\ncontent-disposition: form-data\r\n\r\nx\r\n--b--'), 'multipart/form-data; boundary=b'), null)
  assert.equal(partsOf(Buffer.from('--b\r\ncontent-disposition: form-data; name="__proto__"\r\n\r\nx\r\n--b--'), 'multipart/form-data; boundary=b'), null)
})
