import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'

import { castMember } from '#city/cast'
import { callerAt, type Caller } from '#tests/caller'
import { testCity } from '#tests/city'
import { addressOf, fillCompany } from '#tests/company'
import { control } from '#tests/controls'

import { areSound, isSound } from './sound.ts'
import { stage, type Stage } from './stage.ts'
import { signIn, type Reader } from './walk.ts'

const FILE = { name: '退休证.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.7\n%%EOF\n') }
const at = ({ page }: Reader): string => new URL(page.url()).pathname

/** Starts a matter from its page, and leaves nothing open in its form. */
async function begin(reader: Reader, matter: string): Promise<void> {
  const { page, hand, say } = reader
  await page.goto(`${reader.base}/matters/matter/${matter}`)
  await hand.press(page.getByRole('button', { name: say('matter.start'), exact: true }))
  await page.waitForURL(/\/cases\//)
  const save = page.getByRole('button', { name: say('form.save_last'), exact: true })
  if (await save.count() > 0) await hand.press(save)
  await page.waitForURL(/\/confirm$/)
}

/** The case of a step, once the machine has given it to an officer. */
async function step(who: Caller, id: string, name: string): Promise<string> {
  for (let turns = 0; turns < 200; turns++) {
    const found = (await who.get(`/services/cases/${id}`)).steps.find((one: { id: string }) => one.id === name)
    if (found.stage === 'with-officer') return found.case as string
    await new Promise((resolve) => { setTimeout(resolve, 100) })
  }
  throw new Error(`${name} came to nobody`)
}

describe('what proves something instead of a paper', { timeout: 470_000 }, () => {
  let open: Stage
  let holder: Reader
  before(async () => { open = await stage() })
  after(async () => {
    await control(await testCity(), { department: 'pension', clear: true })
    await open.close()
  })

  test('before she signs, the holder sees which certificate stands in, and afterwards how many papers she was spared', async () => {
    holder = await open.reader()
    const { page, hand, say } = holder
    await signIn(holder, 'allowance-1952', '/')
    await begin(holder, 'senior-allowance')
    const proof = page.locator('#proof-residence')
    await proof.getByText('常住人口登记卡').waitFor()
    assert.match(await proof.innerText(), /深圳市公安局[\s\S]*有效，核对于[\s\S]*代替居民户口簿/)
    await proof.locator('summary').click()
    await proof.getByText('广东省深圳市福田区').waitFor()
    assert.equal(await page.locator('input[type=file]').count(), 0, 'nobody is asked for a file')
    const confirm = at(holder)
    await areSound(holder, [confirm])
    await page.goto(`${open.base}${confirm}`)
    await hand.press(page.getByRole('button', { name: say('confirm.confirm') }))
    await page.waitForURL(/\/sign$/)
    await page.locator('.pledge__looks').getByText(/常住人口登记卡/).waitFor()
    await hand.press(page.getByRole('button', { name: say('sign.sign') }))
    await page.waitForURL(/\/timeline$/)
    await page.getByText('有2份材料不用您交了').waitFor()
    await page.getByText(say('proven.title')).click()
    await isSound(holder)
  })

  test('without scripts too: a silent register is named, a file of the wrong kind is refused in words, the right one is kept', async () => {
    await control(await testCity(), { department: 'pension', down: true })
    const retiree = await open.reader({ scripts: false })
    const { page, say } = retiree
    await signIn(retiree, 'retiree', '/')
    await begin(retiree, 'fund-withdrawal-retirement')
    const proof = page.locator('#proof-retired')
    assert.match(await proof.innerText(), /养老待遇库：暂时没有回应/)
    await proof.locator('input[type=file]').setInputFiles({ ...FILE, buffer: Buffer.from('no such thing') })
    await proof.getByRole('button', { name: say('proven.send') }).click()
    await proof.locator('.field__error').waitFor()
    assert.match(await proof.locator('.field__error').innerText(), /PDF、JPEG 或 PNG/)
    await proof.locator('input[type=file]').setInputFiles(FILE)
    await proof.getByRole('button', { name: say('proven.send') }).click()
    await proof.getByRole('link', { name: '退休证.pdf' }).waitFor()
    const address = (await proof.getByRole('link', { name: '退休证.pdf' }).getAttribute('href'))!
    const got = await page.request.get(`${open.base}${address}`)
    assert.deepEqual([got.status(), (await got.body()).equals(FILE.buffer)], [200, true])
    const seen = await open.reader()
    await signIn(seen, 'retiree', '/')
    await areSound(seen, [at(retiree)])
    await control(await testCity(), { department: 'pension', clear: true })
    await page.getByRole('button', { name: say('proven.ask_again') }).click()
    await proof.getByText('养老待遇库', { exact: true }).waitFor()
  })

  test('an officer opens the copy that his matter maps, with its mark; the holder reads it at once and may question it', async () => {
    const founder = await callerAt(open.base, 'founder-jiangmen')
    const { id } = await fillCompany(founder, { brand: '停云馆', address: addressOf('full-pengjiang') })
    await founder.confirmAndSign(id)
    const registration = await step(founder, id, 'registration')
    const officer = await open.reader({ width: 1440 })
    await signIn(officer, 'registrar-pengjiang', `/desk/cases/${registration}`)
    const { page, say } = officer
    await page.getByRole('button', { name: new RegExp(say('duty.open')) }).click()
    await page.locator('.duty .paper__mark').waitFor()
    assert.match(await page.locator('.duty').innerText(), /停云馆[\s\S]*副本第 1 号/)
    assert.match(await page.locator('.duty .paper__mark text').first().innerHTML(), /仅供 江门市蓬江区市场监督管理局/)
    await isSound(officer)
    const opened = Date.now()
    const person = await open.reader()
    await signIn(person, 'founder-jiangmen', '/my/data/looks?source=certificates')
    await person.page.locator('.looks').getByText('江门市蓬江区市场监督管理局').first().waitFor({ state: 'attached' })
    assert.ok(Date.now() - opened < 60_000)
    const { items } = await founder.get('/certificates?limit=50')
    await person.page.goto(`${open.base}/wallet/${items.find((one: { type: string }) => one.type === 'name-reservation').id}`)
    await person.page.getByRole('link', { name: person.say('wallet.to_look') }).first().click()
    await person.page.getByRole('button', { name: person.say('look.send') }).waitFor()
    await isSound(person)
    // What no case of his allows is refused, and both sides of it hear.
    const clerk = await callerAt(open.base, 'registrar-futian')
    await clerk.post(`/services/cases/${registration}/copies`, { kind: 'name-reservation' }, 403)
    await person.page.goto(`${open.base}/my/data/looks`)
    await person.page.getByText(person.say('alarm.mine')).waitFor()
    await areSound(person, ['/my/data/looks'])
    const auditor = await open.reader({ width: 1440 })
    await signIn(auditor, 'auditor', '/desk/alarms')
    await auditor.page.getByText(castMember('registrar-futian').name).waitFor()
    await areSound(auditor, ['/desk/alarms', '/desk/in-name'])
    await auditor.page.goto(`${open.base}/desk/in-name?lang=zh`)
    await auditor.page.getByText(auditor.say('inname.none')).waitFor()
    // What no node of a test alone can see: an entry of nobody's, and a ledger that was written anew.
    const seen = { log: 'tongban/jiangmen/ledger', leafIndex: 41, issuer: '11440703MBTB00476R', kind: 'certificate', seenAt: new Date().toISOString() }
    await auditor.page.route(/\/ledger\/in-name/, (route) => route.fulfill({ json: { items: [{ ...seen, expected: false }, { ...seen, leafIndex: 40, expected: true }] } }))
    await auditor.page.route(/\/ledger\/witnessed/, (route) => route.fulfill({ json: { logs: [{ log: seen.log, size: 309, seenAt: seen.seenAt }], contradictions: [{ log: seen.log, size: 300, knownSize: 309, code: 'ledger.log_forked', seenAt: seen.seenAt }] } }))
    await auditor.page.reload()
    await auditor.page.getByText('有1条记录在本机没有登记').waitFor()
    await auditor.page.getByText('江门市蓬江区市场监督管理局').first().waitFor()
    await isSound(auditor)
  })
})
