import { join } from 'node:path'

import { defineConfig } from 'vite'

import { portalBuild } from './apps/build.ts'

// `vite build` makes the pages; the house makes the rest (islands, stylesheet) with `node apps/build.ts`.
// oxlint-disable-next-line import/no-default-export -- Vite asks for one.
export default defineConfig(portalBuild(join(import.meta.dirname, 'apps')))
