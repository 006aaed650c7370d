import { rmSync } from 'node:fs'
import { after, before, describe, test } from 'node:test'

import { testCity } from '#tests/city'
import { temporaryFolder } from '#tests/database'
import { freePort, startNode, type RunningNode } from '#tests/node'

import { launch, type Launched } from './browser.ts'
import { areSound } from './sound.ts'
import { readerWith } from './walk.ts'

let launched: Launched
let node: RunningNode
let dataDir: string
let base: string

describe('the pages before a sign-in, in a browser', { timeout: 470_000 }, () => {
  before(async () => {
    dataDir = temporaryFolder()
    const [city, port] = await Promise.all([testCity(), freePort()])
    base = `http://localhost:${port}`
    node = startNode({ dataDir, port, city })
    ;[launched] = await Promise.all([launch(), node.ready])
  })
  after(async () => {
    await launched?.close()
    await node?.stop()
    rmSync(dataDir, { recursive: true, force: true })
  })

  test('the search, what it finds and does not find, and guides are sound in both languages, narrow, wide and dark', async () => {
    const one = await readerWith(launched.browser, { base })
    await areSound(one, ['/?q=%E5%88%BB%E7%AB%A0', '/?q=%E7%81%AB%E8%BD%A6', '/matters/bundle/start-company', '/matters/matter/seal-filing'])
    await one.page.context().close()
  })
})
