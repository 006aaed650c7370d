import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { chromium, type Browser } from 'playwright-core'

const DEBIAN = '/usr/bin/chromium'
const FONTS = join(import.meta.dirname, '../../node_modules/@expo-google-fonts/noto-sans-sc')

/** Nothing that calls out, nothing that asks, and no sandbox, which root may not use. */
const QUIET = ['--no-sandbox', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync']

/** A browser and how to be rid of it with everything it left behind. */
export type Launched = { readonly browser: Browser; readonly close: () => Promise<void> }

/**
 * Starts a browser without a screen: the system's Chromium, else the one that npm brought, with a Chinese font of its
 * own. `debugPort` is where other tools may drive it too, `args` are more of Chromium's own. Each has a temporary folder of its own, which goes when it is closed. Throws where neither can start.
 */
export async function launch({ debugPort, args: more = [] }: { readonly debugPort?: number; readonly args?: readonly string[] } = {}): Promise<Launched> {
  const folder = mkdtempSync(join(tmpdir(), 'tongban-browser-'))
  const { executablePath, args, env } = existsSync(DEBIAN) ? { executablePath: DEBIAN, args: ['--disable-gpu'], env: {} } : await fromNpm(folder)
  const browser = await chromium.launch({ executablePath, headless: true, args: [...QUIET, ...args, ...more, ...(debugPort === undefined ? [] : [`--remote-debugging-port=${debugPort}`])], env: { ...process.env, TMPDIR: folder, ...env } as Record<string, string> })
  return { browser, close: async () => { await browser.close(); rmSync(folder, { recursive: true, force: true }) } }
}

/** The npm Chromium with our own flags: its stock ones crash on a second context. */
async function fromNpm(folder: string): Promise<{ executablePath: string; args: string[]; env: Record<string, string> }> {
  process.env['AWS_LAMBDA_JS_RUNTIME'] ??= 'nodejs24.x' // It unpacks its system libraries only where it believes to be there.
  const { default: packed } = await import('@sparticuz/chromium')
  const executablePath = await packed.executablePath()
  return { executablePath, args: ['--headless=shell', '--disable-gpu', '--use-angle=swiftshader', '--enable-unsafe-swiftshader'], env: fontsIn(folder) }
}

/** A fontconfig of our own that knows the Chinese font from npm. */
function fontsIn(folder: string): Record<string, string> {
  const fonts = join(folder, 'fonts')
  mkdirSync(fonts, { recursive: true })
  for (const weight of existsSync(FONTS) ? readdirSync(FONTS).filter((name) => /^(400Regular|700Bold)$/.test(name)) : []) {
    for (const file of readdirSync(join(FONTS, weight)).filter((name) => name.endsWith('.ttf'))) copyFileSync(join(FONTS, weight, file), join(fonts, file))
  }
  const config = join(folder, 'fonts.conf')
  writeFileSync(config, `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig><dir>${fonts}</dir><dir>/tmp/fonts</dir><cachedir>${join(folder, 'font-cache')}</cachedir></fontconfig>`)
  return { FONTCONFIG_FILE: config }
}
