import { launch } from '../tests/journeys/browser.ts'
import { castMember } from '../city/cast.ts'
import { AxeBuilder } from '@axe-core/playwright'
const { browser, close } = await launch()
const base = process.env.BASE ?? 'http://localhost:18931'
const js = process.env.JS === '1'
const shot = (page: any, name: string) => page.screenshot({ path: `/tmp/shots/w-${name}.png`, fullPage: true })
async function person(key: string) {
  const context = await browser.newContext({ viewport: { width: 1200, height: 900 }, locale: process.env.L === 'en' ? 'en' : 'zh-CN', javaScriptEnabled: js })
  const page = await context.newPage()
  page.setDefaultTimeout(15000)
  await page.goto(`${base}/sign-in?to=/`)
  await page.locator(`button[name=person][value=${key}]`).click()
  await page.waitForLoadState()
  return page
}
const state = async (page: any, tag: string) => { console.log(tag, new URL(page.url()).pathname, '|', await page.locator('h1').first().innerText(), '|', (await page.locator('.summary, .notice').allInnerTexts()).join(' / ').slice(0, 300)) }
const page = await person('founder-jiangmen')
await state(page, 'signed in'); await shot(page, 'home')
await page.goto(`${base}/matters/bundle/start-company`); await shot(page, 'guide')
await page.locator('.start button').click(); await state(page, 'started')
const brand = [...'云岚澄澈朗清沐舒景和瑞泽润丰恒嘉启明'].sort(() => Math.random() - 0.5).slice(0, 3).join('')
const save = async (name: string) => { await shot(page, name); await page.locator('.form__end button').click(); await page.waitForLoadState(); await state(page, `saved ${name}`) }
let n = 0
while (page.url().includes('/form/') && n++ < 16) {
  const group = page.url().split('/').at(-1)!.split('#')[0]!
  if (group === 'name') {
    await page.locator('select[id="f.region"]').selectOption('440703')
    if (await page.locator('select[id="f.industry"]').count()) await page.locator('select[id="f.industry"]').selectOption('software')
    else await page.locator('input[name="f.industry"][value=software]').check()
    if (await page.locator('[id="f.brand"]').count()) await page.locator('[id="f.brand"]').fill(n === 1 ? '中国' : brand)
  }
  if (group === 'founders' && n < 6) {
    await page.locator('button[value="add:founders"]').click()
    await page.locator('[id="f.founders.0.capital"]').fill('600000')
    await page.locator('[id="f.founders.1.person"]').fill(castMember('founder-shenzhen').idNumber)
    await page.locator('[id="f.founders.1.capital"]').fill('200,000.50')
  }
  if (group === 'place' && !(await page.locator('input[name="f.address"]:checked').count())) {
    const q = page.locator('[id="f.address"]')
    if (js) { await q.pressSequentially('侨晖路88号30', { delay: 20 }); await q.pressSequentially('1'); await page.waitForTimeout(600); await shot(page, 'combobox') }
    else { await q.fill('侨晖路88号301'); await page.locator('button[value="find:f.address"]').click() }
    await shot(page, 'place-found')
    if (js) { await q.press('ArrowDown'); await q.press('Enter') } else await page.locator('input[name="f.address"]').first().check()
  }
  if (group === 'staff') {
    if (!(await page.locator('[id="f.employees.0.person"]').count())) await page.locator('button[value="add:employees"]').click()
    await page.locator('[id="f.employees.0.person"]').fill(castMember('employee-one').idNumber)
    await page.locator('[id="f.employees.0.wageBase"]').fill('6500')
  }
  await save(`g${n}-${group}`)
}
await shot(page, 'confirm')
if (page.url().includes('/confirm')) { await page.locator('.form__end button').click(); await page.waitForLoadState(); await state(page, 'confirmed'); await shot(page, 'sign') }
if (page.url().includes('/sign')) {
  const other = await person('founder-shenzhen')
  await other.goto(`${base}/inbox`); await state(other, 'other inbox'); await shot(other, 'inbox')
  await other.goto(page.url()); await shot(other, 'sign-other')
  await other.locator('.form__end button').click(); await state(other, 'other signed')
  await page.reload(); await page.locator('.form__end button').click(); await state(page, 'signed'); 
  for (let i = 0; i < 4; i++) { await page.waitForTimeout(1500); if (!js) await page.goto(page.url()); await shot(page, `running-${i}`); console.log(await page.locator('.status').innerText()) }
  await state(page, 'running')
  if (await page.locator('.kit__receipt button').count()) { await page.locator('.kit__receipt button').click(); await state(page, 'received'); await shot(page, 'received') }
  await page.goto(`${base}/wallet`); await shot(page, 'wallet'); await page.locator('.cards__link').first().click(); await page.waitForLoadState(); await state(page, 'cert'); await shot(page, 'cert')
  const code = await page.locator('.sheet__code code').innerText()
  await page.goto(`${base}/verify`); await page.locator('#code').fill(code); await page.locator('.form button').click(); await state(page, 'verify'); await shot(page, 'verify')
  await page.goto(`${base}/my/data`); await shot(page, 'data'); await page.goto(`${base}/cases`); await shot(page, 'cases')
}
await close(); process.exit(0)
