import { launch } from './browser.ts'
import { readerWith, signIn } from './walk.ts'
const base = 'http://localhost:18391'
const id = process.argv[2]!, only = process.argv[3]
const { browser, close } = await launch()
try {
for (const [language, width] of [['zh', 1440], ['en', 390], ['en', 1440], ['zh', 390]] as const) {
  const tag = `${language}${width}`
  if (only && !only.includes(tag)) continue
  const one = await readerWith(browser, { base, language, width })
  const shot = async (n: string, path: string) => { await one.page.goto(base + path); await one.page.screenshot({ path: `/tmp/pj/shots/${tag}-${n}.png`, fullPage: true }) }
  await shot('home0', '/'); await shot('guide0', '/matters/bundle/start-company'); await shot('signin', '/sign-in?to=/'); await shot('absent', '/nowhere'); await shot('unsigned', '/cases')
  await shot('verify', '/verify'); await shot('verify-bad', '/verify/ABCDEFGH'); await shot('found', '/?q=' + (language === 'zh' ? '公积金' : 'fund')); await shot('nothing', '/?q=zzz')
  await signIn(one, 'founder-jiangmen', '/')
  await shot('home', '/'); await shot('cases', '/cases'); await shot('timeline', `/cases/${id}/timeline`); await shot('wallet', '/wallet'); await shot('data', '/my/data'); await shot('inbox', '/inbox')
  await one.page.goto(base + '/wallet'); const link = one.page.getByRole('listitem').filter({ hasText: /营业执照|Business licence/ }).getByRole('link').first(); await shot('certificate', (await link.getAttribute('href'))!)
  await one.page.goto(base + '/my/data'); await shot('proof', (await one.page.locator('a[href*="/proofs/"]').first().getAttribute('href'))!)
  await one.page.goto(base + `/cases/${id}/timeline`); const child = await one.page.locator('.steps a').nth(1).getAttribute('href'); await shot('child', child!)
  await one.page.context().close()
}
} finally { await close() }
