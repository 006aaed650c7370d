import type { Browser } from 'playwright-core'

import { testCity } from '#tests/city'
import { freePort, startNode } from '#tests/node'
import { ground } from '#tests/prepared'

import { launch } from './browser.ts'
import { readerWith, type Reader } from './walk.ts'

/** A node of its own with its city, and a browser to look at it with. */
export type Stage = { readonly base: string; readonly dataDir: string; readonly browser: Browser; readonly reader: (wish?: Omit<Parameters<typeof readerWith>[1], 'base'>) => Promise<Reader>; readonly close: () => Promise<void> }

/** Opens a stage; `close` leaves nothing behind. */
export async function stage(): Promise<Stage> {
  const [city, port, { url, dataDir, clear }] = await Promise.all([testCity(), freePort(), ground()])
  const base = `http://localhost:${port}`
  const node = startNode({ dataDir, port, city, env: { DATABASE_URL: url } })
  const [launched] = await Promise.all([launch(), node.ready])
  return {
    base,
    dataDir,
    browser: launched.browser,
    reader: (wish = {}) => readerWith(launched.browser, { base, ...wish }),
    close: async () => {
      await launched.close()
      await node.stop()
      await clear()
    },
  }
}
