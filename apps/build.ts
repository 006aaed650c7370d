import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

import { build, type InlineConfig, type Plugin } from 'vite'
import { parse } from 'yaml'

/** The scripts that make pages livelier where there is JavaScript. Each works on markup that works without it. */
const ISLANDS = [
  'live',
  'lookup',
  'pick',
  'form',
  'input',
  'keep',
  'aloud',
  'scan',
  'showing',
  'name',
  'print',
  'search',
  'passkey',
] as const

/** Sentences are written in YAML, which people may edit; the built portal carries them as they were read. */
const sentences: Plugin = {
  name: 'sentences',
  transform: (code, id) => (id.endsWith('.yaml') ? { code: `export default ${JSON.stringify(parse(code))}`, map: null } : undefined),
}

const shared = (apps: string): InlineConfig => ({
  configFile: false, root: apps, logLevel: 'error', publicDir: false, clearScreen: false, define: { 'process.env.NODE_ENV': '"production"' },
})

/** How the pages are built: one module for Node, with React in its production form inside. `apps` is this folder. */
export const portalBuild = (apps: string): InlineConfig => ({
  ...shared(apps),
  plugins: [sentences],
  oxc: { jsx: { runtime: 'automatic', development: false } },
  ssr: { noExternal: ['react', 'react-dom'] },
  build: {
    ssr: join(apps, 'portal/portal.tsx'), outDir: join(apps, '.built'), emptyOutDir: false, target: 'node24', minify: false,
    rolldownOptions: { output: { entryFileNames: 'portal.js', codeSplitting: false } },
  },
})

const islandsBuild = (apps: string): InlineConfig => ({
  ...shared(apps),
  build: {
    outDir: join(apps, '.built/islands'), emptyOutDir: true, target: 'es2022', minify: true, cssMinify: true, modulePreload: false, assetsInlineLimit: 0,
    rolldownOptions: {
      input: { ...Object.fromEntries(ISLANDS.map((name) => [name, join(apps, 'islands', `${name}.ts`)])), tongban: join(apps, 'ui/style.css') },
      output: { entryFileNames: '[name].js', chunkFileNames: '[name].js', assetFileNames: '[name][extname]' },
    },
  },
})

/** The desk: an application in the browser, a piece for each page. Pieces are called by what is in them, so they may be kept for ever. */
const deskBuild = (apps: string): InlineConfig => ({
  ...shared(apps),
  plugins: [sentences],
  oxc: { jsx: { runtime: 'automatic', development: false } },
  build: {
    outDir: join(apps, '.built/desk'), emptyOutDir: true, target: 'es2022', minify: true, cssMinify: true, modulePreload: false, assetsInlineLimit: 0,
    rolldownOptions: {
      input: { main: join(apps, 'desk/main.tsx'), desk: join(apps, 'ui/desk.css') },
      output: { entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js', assetFileNames: '[name][extname]' },
    },
  },
})

/** Builds the portal, its islands, the desk and the stylesheets into `apps/.built`, silently. Takes a few seconds. */
export async function buildApps(apps: string): Promise<void> {
  await Promise.all([build(portalBuild(apps)), build(islandsBuild(apps)), build(deskBuild(apps))])
}

/** Whether something was written after the last build, or nothing was built yet. */
export function isStale(apps: string): boolean {
  const built = [join(apps, '.built/portal.js'), join(apps, '.built/islands/tongban.css'), join(apps, '.built/desk/main.js')]
  if (!built.every((file) => existsSync(file))) return true
  const oldest = Math.min(...built.map((file) => statSync(file).mtimeMs))
  return newest(apps) > oldest
}

function newest(folder: string): number {
  const times = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.name !== '.built' && !entry.name.endsWith('.test.ts'))
    .map((entry) => (entry.isDirectory() ? newest(join(folder, entry.name)) : statSync(join(folder, entry.name)).mtimeMs))
  return Math.max(0, ...times)
}

if (import.meta.main) await buildApps(import.meta.dirname)
