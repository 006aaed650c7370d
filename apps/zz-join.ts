import { launch } from '../tests/journeys/browser.ts'
import { readFileSync } from 'node:fs'
const { browser, close } = await launch()
const [out, w, ...names] = process.argv.slice(2)
const page = await browser.newPage({ viewport: { width: Number(w), height: 600 } })
await page.setContent(`<body style="margin:0;display:flex;gap:8px;align-items:flex-start;background:#888">${names.map((n) => `<img style="flex:1;min-width:0" src="data:image/png;base64,${readFileSync(`/tmp/shots/${n}.png`).toString('base64')}">`).join('')}`)
await page.screenshot({ path: `/tmp/shots/${out}.png`, fullPage: true })
await close(); process.exit(0)
