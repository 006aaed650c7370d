import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'

import { castMember } from '#city/cast'

import { areSound, isSound } from './sound.ts'
import { stage, type Stage } from './stage.ts'
import { signIn } from './walk.ts'

let open: Stage

const reader: Stage['reader'] = (wish) => open.reader(wish)
describe('who may act for whom in a browser', { timeout: 470_000 }, () => {
  before(async () => { open = await stage() })
  after(() => open?.close())

  test('a mandate is given by number and name, seen by who was appointed, and laid down', async () => {
    const one = await reader()
    const { page, hand, say } = one
    await signIn(one, 'retiree-spouse', '/my/data/consents')
    await hand.press(page.getByRole('link', { name: say('mandates.new') }))
    await hand.write(page.getByLabel(say('mandates.field_name'), { exact: true }), castMember('partner-jiangmen').name)
    await hand.write(page.getByLabel(say('mandates.field_number'), { exact: true }), castMember('employee-one').idNumber)
    const until = page.getByRole('group', { name: say('mandates.field_until') })
    for (const [part, text] of [['year', '2027'], ['month', '3'], ['day', '31']] as const) await hand.write(until.getByLabel(say(`day.${part}`), { exact: true }), text)
    await hand.press(page.getByRole('button', { name: say('mandates.give') }))
    await page.getByRole('alert').waitFor()
    assert.equal(await page.getByLabel(say('mandates.field_name'), { exact: true }).inputValue(), castMember('partner-jiangmen').name)
    await isSound(one)
    await hand.write(page.getByLabel(say('mandates.field_number'), { exact: true }), castMember('partner-jiangmen').idNumber)
    await hand.press(page.getByRole('button', { name: say('mandates.give') }))
    await page.waitForURL(/\/my\/data\/consents/)
    await page.getByText(castMember('partner-jiangmen').name).first().waitFor()
    await areSound(one, ['/my/data/consents', '/my/data/mandates/new', '/my/data/looks'])

    const agent = await reader({ language: 'en' })
    await signIn(agent, 'partner-jiangmen', '/my/data/consents')
    await agent.page.getByRole('link', { name: new RegExp(agent.say('mandates.lay_down')) }).click()
    await isSound(agent)
    await agent.page.getByRole('button', { name: agent.say('mandates.lay_down') }).click()
    await agent.page.waitForURL(/\/my\/data\/consents/)
    await agent.page.getByText(agent.say('mandates.none_received')).waitFor()
  })
})
