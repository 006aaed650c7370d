// node sheet.mjs out.png a b c ... : side by side
import { launch } from './browser.ts'
import { readFileSync } from 'node:fs'
const [out, ...names] = process.argv.slice(2)
const { browser, close } = await launch()
const page = await browser.newPage({ viewport: { width: 1600, height: 1000 } })
await page.setContent('<body style="margin:0;display:flex;gap:12px;background:#888;align-items:flex-start">' + names.map((n) => `<img src="data:image/png;base64,${readFileSync(`/tmp/pj/shots/${n}.png`).toString('base64')}">`).join(''))
const w = await page.evaluate(() => document.body.scrollWidth)
await page.setViewportSize({ width: w, height: 1000 })
await page.screenshot({ path: out, fullPage: true })
await close()
