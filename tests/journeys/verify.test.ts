import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'

import qrcode from 'qrcode'

import { callerAt } from '#tests/caller'

import { compactTexts } from '../../modules/certificates/compact/form.ts'
import { compactOf } from '../../modules/certificates/compact/make.ts'
import { launch } from './browser.ts'
import { townWithCompany, withLicence, type Town } from './holder.ts'
import { areSound, isSound } from './sound.ts'
import { readerWith, type Reader } from './walk.ts'

let town: Town
const reader = (wish: Omit<Parameters<typeof readerWith>[1], 'base'> = {}): Promise<Reader> => readerWith(town.browser, { base: town.base, ...wish })

describe('checking a certificate in a browser', { timeout: 470_000 }, () => {
  before(async () => { town = await townWithCompany() })
  after(() => town?.close())

  test('the picture of a printed code is read in the browser, and another site is not followed', async () => {
    const { code, say } = await withLicence(town)
    const one = await reader()
    const { page } = one
    await page.goto(`${town.base}/verify`)
    const file = join(town.dataDir, 'foreign.png')
    writeFileSync(file, await qrcode.toBuffer('https://example.com/verify/AAAAA', { width: 400 }))
    await page.locator('#picture').setInputFiles(file)
    await page.getByText(say('scan.foreign')).waitFor()
    writeFileSync(file, 'no picture')
    await page.locator('#picture').setInputFiles(file)
    await page.getByText(say('scan.unreadable')).waitFor()
    writeFileSync(file, await qrcode.toBuffer(`${town.base}/verify/${code.replaceAll('-', '')}`, { width: 400 }))
    await page.locator('#picture').setInputFiles(file)
    await page.getByRole('heading', { level: 1, name: /有效/ }).waitFor()
  })

  test('the camera reads the code from the air', async () => {
    const { code } = await withLicence(town)
    const video = join(town.dataDir, 'camera.y4m')
    writeFileSync(video, moving([`${town.base}/verify/${code.replaceAll('-', '')}`]))
    await filmed(video, async (one) => {
      await isSound(one)
      await one.page.getByRole('button', { name: one.say('scan.camera') }).click()
      await one.page.getByRole('heading', { level: 1, name: /有效/ }).waitFor()
    })
  })

  test('the camera reads the codes of a printed certificate one after the other, until it has all of them', async () => {
    const { path } = await withLicence(town)
    const { jws, entry } = await (await callerAt(town.base, 'founder-jiangmen')).get(`/certificates/${path.split('/').at(-1)}`)
    const auditor = await callerAt(town.base, 'auditor')
    const [proof, { salt }] = [await auditor.get(`/ledger/entries/${entry}/proof`), await auditor.get(`/ledger/entries/${entry}`)]
    const texts = compactTexts(compactOf(jws, { proof, salt: Buffer.from(salt, 'hex') }))
    assert.ok(texts.length > 1, 'it takes more than one code')
    const video = join(town.dataDir, 'paper.y4m')
    writeFileSync(video, moving(texts))
    await filmed(video, async (one) => {
      await one.page.getByRole('button', { name: one.say('scan.camera') }).click()
      await one.page.getByRole('heading', { level: 1, name: /有效/ }).waitFor()
      await isSound(one)
    })
  })

  test('whoever has no camera is told of the other ways, and only this page may ask for one', async () => {
    const one = await reader()
    const answer = await one.page.goto(`${town.base}/verify`)
    assert.match(answer!.headers()['permissions-policy']!, /camera=\(self\)/)
    await one.page.getByRole('button', { name: one.say('scan.camera') }).click()
    await one.page.getByText(new RegExp(`${one.say('scan.denied')}|${one.say('scan.none')}`)).waitFor()
    for (const path of ['/', '/verify/AAAA', '/verify/once/1234567890']) assert.match((await one.page.goto(`${town.base}${path}`))!.headers()['permissions-policy']!, /camera=\(\)/, path)
  })

  test('a holder saves his licence as a file, and whoever gets it finds it good; with one byte changed it is not', async () => {
    const holder = await withLicence(town)
    await holder.page.goto(`${town.base}${holder.path}`)
    const download = holder.page.waitForEvent('download')
    await holder.page.getByRole('button', { name: holder.say('wallet.file') }).click()
    const file = join(town.dataDir, 'licence.pdf')
    await (await download).saveAs(file)
    const bank = await reader({ language: 'en' })
    await bank.page.goto(`${town.base}/verify`)
    await bank.page.locator('#picture').setInputFiles(file)
    await bank.page.getByRole('heading', { level: 1, name: /Valid/ }).waitFor()
    assert.match(await bank.page.locator('main').innerText(), /File signed/)
    await isSound(bank)
    const bytes = readFileSync(file)
    bytes[5000]! ^= 1
    writeFileSync(file, bytes)
    await bank.page.goto(`${town.base}/verify`)
    await bank.page.locator('#picture').setInputFiles(file)
    await bank.page.getByText(/changed after it was signed|not a good one/).waitFor()
    await isSound(bank)
  })

  test('the text of a code on paper is pasted where nothing else works, without JavaScript', async () => {
    const one = await reader({ scripts: false })
    await one.page.goto(`${town.base}/verify`)
    await one.page.locator('#code').fill('TB1:0123456789')
    await one.page.getByRole('button', { name: one.say('verify.check'), exact: true }).click()
    await one.page.getByText(/不是完整的证照核验码/).first().waitFor()
    assert.match(await one.page.getByRole('heading', { level: 1 }).innerText(), /无效/)
  })

  test('every page is sound in both languages, narrow, wide and dark', async () => {
    const holder = await withLicence(town)
    await areSound(holder, ['/wallet', holder.path, `${holder.path}/show`, `${holder.path}/print`, '/wallet/print', '/verify', `/verify/${holder.code.replaceAll('-', '')}`, '/verify/once/1234567890'])
  })
})

