import { start } from './zz-serve.ts'
import { launch } from '../tests/journeys/browser.ts'
import { AxeBuilder } from '@axe-core/playwright'
import { mkdirSync } from 'node:fs'
const server = await start(8931)
const { browser, close } = await launch()
mkdirSync('/tmp/shots', { recursive: true })
const wanted = process.argv.slice(2)
const all: [string, string, string][] = [
  ['home', '/', 'person'], ['home-out', '/', 'nobody'], ['guide', '/matters/bundle/company-start', 'person'], ['cases', '/cases', 'person'], ['form-name', '/cases/filling/form/name', 'person'], ['form-founders', '/cases/filling/form/founders', 'person'], ['form-address', '/cases/filling/form/address', 'person'],
  ['confirm', '/cases/ready/confirm', 'person'], ['sign', '/cases/signing/sign', 'person'], ['running', '/cases/running/timeline', 'person'], ['kit', '/cases/kit/timeline', 'person'], ['returned', '/cases/returned/timeline', 'person'],
  ['wallet', '/wallet', 'person'], ['certificate', '/wallet/c1', 'person'], ['verify', '/verify', 'nobody'], ['valid', '/verify/7KQ2M9XD', 'nobody'], ['invalid', '/verify/none', 'nobody'], ['data', '/my/data', 'person'], ['inbox', '/inbox', 'person'], ['desk', '/desk', 'officer'], ['desk-case', '/desk/cases/desk', 'officer'], ['missing', '/cases/nope/timeline', 'person'],
]
const dark = process.env.DARK === '1'
for (const width of (process.env.W ?? '390,1440').split(',').map(Number)) for (const language of (process.env.L ?? 'zh,en').split(',')) {
  for (const [name, path, as] of all) {
    if (wanted.length && !wanted.includes(name)) continue
    const context = await browser.newContext({ viewport: { width, height: 900 }, locale: language === 'zh' ? 'zh-CN' : 'en', colorScheme: dark ? 'dark' : 'light' })
    await context.addCookies([{ name: 'tongban_session', value: as, url: 'http://127.0.0.1:8931' }, { name: 'tongban_language', value: language, url: 'http://127.0.0.1:8931' }])
    const page = await context.newPage()
    page.on('console', (m) => { if (m.type() === 'error') console.log(name, 'console', m.text()) })
    await page.goto(`http://127.0.0.1:8931${path}`)
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
    if (overflow > 0) console.log(`${name} ${width} ${language}: overflow ${overflow}`)
    const small = await page.evaluate(() => [...document.querySelectorAll('a,button,summary,select,input:not([type=hidden])')].filter((e) => { const r = e.getBoundingClientRect(); return r.width > 2 && r.height > 0 && r.height < 24 && getComputedStyle(e).display !== 'inline' }).map((e) => e.outerHTML.slice(0, 80)))
    if (small.length) console.log(name, 'small', small.slice(0, 3))
    if (process.env.AXE !== '0') {
      const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']).analyze()
      for (const v of violations) console.log(`AXE ${name} ${width} ${language} ${v.id}: ${v.nodes.length} ${v.nodes[0]?.html.slice(0, 160)} ${v.nodes[0]?.failureSummary?.slice(0, 200).replaceAll('\n', ' ')}`)
    }
    await page.screenshot({ path: `/tmp/shots/${name}-${width}-${language}${dark ? '-dark' : ''}.png`, fullPage: true })
    await context.close()
  }
}
await close(); await server.close(); process.exit(0)
