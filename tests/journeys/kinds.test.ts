import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'

import { areSound } from './sound.ts'
import { stage, type Stage } from './stage.ts'

let open: Stage

describe('the catalogue of certificates, in a browser', { timeout: 470_000 }, () => {
  before(async () => { open = await stage() })
  after(() => open?.close())

  test('without scripts and without an account somebody finds a kind by its name, sees a specimen that is marked, and where it is taken instead of paper', async () => {
    const { page, say } = await open.reader({ scripts: false })
    await page.goto(`${open.base}/verify`)
    await page.getByRole('link', { name: say('kinds.title') }).click()
    await page.getByRole('heading', { level: 1, name: say('kinds.title') }).waitFor()
    const first = await page.locator('.held__link').allInnerTexts()
    await page.getByRole('link', { name: say('kinds.more') }).click()
    const second = await page.locator('.held__link').allInnerTexts()
    assert.deepEqual([first.length, first.filter((name) => second.includes(name))], [24, []])
    await page.getByRole('searchbox', { name: say('kinds.text') }).fill('常住人口')
    await page.getByRole('combobox', { name: say('kinds.holder') }).selectOption('person')
    await page.getByRole('button', { name: say('kinds.find') }).click()
    await page.getByRole('link', { name: '常住人口登记卡' }).click()
    await page.getByRole('img', { name: /常住人口登记卡/ }).getByText(say('standing.specimen')).waitFor()
    assert.equal(await page.locator('.paper__seal').count(), 0)
    const said = await page.locator('main').innerText()
    for (const part of ['11440000MBTB00046G901', say('kinds.code_ours'), '广东省公安厅', '《中华人民共和国户口登记条例》第四条', '高龄津贴']) assert.ok(said.includes(part), part)
    await page.goto(`${open.base}/certificate-kinds?q=${encodeURIComponent('常住人口')}&holder=firm`)
    await page.getByText(say('kinds.none')).waitFor()
    assert.equal((await page.goto(`${open.base}/certificate-kinds/no-such-kind`))!.status(), 404)
  })

  test('a program reads the same: pages of kinds with their metadata, and one kind', async () => {
    const ask = async (path: string) => { const answer = await fetch(`${open.base}/certificates${path}`); return { status: answer.status, body: (await answer.json()) as Record<string, unknown> } }
    const seen: string[] = []
    let after = ''
    for (;;) {
      const { body } = await ask(`/kinds?limit=7${after}`)
      const { items, next, total } = body as { items: { id: string; definedBy: unknown; issuers: unknown }[]; next: string | null; total: number }
      seen.push(...items.map(({ id }) => id))
      assert.ok(items.every((one) => one.definedBy !== null && one.issuers !== null))
      if (next === null) { assert.equal(seen.length, total); break }
      after = `&after=${next}`
    }
    assert.deepEqual(seen, [...new Set(seen)].toSorted())
    const { body: licence } = await ask('/kinds/business-licence')
    assert.deepEqual([licence['code'], licence['codeFrom'], licence['holder'], licence['matters']], ['11100000MB0143028R001', 'national', 'firm', [{ name: { zh: '有限责任公司设立登记', en: 'Registration of a limited company' }, code: '440131001000' }]])
    assert.deepEqual([(await ask('/kinds/no-such-kind')).body['code'], (await ask('/kinds?holder=dog')).status, ((await ask('/kinds?text=BUSINESS%20licence')).body['items'] as { id: string }[]).map(({ id }) => id)], ['certificates.kind_absent', 422, ['business-licence', 'food-business-licence']])
  })

  test('the pages are sound in both languages, on a phone and on a wide screen', async () => {
    await areSound(await open.reader(), ['/certificate-kinds', '/certificate-kinds?q=nothing', '/certificate-kinds/identity-card', '/certificate-kinds/household-page'])
  })
})
