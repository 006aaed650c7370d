import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'

import { areSound, isSound } from './sound.ts'
import { stage, type Stage } from './stage.ts'
import { confirmAndSign, signIn } from './walk.ts'

let open: Stage

const reader: Stage['reader'] = (wish) => open.reader(wish)

/** What an officer does at his desk, done over the API with a token of his own. */
async function answerRating(finding: string, words: string): Promise<void> {
  const { access_token: token } = (await (await fetch(`${open.base}/demo/token`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"person":"fund-officer"}' })).json()) as { access_token: string }
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  const { items } = (await (await fetch(`${open.base}/services/ratings`, { headers })).json()) as { items: { id: string }[] }
  const answer = await fetch(`${open.base}/services/ratings/${items[0]!.id}/answer`, { method: 'POST', headers, body: JSON.stringify({ finding, words }) })
  assert.equal(answer.status, 201, await answer.text())
}

describe('being served, in a browser', { timeout: 470_000 }, () => {
  before(async () => { open = await stage() })
  after(() => open?.close())

  test('a matter is found while one types, by pinyin and by the keyboard, and without scripts on a page of its own', async () => {
    const { page, say, hand } = await reader({ keyboard: true })
    await page.goto(open.base)
    await hand.write(page.getByRole('combobox', { name: say('home.search_label') }), 'kezhang')
    const option = page.getByRole('option', { name: /开办企业一件事.*公章刻制备案/ })
    await option.waitFor()
    await page.keyboard.press('ArrowDown')
    assert.equal(await option.getAttribute('aria-selected'), 'true')
    await page.keyboard.press('Enter')
    await page.waitForURL(/\/matters\/bundle\/start-company$/)
    await page.context().close()

    const bare = await reader({ scripts: false, language: 'en' })
    await bare.page.goto(open.base)
    await bare.page.getByRole('searchbox').fill('providnet fund')
    await bare.page.getByRole('button', { name: bare.say('home.search'), exact: true }).click()
    await bare.page.getByRole('link', { name: 'Provident fund withdrawal on retirement', exact: true }).waitFor()
    await bare.page.goto(`${open.base}/?q=football`)
    await bare.page.getByRole('link', { name: '12345' }).waitFor()
    await bare.page.context().close()
  })

  test('somebody draws his fund, sees how it was decided, rates it poorly, and reads the answer', async () => {
    const one = await reader()
    const { page, say } = one
    await signIn(one, 'retiree', '/matters/matter/fund-withdrawal-retirement')
    await isSound(one)
    await page.getByText(say('matter.rules'), { exact: true }).click()
    await page.getByRole('heading', { name: say('rules.GRANT') }).waitFor()
    await page.getByRole('button', { name: say('matter.start'), exact: true }).click()
    await page.waitForURL(/\/(form|confirm)/)
    if (/\/form\//.test(page.url())) await page.getByRole('button', { name: say('form.save'), exact: true }).click()
    const id = await confirmAndSign(one)
    await page.getByText(say('verdict.GRANT'), { exact: true }).first().waitFor()
    await page.getByText(say('decided.title'), { exact: true }).click()
    await page.getByText(say('decided.looked'), { exact: true }).waitFor()
    // Nothing is pressed while the money is sent: the page itself comes to the question.
    await page.getByLabel(say('grade.1'), { exact: true }).check()
    await page.getByLabel(new RegExp(say('rating.words'))).fill('等了很久才有人接电话。')
    await isSound(one)
    await page.getByRole('button', { name: say('rating.send'), exact: true }).click()
    await page.getByText('等了很久才有人接电话。').waitFor()
    await answerRating('mended', '已增加接线人员，并向您致歉。')
    await page.goto(`${open.base}/inbox`)
    await page.getByText(/已增加接线人员/).waitFor()
    await areSound(one, [`/cases/${id}/timeline`, '/inbox', '/cases?state=done', '/cases', '/'])
    await page.context().close()
  })
})
