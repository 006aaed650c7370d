import { launch } from './browser.ts'
import { choosePlace, confirmAndSign, employNobody, nameCompany, nameFounders, readerWith, signIn } from './walk.ts'
const base = 'http://localhost:18391'
const { browser, close } = await launch()
try {
  const one = await readerWith(browser, { base })
  await signIn(one, 'founder-jiangmen', '/matters/bundle/start-company')
  await one.page.getByRole('button', { name: '开始办理' }).click()
  await nameCompany(one, process.argv[2]!); await nameFounders(one, [{ capital: '100000' }]); await choosePlace(one, '集贤里5号101')
  await one.page.getByText('仍然使用').click(); await employNobody(one); await confirmAndSign(one)
  await one.page.getByText('人工审核中').first().waitFor(); await one.page.screenshot({ path: '/tmp/pj/shots/routed.png', fullPage: true })
  for (const [language, width] of [['zh', 1440], ['en', 390], ['en', 1440]] as const) {
    const o = await readerWith(browser, { base, language, width })
    await signIn(o, 'registrar-pengjiang', '/desk'); await o.page.screenshot({ path: `/tmp/pj/shots/desk-${language}${width}.png`, fullPage: true })
    await o.page.goto(base + (await o.page.locator('.table th a').first().getAttribute('href'))!); await o.page.screenshot({ path: `/tmp/pj/shots/deskcase-${language}${width}.png`, fullPage: true })
    await o.page.goto(base + '/'); await o.page.locator('.acting summary').click(); await o.page.screenshot({ path: `/tmp/pj/shots/acting-${language}${width}.png` })
  }
} finally { await close() }