/** Somebody on the page that checks, with a camera that sees a film. */
async function filmed(video: string, look: (one: Reader) => Promise<void>): Promise<void> {
  const withCamera = await launch({ args: ['--use-fake-ui-for-media-stream', '--use-fake-device-for-media-stream', `--use-file-for-fake-video-capture=${video}`] })
  // No catch: only the browser must not outlive the test.
  try {
    const one = await readerWith(withCamera.browser, { base: town.base })
    await one.page.goto(`${town.base}/verify`)
    await look(one)
  } finally {
    await withCamera.close()
  }
}

const [WIDTH, HEIGHT, FRAMES] = [1280, 960, 10]

/** A film of QR codes, a second of each, for a pretended camera: YUV4MPEG2, black and white. */
const moving = (texts: readonly string[]): Buffer =>
  Buffer.concat([Buffer.from(`YUV4MPEG2 W${WIDTH} H${HEIGHT} F10:1 Ip A1:1 C420jpeg\n`), ...texts.flatMap((text) => { const frame = picture(text); return Array.from({ length: FRAMES }, () => frame) })])

function picture(text: string): Buffer {
  const { modules } = qrcode.create(text, { errorCorrectionLevel: 'M' })
  const scale = Math.floor(880 / (modules.size + 8))
  const luma = Buffer.alloc(WIDTH * HEIGHT, 235)
  const [left, top] = [Math.floor((WIDTH - modules.size * scale) / 2), Math.floor((HEIGHT - modules.size * scale) / 2)]
  for (let y = 0; y < modules.size * scale; y++) {
    for (let x = 0; x < modules.size * scale; x++) {
      if (modules.get(Math.floor(y / scale), Math.floor(x / scale)) === 1) luma[(top + y) * WIDTH + left + x] = 16
    }
  }
  return Buffer.concat([Buffer.from('FRAME\n'), luma, Buffer.alloc((WIDTH * HEIGHT) / 2, 128)])
}
