import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'

import { isSound } from './sound.ts'
import { stage, type Stage } from './stage.ts'
import { confirmAndSign, signIn, type Reader } from './walk.ts'

let town: Stage

/** Somebody who has chosen the easy mode on the first page, and is signed in. */
async function easily(language: 'zh' | 'en', person: string, to: string): Promise<Reader> {
  const one = await town.reader({ language })
  await one.page.goto(town.base)
  await one.hand.press(one.page.getByRole('button', { name: one.say('header.easy') }))
  await one.page.getByRole('button', { name: one.say('header.usual') }).waitFor()
  await isSound(one)
  await signIn(one, person, to)
  return one
}

describe('in the easy mode, on a phone', { timeout: 470_000 }, () => {
  before(async () => { town = await stage() })
  after(() => town?.close())

  for (const [language, person] of [['zh', 'allowance-1952'], ['en', 'aged-79']] as const) {
    test(`somebody old hands in an allowance, reads that it is granted, and finds who looked at her (${language})`, async () => {
      const one = await easily(language, person, '/matters/matter/senior-allowance')
      const { page, hand, say } = one
      await isSound(one)
      await hand.press(page.getByRole('button', { name: say('matter.start'), exact: true }))
      await page.waitForURL(/\/confirm$/)
      await page.goto(page.url().replace('confirm', 'form/payout'))
      await isSound(one)
      await hand.press(page.getByRole('button', { name: say('form.save_last'), exact: true }))
      await page.waitForURL(/\/confirm$/)
      await isSound(one)
      await confirmAndSign(one)
      await page.getByText(say('verdict.GRANT'), { exact: true }).first().waitFor()
      await isSound(one)
      await hand.press(page.getByRole('navigation').getByRole('link', { name: say('nav.data'), exact: true }).first())
      await page.getByRole('heading', { level: 1, name: say('data.title') }).waitFor()
      assert.ok((await page.locator('.looks__one').count()) > 0)
      await isSound(one)
      await page.context().close()
    })
  }

  test('a form asks one question on each page, and each can be gone back to', async () => {
    const one = await easily('zh', 'founder-jiangmen', '/matters/bundle/start-company')
    const { page, hand, say } = one
    await hand.press(page.getByRole('button', { name: say('matter.start') }).first())
    const next = page.getByRole('button', { name: say('form.save'), exact: true })
    const answers = [['登记地', '江门市蓬江区'], ['字号', '澄野舒'], ['行业', '软件']] as const
    for (const [label, answer] of answers) {
      const field = page.getByRole(label === '字号' ? 'textbox' : 'combobox', { name: label, exact: true })
      await field.waitFor()
      assert.equal(await page.locator('main .field').count(), 1, `${label} stands alone`)
      await isSound(one)
      if (label === '字号') await hand.write(field, answer)
      else await hand.choose(field, answer)
      await hand.press(next)
    }
    await page.waitForURL(/\/form\/founders$/)
    await hand.press(page.getByRole('link', { name: say('form.back'), exact: true }))
    await page.waitForURL(/\/form\/name$/)
    assert.equal(await page.locator('main .field').count(), 1)
    await page.context().close()
  })
})
