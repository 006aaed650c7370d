import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'

import { castMember } from '#city/cast'

import { areSound, isSound } from './sound.ts'
import { stage, type Stage } from './stage.ts'
import { beSignedIn, signIn, type Reader } from './walk.ts'

let open: Stage

const strip = ({ page }: Reader): Promise<string> => page.locator('.acting__now').innerText()

/** Changes in whose name one acts: one tap opens the choice, the other makes it. */
async function actAs({ page, hand, say }: Reader, name: string): Promise<void> {
  await hand.press(page.locator('.acting__switch').getByText(say('acting.change'), { exact: true }))
  await hand.press(page.locator('.acting__switch').getByRole('button', { name }))
  await page.locator('.acting__now').filter({ hasText: name }).waitFor()
}

describe('acting for another in a browser', { timeout: 470_000 }, () => {
  before(async () => { open = await stage() })
  after(() => open?.close())

  test('a mother acts for her child in two taps, on every page, without scripts too, and sees at once for whom', async () => {
    for (const scripts of [true, false]) {
      const one = await open.reader({ scripts })
      await signIn(one, 'founder-jiangmen', '/cases')
      const [own, child] = [castMember('founder-jiangmen').name, castMember('child').name]
      assert.match(await strip(one), new RegExp(`${one.say('acting.as_self')}\\s*${own}`))
      await actAs(one, child)
      assert.equal(new URL(one.page.url()).pathname, '/cases')
      for (const path of ['/', '/wallet', '/inbox', '/my/data', '/my/settings', '/nowhere']) {
        await one.page.goto(open.base + path)
        assert.match(await strip(one), new RegExp(`${one.say('acting.as_child')}\\s*${child}`), path)
      }
      assert.equal(await one.page.locator('head style').count(), 1, 'a page for a failure waits for no file')
      if (scripts) await areSound(one, ['/cases', '/act-for', '/my/settings'])
      await actAs(one, own)
      assert.match(await strip(one), new RegExp(one.say('acting.as_self')))
      await one.page.context().close()
    }
  })

  test('who holds several posts says first in which he has come; an agent sees in what he may act', async () => {
    const officer = await open.reader({ width: 1440 })
    await signIn(officer, 'social-insurance-officer', '/')
    assert.equal(new URL(officer.page.url()).pathname, '/act-for')
    await isSound(officer)
    await officer.page.getByRole('main').getByRole('button', { name: '核查员' }).click()
    await officer.page.waitForURL(/\/desk/)
    assert.match(await strip(officer), /江门市社会保险基金管理局·核查员/)

    const agent = await open.reader()
    await signIn(agent, 'retiree-spouse', '/act-for')
    await agent.page.getByRole('main').getByText(/委托您办理：.*提取住房公积金/).waitFor()
    await actAs(agent, castMember('retiree').name)
    await agent.page.goto(`${open.base}/my/data`)
    await agent.page.getByText(/您只受托代办其中某些事项/).waitFor()
    await isSound(agent)
  })

  test('another browser is signed out from here, and finds its way back to exactly where it was', async () => {
    const [here, there] = [await open.reader(), await open.reader()]
    await signIn(here, 'owner', '/my/settings')
    await signIn(there, 'owner', '/inbox')
    await here.page.reload()
    await here.page.getByRole('button', { name: here.say('settings.end_others') }).click()
    await here.page.getByText(here.say('settings.done_ended_others')).waitFor()
    await there.page.goto(`${open.base}/my/data?a=1&b=2`)
    await there.page.getByRole('heading', { name: there.say('failure.unsigned.title') }).waitFor()
    await isSound(there)
    await there.page.getByRole('main').getByRole('link', { name: there.say('header.sign_in') }).click()
    await beSignedIn(there, 'owner')
    assert.equal(there.page.url(), `${open.base}/my/data?a=1&b=2`)
  })
})
