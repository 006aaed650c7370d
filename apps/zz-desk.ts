import { launch } from '../tests/journeys/browser.ts'
const { browser, close } = await launch()
const base = 'http://localhost:18931'
const context = await browser.newContext({ viewport: { width: 1200, height: 900 }, locale: 'en' })
const page = await context.newPage(); page.setDefaultTimeout(10000)
page.on('console', (m) => console.log(m.text()))
await page.goto(`${base}/sign-in?to=/`)
await page.screenshot({ path: '/tmp/shots/d-signin.png', fullPage: false })
await page.locator('button[name=person][value=registrar-pengjiang]').click(); await page.waitForLoadState()
console.log(page.url(), await page.locator('.acting').innerText())
if (await page.locator('.acting__switch summary').count()) {
  await page.locator('.acting__switch summary').click()
  await page.screenshot({ path: '/tmp/shots/d-act.png' })
  await page.locator('#acting').selectOption({ index: 1 }); await page.locator('.acting__form button').click(); await page.waitForLoadState()
  console.log(page.url(), await page.locator('.acting').innerText())
}
await page.goto(`${base}/desk`); console.log(await page.locator('main').innerText())
await page.screenshot({ path: '/tmp/shots/d-desk.png', fullPage: true })
await page.locator('button[name=language]').click(); await page.waitForLoadState(); console.log(page.url(), await page.locator('html').getAttribute('lang'))
for (const p of ['/nothing/here', '/cases/c_nothing/timeline', '/?lang=en', '/desk/cases/x']) { const r = await page.goto(base + p); console.log(p, r!.status(), await page.locator('h1').innerText(), await page.locator('html').getAttribute('lang'), r!.headers()['content-security-policy']?.slice(0, 30)) }
const out = await browser.newContext(); const p2 = await out.newPage()
await out.addCookies([{ name: 'tongban_session', value: 'stale', url: base }])
for (const p of ['/', '/cases', '/my/data']) { const r = await p2.goto(base + p); console.log('stale', p, r!.status(), await p2.locator('h1').innerText()) }
await close(); process.exit(0)
