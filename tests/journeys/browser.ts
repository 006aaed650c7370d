import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { chromium, type Browser } from 'playwright-core'

const MODULES = join(import.meta.dirname, '../../node_modules')
const PACKED = join(MODULES, '@sparticuz/chromium')
const FONTS = join(MODULES, '@expo-google-fonts/noto-sans-sc')
/** What is made of packages and used by every run; it goes when they go. */
const CACHE = join(MODULES, '.cache')

/** Nothing that calls out, nothing that asks, and no sandbox, which root may not use. */
const QUIET = ['--no-sandbox', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync']

/** Pages of tests live for seconds: what the compiler that optimises spends on them never comes back, and a third of the time goes with it. */
const SHORT_LIVED = '--js-flags=--no-opt --no-maglev --min-semi-space-size=16'

/** A browser and how to be rid of it with everything it left behind. */
export type Launched = { readonly browser: Browser; readonly close: () => Promise<void> }

/**
 * Starts the browser that npm brought, the same on every machine, without a screen and with a Chinese font of its own. (A
 * Chromium with its windows, headless or not, takes twice as long over the same pages.) `debugPort` is where other tools may
 * drive it too, `args` are more of Chromium's own. Each has a temporary folder of its own, which goes when it is closed.
 */
export async function launch({ debugPort, args: more = [] }: { readonly debugPort?: number; readonly args?: readonly string[] } = {}): Promise<Launched> {
  const home = await unpacked()
  const folder = mkdtempSync(join(tmpdir(), 'tongban-browser-'))
  // Its stock flags crash on a second context, so these are our own.
  const args = ['--headless=shell', '--disable-gpu', '--use-angle=swiftshader', '--enable-unsafe-swiftshader', SHORT_LIVED, ...QUIET, ...more, ...(debugPort === undefined ? [] : [`--remote-debugging-port=${debugPort}`])]
  const env = { ...process.env, TMPDIR: folder, LD_LIBRARY_PATH: join(home, 'al2023', 'lib'), ...fontsIn(folder) } as Record<string, string>
  const browser = await chromium.launch({ executablePath: join(home, 'chromium'), headless: true, args, env })
  return { browser, close: async () => { await browser.close(); rmSync(folder, { recursive: true, force: true }) } }
}

/** Where the browser lies unpacked; the first to need it unpacks it beside, and moves it there whole. */
async function unpacked(): Promise<string> {
  const home = join(CACHE, `chromium-${(JSON.parse(readFileSync(join(PACKED, 'package.json'), 'utf8')) as { version: string }).version}`)
  if (existsSync(home)) return home
  mkdirSync(CACHE, { recursive: true })
  const beside = mkdtempSync(`${home}-`)
  const { TMPDIR } = process.env
  process.env['TMPDIR'] = beside
  process.env['AWS_LAMBDA_JS_RUNTIME'] ??= 'nodejs24.x' // It unpacks its system libraries only where it believes to be there.
  const { default: packed } = await import('@sparticuz/chromium')
  await packed.executablePath()
  if (TMPDIR === undefined) delete process.env['TMPDIR']
  else process.env['TMPDIR'] = TMPDIR
  // Somebody else may have been faster; his is as good.
  try {
    renameSync(beside, home)
  } catch (error) {
    if (!existsSync(home)) throw error
    rmSync(beside, { recursive: true })
  }
  return home
}

/** A fontconfig of our own that knows the Chinese font from npm. */
function fontsIn(folder: string): Record<string, string> {
  const fonts = join(folder, 'fonts')
  mkdirSync(fonts, { recursive: true })
  for (const weight of existsSync(FONTS) ? readdirSync(FONTS).filter((name) => /^(400Regular|700Bold)$/.test(name)) : []) {
    for (const file of readdirSync(join(FONTS, weight)).filter((name) => name.endsWith('.ttf'))) copyFileSync(join(FONTS, weight, file), join(fonts, file))
  }
  const config = join(folder, 'fonts.conf')
  writeFileSync(config, `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig><dir>${fonts}</dir><cachedir>${join(folder, 'font-cache')}</cachedir></fontconfig>`)
  return { FONTCONFIG_FILE: config }
}
