import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router'

import { DeskShell } from './shell.tsx'
import { Lost } from './states.tsx'

const root = createRootRoute({ component: DeskShell, notFoundComponent: Lost })

/**
 * Every page of the desk, in one place. A page is a file in `pages/`, loaded when somebody goes there; a way to it
 * from the top of the desk stands in `ways.ts`, with the power it needs.
 */
const tree = root.addChildren([
  createRoute({ getParentRoute: () => root, path: '/keys', component: lazyRouteComponent(() => import('./pages/keys.tsx'), 'KeysPage') }),
])

/** The router of the desk, below `/desk`. */
export const router = createRouter({ routeTree: tree, basepath: '/desk', defaultPreload: false, trailingSlash: 'never' })

declare module '@tanstack/react-router' {
  interface Register { router: typeof router }
}
