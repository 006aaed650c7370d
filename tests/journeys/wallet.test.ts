import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'

import qrcode from 'qrcode'

import { testCity } from '#tests/city'
import { temporaryFolder } from '#tests/database'
import { freePort, startNode, type RunningNode } from '#tests/node'

import { launch, type Launched } from './browser.ts'
import { areSound, isSound } from './sound.ts'
import { readerWith, signIn, type Reader } from './walk.ts'

let launched: Launched
let node: RunningNode
let dataDir: string
let base: string

/** A company with its eight certificates, opened by the command that opens one for a trial. */
async function openCompany(): Promise<void> {
  const child = spawn(process.execPath, ['house.ts', 'try', 'company'], { env: { ...process.env, TONGBAN_URL: base }, stdio: 'ignore' })
  await once(child, 'close')
  assert.equal(child.exitCode, 0, 'a company was opened')
}

async function prepare(): Promise<void> {
  dataDir = temporaryFolder()
  const [city, port] = await Promise.all([testCity(), freePort()])
  base = `http://localhost:${port}`
  node = startNode({ dataDir, port, city })
  ;[launched] = await Promise.all([launch(), node.ready])
  await openCompany()
}

async function cleanUp(): Promise<void> {
  await launched?.close()
  await node?.stop()
  rmSync(dataDir, { recursive: true, force: true })
}

const reader = (wish: Omit<Parameters<typeof readerWith>[1], 'base'> = {}): Promise<Reader> => readerWith(launched.browser, { base, ...wish })

/** The holder with his licence open; its address in the wallet, and its verification code. */
async function withLicence(wish: Parameters<typeof reader>[0] = {}): Promise<Reader & { readonly path: string; readonly code: string }> {
  const one = await reader(wish)
  await signIn(one, 'founder-jiangmen', '/wallet')
  await one.page.getByRole('link', { name: one.language === 'zh' ? '营业执照' : 'Business licence', exact: true }).first().click()
  await one.page.getByRole('img', { name: /营业执照|Business licence/ }).waitFor()
  return { ...one, path: new URL(one.page.url()).pathname, code: await one.page.locator('#standing ~ .facts code').first().innerText() }
}

/** Makes a code for whatever the page proposes, but the fields that are named. */
async function makeCode({ page, say, path }: Reader & { readonly path: string }, fields: readonly string[]): Promise<string> {
  await page.goto(`${base}${path}/show`)
  for (const box of await page.getByRole('checkbox').all()) await box.uncheck()
  for (const field of fields) await page.getByLabel(field).check()
  await page.getByRole('button', { name: say('show.make') }).click()
  return (await page.locator('.once__digits strong').innerText()).replaceAll(/\D/g, '')
}

/** Looks at what a code shows, as somebody without an account. */
async function look({ page, say }: Reader, digits: string, name: string): Promise<void> {
  await page.goto(`${base}/verify`)
  await page.locator('#code').fill(digits)
  await page.getByRole('button', { name: say('verify.check'), exact: true }).click()
  await page.getByLabel(say('once.name')).fill(name)
  await page.getByRole('button', { name: say('once.look') }).click()
  await page.locator('.answer').waitFor()
}

