import { launch } from './browser.ts'
const base = process.env['BASE'] ?? 'http://localhost:18391'
const { browser, close } = await launch()
const t0 = performance.now()
const log = (x: string) => console.log(Math.round(performance.now() - t0), x)
const ctx = await browser.newContext({ viewport: { width: 390, height: 844 }, locale: 'zh-CN' })
const page = await ctx.newPage()
const shot = (n: string) => page.screenshot({ path: `/tmp/pj/shots/${n}.png`, fullPage: true })
try {
  await page.goto(base + '/'); log('home'); await shot('home')
  await page.getByRole('searchbox').fill('开公司'); await page.keyboard.press('Enter'); await page.waitForURL(/q=/); log('found'); await shot('found')
  await page.getByRole('link', { name: '开办企业一件事' }).click(); await page.waitForURL(/matters/); log('guide'); await shot('guide')
  await page.getByRole('link', { name: '登录后开始办理' }).click(); await page.waitForURL(/sign-in/); log('sign-in'); await shot('signin')
  await page.getByRole('button', { name: /陈晓岚.*资料无瑕/ }).click(); log('signed in'); await page.waitForURL(/matters/)
  await page.getByRole('button', { name: '开始办理' }).click(); await page.waitForURL(/form/); log('form ' + page.url()); await shot('form-name')
  console.log(await page.locator('main').ariaSnapshot())
} catch (e) { console.log(String(e).slice(0, 1500)); await shot('failed') }
await close()
