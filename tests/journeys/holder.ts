import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'

import { stage, type Stage } from './stage.ts'
import { readerWith, signIn, type Reader } from './walk.ts'

/** A stage on which somebody holds the certificates of a company. */
export type Town = Stage

/** Starts it, and opens the company by the command that opens one for a trial. */
export async function townWithCompany(): Promise<Town> {
  const town = await stage()
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', 'house.ts', 'try', 'company'], { env: { ...process.env, TONGBAN_URL: town.base }, stdio: 'ignore' })
  await once(child, 'close')
  assert.equal(child.exitCode, 0, 'a company was opened')
  return town
}

/** A holder with his licence open: its address in the wallet, and its verification code. */
export type Holder = Reader & { readonly path: string; readonly code: string }

/** Somebody who opens his licence in the wallet. */
export async function withLicence({ browser, base }: Town, wish: Omit<Parameters<typeof readerWith>[1], 'base'> = {}): Promise<Holder> {
  const one = await readerWith(browser, { base, ...wish })
  await signIn(one, 'founder-jiangmen', '/wallet')
  await one.page.getByRole('link', { name: one.language === 'zh' ? '营业执照' : 'Business licence', exact: true }).first().click()
  await one.page.getByRole('img', { name: /营业执照|Business licence/ }).waitFor()
  return { ...one, path: new URL(one.page.url()).pathname, code: await one.page.locator('#standing ~ .facts code').first().innerText() }
}