describe('a wallet and whoever is shown what is in it', { timeout: 170_000 }, () => {
  before(prepare)
  after(cleanUp)

  test('shown on one phone and seen on another, and the first says at once by whom', async () => {
    const holder = await withLicence()
    const digits = await makeCode(holder, ['注册资本'])
    await isSound(holder)
    const hotel = await reader({ language: 'en' })
    await look(hotel, digits, '侨都酒店前台')
    assert.equal(await hotel.page.getByRole('heading', { level: 1 }).innerText(), 'Valid\n有效')
    const seen = await hotel.page.locator('main').innerText()
    assert.match(seen, /Registered capital/)
    assert.doesNotMatch(seen, /Scope of business|Legal representative/, 'what was not ticked is not shown')
    assert.match(seen, /侨都酒店前台/)
    await isSound(hotel)
    // Nothing is pressed on the holder's phone.
    await holder.page.getByText('侨都酒店前台').waitFor({ timeout: 5000 })
    assert.equal(await holder.page.locator('.once__qr').isVisible(), false, 'a used code leaves the screen')
    await isSound(holder)

    const second = await reader()
    await look(second, digits, '第二家')
    assert.match(await second.page.getByRole('heading', { level: 1 }).innerText(), /码已失效/)
    await isSound(second)
    await holder.page.goto(`${base}${holder.path}`)
    const shown = holder.page.locator('section[aria-labelledby="shown"]')
    assert.match(await shown.innerText(), /侨都酒店前台[\s\S]*注册资本/)
    await holder.page.goto(`${base}/my/data`)
    await holder.page.locator('.looks__one').first().waitFor()
  })

  test('the picture of a printed code is read in the browser, and another site is not followed', async () => {
    const { code, say } = await withLicence()
    const one = await reader()
    const { page } = one
    await page.goto(`${base}/verify`)
    const file = join(dataDir, 'foreign.png')
    writeFileSync(file, await qrcode.toBuffer('https://example.com/verify/AAAAA', { width: 400 }))
    await page.locator('#picture').setInputFiles(file)
    await page.getByText(say('scan.foreign')).waitFor()
    writeFileSync(file, 'no picture')
    await page.locator('#picture').setInputFiles(file)
    await page.getByText(say('scan.unreadable')).waitFor()
    writeFileSync(file, await qrcode.toBuffer(`${base}/verify/${code.replaceAll('-', '')}`, { width: 400 }))
    await page.locator('#picture').setInputFiles(file)
    await page.getByRole('heading', { level: 1, name: /有效/ }).waitFor()
  })

  test('the camera reads the code from the air', async () => {
    const { code } = await withLicence()
    const video = join(dataDir, 'camera.y4m')
    writeFileSync(video, moving(`${base}/verify/${code.replaceAll('-', '')}`))
    const withCamera = await launch({ args: ['--use-fake-ui-for-media-stream', '--use-fake-device-for-media-stream', `--use-file-for-fake-video-capture=${video}`] })
    try {
      const one = await readerWith(withCamera.browser, { base })
      await one.page.goto(`${base}/verify`)
      await isSound(one)
      await one.page.getByRole('button', { name: one.say('scan.camera') }).click()
      await one.page.getByRole('heading', { level: 1, name: /有效/ }).waitFor()
    } finally {
      await withCamera.close()
    }
  })

  test('whoever has no camera is told of the other ways, and only this page may ask for one', async () => {
    const one = await reader()
    const answer = await one.page.goto(`${base}/verify`)
    assert.match(answer!.headers()['permissions-policy']!, /camera=\(self\)/)
    await one.page.getByRole('button', { name: one.say('scan.camera') }).click()
    await one.page.getByText(new RegExp(`${one.say('scan.denied')}|${one.say('scan.none')}`)).waitFor()
    for (const path of ['/', '/verify/AAAA', '/verify/once/1234567890']) assert.match((await one.page.goto(`${base}${path}`))!.headers()['permissions-policy']!, /camera=\(\)/, path)
  })

  test('the same without JavaScript: made, seen, and told when the page comes back', async () => {
    const holder = await withLicence({ scripts: false })
    const digits = await makeCode(holder, ['名称'])
    const shop = await reader({ scripts: false })
    await shop.page.goto(`${base}/verify`)
    assert.equal(await shop.page.locator('.scan').isVisible(), false)
    await look(shop, digits, '街角商店')
    assert.match(await shop.page.getByRole('heading', { level: 1 }).innerText(), /有效/)
    await holder.page.goto(`${base}${holder.path}/show`)
    await holder.page.getByText('街角商店').waitFor()
  })

  test('what goes on paper fits on a page, and its code is read from the paper', async () => {
    const holder = await withLicence({ width: 1440 })
    await holder.page.goto(`${base}${holder.path}/print`)
    const paper = await holder.page.pdf({ format: 'A4', preferCSSPageSize: true })
    assert.equal(paper.toString('latin1').match(/\/Type\s*\/Page[^s]/g)?.length, 1)
    await holder.page.goto(`${base}/wallet/print`)
    for (const box of (await holder.page.getByRole('checkbox').all()).slice(0, 3)) await box.check()
    await holder.page.getByRole('button', { name: holder.say('print.make') }).click()
    await holder.page.locator('.sheet').nth(2).waitFor()
    assert.equal((await holder.page.pdf({ format: 'A4', preferCSSPageSize: true })).toString('latin1').match(/\/Type\s*\/Page[^s]/g)?.length, 3)
  })

  test('every page is sound in both languages, narrow, wide and dark', async () => {
    const holder = await withLicence()
    await areSound(holder, ['/wallet', holder.path, `${holder.path}/show`, `${holder.path}/print`, '/wallet/print', '/verify', `/verify/${holder.code.replaceAll('-', '')}`, '/verify/once/1234567890'])
  })
})

const [WIDTH, HEIGHT, FRAMES] = [640, 480, 10]

/** A film of a QR code for a pretended camera: YUV4MPEG2, black and white. */
function moving(text: string): Buffer {
  const { modules } = qrcode.create(text, { errorCorrectionLevel: 'M' })
  const scale = Math.floor(400 / (modules.size + 8))
  const luma = Buffer.alloc(WIDTH * HEIGHT, 235)
  const [left, top] = [Math.floor((WIDTH - modules.size * scale) / 2), Math.floor((HEIGHT - modules.size * scale) / 2)]
  for (let y = 0; y < modules.size * scale; y++) {
    for (let x = 0; x < modules.size * scale; x++) {
      if (modules.get(Math.floor(y / scale), Math.floor(x / scale)) === 1) luma[(top + y) * WIDTH + left + x] = 16
    }
  }
  const frame = Buffer.concat([Buffer.from('FRAME\n'), luma, Buffer.alloc((WIDTH * HEIGHT) / 2, 128)])
  return Buffer.concat([Buffer.from(`YUV4MPEG2 W${WIDTH} H${HEIGHT} F10:1 Ip A1:1 C420jpeg\n`), ...Array.from({ length: FRAMES }, () => frame)])
}
