import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'

import { castMember } from '#city/cast'

import { areSound, isSound } from './sound.ts'
import { stage, type Stage } from './stage.ts'
import { signIn, type Reader } from './walk.ts'

let open: Stage

const reader: Stage['reader'] = (wish) => open.reader(wish)
const at = (one: Reader): string => new URL(one.page.url()).pathname

describe('what a person learns about his data in a browser', { timeout: 470_000 }, () => {
  before(async () => { open = await stage() })
  after(() => open?.close())

  test('two taps from home somebody knows who used his identity number, and asks the registers himself', async () => {
    const one = await reader()
    const { page, hand, say } = one
    await signIn(one, 'fund-employed', '/')
    await hand.press(page.getByRole('navigation').getByRole('link', { name: say('nav.data') }).first())
    await hand.press(page.getByRole('link', { name: say('data.ask_number') }))
    await page.getByRole('heading', { level: 1, name: say('data.ask_number') }).waitFor()
    await page.getByText(say('data.number_nobody')).first().waitFor()
    await isSound(one)
    await page.goto(`${open.base}/my/data/known`)
    await page.getByText(say('known.nothing')).waitFor()
    await isSound(one)
    await hand.press(page.getByRole('button', { name: say('known.ask_all'), exact: true }))
    await page.getByText(say('known.said_asked')).waitFor()
    await page.locator('#population-person').getByText(castMember('fund-employed').name, { exact: true }).waitFor()
    assert.ok((await page.locator('.register tbody tr').count()) > 12)
    assert.doesNotMatch(await page.locator('main').innerText(), /\b(female|unmarried|normal|full)\b/, 'no code of a register is shown')
    await hand.press(page.getByRole('button', { name: say('known.ask_all'), exact: true }).or(page.locator('#pension-person').getByRole('button')).first())
    await page.getByText(say('known.said_recent')).waitFor()
  })

  test('somebody says that a register is wrong, and sees it marked until it is answered', async () => {
    const one = await reader()
    const { page, hand, say } = one
    await signIn(one, 'fund-employed', '/my/data/known')
    await hand.press(page.locator('#pension-person tbody tr').first().getByRole('link', { name: say('known.wrong') }))
    await hand.press(page.getByRole('button', { name: say('objecting.send') }))
    await page.getByRole('alert').waitFor()
    await isSound(one)
    await hand.write(page.getByLabel(say('objecting.proposed'), { exact: true }), '已于2026年10月退休')
    await hand.press(page.getByRole('button', { name: say('objecting.send') }))
    await page.getByText(say('objections.open_title')).waitFor()
    const objection = at(one)
    await page.goto(`${open.base}/my/data/known`)
    await page.locator('#pension-person').getByText(say('known.disputed')).waitFor()

    const officer = await reader({ width: 1440 })
    await signIn(officer, 'data-officer-social', '/')
    const said = await officer.page.evaluate(async (id) => {
      const answer = await fetch(`/exchange/objections/${id}/answer`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ outcome: 'upheld', words: '经核对，没有您的退休记录。' }) })
      return answer.status
    }, objection.split('/').at(-1)!)
    assert.equal(said, 201)
    await page.goto(`${open.base}${objection}`)
    await page.getByText('经核对，没有您的退休记录。').waitFor()
    await areSound(one, ['/my/data', '/my/data/known', objection, '/my/data/objections', '/my/data/objections/new?source=population-person&element=hukou'])
  })

  test('from a form somebody says that what a register fills in is wrong, with scripts and without, and loses nothing of what he typed', async () => {
    for (const scripts of [true, false]) {
      const one = await reader({ scripts, language: scripts ? 'zh' : 'en' })
      const { page, hand, say } = one
      // A youth has no bank card of the kind that is asked for, so he is asked for a number.
      await signIn(one, 'teenager', '/matters/matter/senior-allowance')
      await hand.press(page.getByRole('button', { name: say('matter.start'), exact: true }))
      await page.waitForURL(/\/form\/payout$/)
      const card = page.getByLabel(scripts ? '收款银行卡号' : 'Number of the card to be paid to', { exact: true })
      assert.equal(await card.getAttribute('autocomplete'), 'cc-number')
      await hand.write(card, '6228 88')
      await hand.press(page.locator('.known summary').nth(scripts ? 0 : 1))
      if (scripts) await isSound(one)
      await hand.press(page.getByRole('button', { name: say('source.wrong') }).filter({ visible: true }))
      await page.getByRole('heading', { level: 1, name: say('objecting.title') }).waitFor()
      await hand.press(page.getByRole('link', { name: say('objecting.back_form') }))
      assert.equal(await card.inputValue(), '6228 88')
      await page.goBack()
      await hand.write(page.getByLabel(say('objecting.proposed'), { exact: true }), '杨子涵')
      await hand.press(page.getByRole('button', { name: say('objecting.send') }))
      await page.getByText(say('objections.open_title')).waitFor()
      await hand.press(page.getByRole('link', { name: say('objections.back_case') }))
      await page.waitForURL(/\/form\/payout$/)
      assert.equal(await card.inputValue(), '6228 88')
      await hand.press(page.locator('.known summary').nth(scripts ? 0 : 1))
      await page.getByRole('link', { name: say('source.objected') }).filter({ visible: true }).waitFor()
      await hand.write(card, '6228881234567890')
      await hand.press(page.getByRole('button', { name: say('form.save_last') }))
      await page.waitForURL(/\/confirm$/)
      await page.locator('summary').filter({ hasText: scripts ? '杨梓涵' : /2011/ }).first().click()
      await page.getByRole('link', { name: say('source.objected') }).filter({ visible: true }).first().waitFor()
      if (scripts) { await page.getByRole('link', { name: say('source.wrong') }).filter({ visible: true }).waitFor(); await isSound(one) }
      await page.context().close()
    }
  })

  test('without JavaScript: a look is found by register, asked about, and a consent taken back with its consequences', async () => {
    const one = await reader({ scripts: false, language: 'en', width: 1440 })
    const { page, say } = one
    await signIn(one, 'retiree', '/matters/matter/fund-withdrawal-retirement')
    await page.getByRole('button', { name: say('matter.start'), exact: true }).click()
    await page.waitForURL(/\/cases\//)
    await page.goto(`${open.base}/my/data/looks`)
    await page.locator('.bundle__summary').first().click()
    assert.match(await page.locator('.bundle__summary').first().innerText(), /Provident fund withdrawal on retirement: 1 agency looked (once|\d+ times), at \d+ facts/)
    await page.locator('.more__summary').click()
    await page.getByLabel(say('looks.source'), { exact: true }).selectOption('pension-person')
    await page.getByRole('button', { name: say('looks.show'), exact: true }).click()
    await page.waitForURL(/source=pension-person/)
    assert.equal(await page.locator('.looks__one').count(), 1)
    await page.getByRole('link', { name: new RegExp(say('data.not_known')) }).click()
    await page.getByRole('button', { name: say('look.send') }).click()
    await page.locator('.field__error').waitFor()
    await page.getByLabel(say('look.words'), { exact: true }).fill('I did not ask for this.')
    await page.getByRole('button', { name: say('look.send') }).click()
    await page.getByText(say('look.waiting')).waitFor()

    await page.goto(`${open.base}/my/data/consents`)
    await page.getByRole('link', { name: new RegExp(`^${say('data.withdraw')}`) }).first().click()
    await page.getByText(/Your running case \(Provident fund withdrawal on retirement\)/).waitFor()
    await page.getByRole('button', { name: say('withdraw.do') }).click()
    await page.waitForURL(/\/my\/data\/consents/)
    await page.getByText(say('consents.none')).waitFor()
  })
})
