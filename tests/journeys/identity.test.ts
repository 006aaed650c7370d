import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'

import { castMember } from '#city/cast'

import { withDevice } from './device.ts'
import { areSound, isSound } from './sound.ts'
import { stage, type Stage } from './stage.ts'
import { signIn, type Reader } from './walk.ts'

let open: Stage

const WORDS = {
  zh: { use: '使用通行密钥登录', code: '第一次登录？用窗口发放的登记码', codeField: '登记码', make: '登记并登录', unknown: /未在本站登记，或已被移除/, bad: /登记码不对/, stopped: '没有完成。您可以再按一次。' },
  en: { use: 'Sign in with a passkey', code: 'First time here? Use a code from a service window', codeField: 'Code', make: 'Make it and sign in', unknown: /not known here, or was removed/, bad: /This code is wrong/, stopped: 'That was not completed. You can press the button again.' },
} as const

async function addPasskey({ page, hand, say }: Reader, name: string): Promise<void> {
  await page.goto(`${open.base}/my/settings`)
  await hand.write(page.getByLabel(say('settings.name'), { exact: true }), name)
  await hand.press(page.getByRole('button', { name: say('settings.add'), exact: true }))
  await page.getByText(say('settings.done_added')).waitFor()
}

const leave = async ({ page, say }: Reader): Promise<void> => { await page.goto(open.base); await page.locator('.header').getByRole('button', { name: say('header.sign_out') }).click() }
const strip = ({ page }: Reader): Promise<string> => page.locator('.acting__now').innerText()

describe('signing in with a passkey in a browser', { timeout: 470_000 }, () => {
  before(async () => { open = await stage() })
  after(() => open?.close())

  test('a passkey is registered, signs in from where one was, and after its removal is refused in words', async () => {
    for (const language of ['zh', 'en'] as const) {
      const one = await open.reader({ language, keyboard: language === 'en' })
      const { page, say, hand } = one
      const device = await withDevice(one)
      await signIn(one, 'founder-shenzhen', '/my/settings')
      await addPasskey(one, `key ${language}`)
      await isSound(one)
      await leave(one)

      await page.goto(`${open.base}/my/data?from=here`)
      await hand.press(page.getByRole('main').getByRole('link', { name: say('header.sign_in') }))
      await page.waitForURL(/\/sign-in\//)
      await hand.press(page.getByRole('button', { name: WORDS[language].use }))
      await page.waitForURL(`${open.base}/my/data?from=here`)
      assert.match(await strip(one), new RegExp(castMember('founder-shenzhen').name))

      await page.goto(`${open.base}/my/settings`)
      await page.getByText(say('settings.means_passkey')).waitFor()
      const key = page.locator('.own__one').filter({ hasText: `key ${language}` })
      await key.locator('summary').click()
      await key.getByRole('button', { name: say('settings.remove_yes') }).click()
      await page.getByText(say('settings.done_removed')).waitFor()
      await leave(one)
      await page.goto(`${open.base}/sign-in`)
      await page.getByRole('button', { name: WORDS[language].use }).click()
      await page.getByRole('alert').filter({ hasText: WORDS[language].unknown }).waitFor()
      await isSound(one)

      await device.cdp.send('WebAuthn.setUserVerified', { authenticatorId: device.id, isUserVerified: false })
      await page.getByRole('button', { name: WORDS[language].use }).click()
      await page.getByRole('status').filter({ hasText: WORDS[language].stopped }).waitFor()
      await page.context().close()
    }
  })

  test('a wrong code from a window is said at once, beside what was typed', async () => {
    const one = await open.reader()
    const { page } = one
    await withDevice(one)
    await page.goto(`${open.base}/sign-in`)
    await page.getByRole('link', { name: WORDS.zh.code }).click()
    await page.getByLabel(WORDS.zh.codeField, { exact: true }).fill('AAAA-BBBB-CCCC')
    await page.getByRole('button', { name: WORDS.zh.make }).click()
    await page.getByRole('status').filter({ hasText: WORDS.zh.bad }).waitFor()
    assert.equal(await page.getByLabel(WORDS.zh.codeField, { exact: true }).inputValue(), 'AAAA-BBBB-CCCC')
    await isSound(one)
  })

  test('the pages of the sign-in are sound in both languages, narrow, wide and dark', async () => {
    const one = await open.reader()
    await one.page.goto(`${open.base}/sign-in?to=/desk`)
    await one.page.waitForURL(/\/sign-in\//)
    const { pathname } = new URL(one.page.url())
    await areSound(one, [pathname, `${pathname}?q=founder`, `${pathname}?q=zzz`, `${pathname}/code`, '/sign-in/nowhere'])
    await one.page.goto(open.base + pathname)
    await one.page.getByText('登录后进入审批工作台。').waitFor()
  })
})
