import { after, before, describe, test } from 'node:test'

import { areSound } from './sound.ts'
import { stage, type Stage } from './stage.ts'

let open: Stage

describe('the pages before a sign-in, in a browser', { timeout: 470_000 }, () => {
  before(async () => { open = await stage() })
  after(() => open?.close())

  test('the search, what it finds and does not find, and guides are sound in both languages, narrow, wide and dark', async () => {
    const one = await open.reader()
    await areSound(one, ['/?q=%E5%88%BB%E7%AB%A0', '/?q=%E7%81%AB%E8%BD%A6', '/matters/bundle/start-company', '/matters/matter/seal-filing'])
    await one.page.context().close()
  })
})
