import { launch } from './browser.ts'
import { beSignedIn, choosePlace, confirmAndSign, employNobody, nameCompany, nameFounders, readerWith, signIn, wordsOf } from './walk.ts'
const base = process.env['BASE'] ?? 'http://localhost:18391'
const { browser, close } = await launch()
const t0 = performance.now()
const log = (x: string) => console.log(Math.round(performance.now() - t0), x)
const one = await readerWith(browser, { base })
const shot = async (n: string, r = one) => { await r.page.screenshot({ path: `/tmp/pj/shots/${n}.png`, fullPage: true }); log(n + ' ' + new URL(r.page.url()).pathname) }
const { page } = one
try {
  await page.goto(base); await shot('home')
  await page.getByRole('searchbox').fill('开公司'); await page.keyboard.press('Enter'); await page.waitForURL(/q=/); await shot('found')
  await page.getByRole('link', { name: '开办企业一件事' }).click(); await page.waitForURL(/matters/); await shot('guide')
  await page.getByRole('link', { name: '登录后开始办理' }).click(); await page.waitForURL(/sign-in/); await shot('signin')
  await beSignedIn(one, 'founder-jiangmen'); await shot('form-name')
  await nameCompany(one, '云帆'); await page.waitForTimeout(1500); await shot('form-name-return')
  await nameCompany(one, process.argv[2] ?? '澄野舒'); 
  await page.waitForURL(/founders/); await shot('form-founders')
  await nameFounders(one, [{ capital: '600000' }, { key: 'founder-shenzhen', capital: '200000' }, { key: 'founder-zhaoqing', capital: '200000.50' }])
  await page.waitForURL(/place/); await shot('form-place')
  await choosePlace(one, '集贤里5号'); await page.waitForTimeout(1500); await shot('form-place-route')
  if (/place/.test(page.url())) { await choosePlace(one, '侨晖路88号301') }
  await page.waitForURL(/staff/); await shot('form-staff')
  await page.getByRole('button', { name: '添加员工' }).click(); await shot('form-staff-add')
  await page.goto(page.url().replace('staff', 'people')); await shot('form-people')
  await page.goto(page.url().replace('people', 'scope')); await shot('form-scope')
  await page.goto(page.url().replace('scope', 'bank')); await shot('form-bank')
  await page.goto(page.url().replace('bank', 'staff'))
  await employNobody(one); await shot('confirm')
  await page.getByRole('button', { name: '确认无误' }).click(); await page.waitForURL(/sign$/); await shot('sign')
  await page.getByRole('button', { name: one.say('sign.sign') }).click(); await page.waitForURL(/timeline/); await shot('signed')
  const id = /cases\/([^/]+)/.exec(page.url())![1]!
  for (const key of ['founder-shenzhen', 'founder-zhaoqing']) {
    const other = await readerWith(browser, { base, language: key === 'founder-shenzhen' ? 'en' : 'zh' })
    await signIn(other, key, '/inbox'); await shot('inbox-' + key, other)
    await other.page.goto(`${base}/cases/${id}`); await shot('sign-' + key, other)
    await other.page.getByRole('button', { name: other.say('sign.sign') }).click(); await other.page.waitForURL(/timeline/)
    await shot('after-sign-' + key, other)
  }
  await shot('running')
  await page.getByRole('button', { name: '签收' }).waitFor({ timeout: 60000 }); await shot('kit')
  await page.getByRole('button', { name: '签收' }).click(); await page.getByText('已于此时签收').waitFor(); await shot('received')
  console.log(id)
} catch (e) { console.log(String(e).slice(0, 1500)); await shot('failed'); console.log((await page.locator('main').ariaSnapshot()).slice(0, 1500)) }
await close()
