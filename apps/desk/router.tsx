import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router'

import type { Question, Wish } from './api.ts'
import { DeskShell } from './shell.tsx'
import { Lost } from './states.tsx'

const root = createRootRoute({ component: DeskShell, notFoundComponent: Lost })

/**
 * Every page of the desk, in one place. A page is a file in `pages/`, here or in the studio, loaded when somebody goes there; a way to it
 * from the top of the desk stands in `ways.ts`, with the power it needs.
 */
const tree = root.addChildren([
  createRoute({ getParentRoute: () => root, path: '/', validateSearch: wishIn, component: lazyRouteComponent(() => import('./pages/queue.tsx'), 'QueuePage') }),
  createRoute({ getParentRoute: () => root, path: '/cases/$id', component: lazyRouteComponent(() => import('./pages/case.tsx'), 'CasePage') }),
  createRoute({ getParentRoute: () => root, path: '/contests/$id', component: lazyRouteComponent(() => import('./pages/contest.tsx'), 'ContestPage') }),
  createRoute({ getParentRoute: () => root, path: '/window', validateSearch: windowIn, component: lazyRouteComponent(() => import('./pages/window.tsx'), 'WindowPage') }),
  createRoute({ getParentRoute: () => root, path: '/objections', validateSearch: questionIn, component: lazyRouteComponent(() => import('./pages/objections.tsx'), 'ObjectionsPage') }),
  createRoute({ getParentRoute: () => root, path: '/objections/$id', component: lazyRouteComponent(() => import('./pages/objection.tsx'), 'ObjectionPage') }),
  createRoute({ getParentRoute: () => root, path: '/operations', component: lazyRouteComponent(() => import('./pages/operations.tsx'), 'OperationsPage') }),
  createRoute({ getParentRoute: () => root, path: '/ratings', validateSearch: (search: Readonly<Record<string, unknown>>): { readonly answered?: boolean } => (search['answered'] === true ? { answered: true } : {}), component: lazyRouteComponent(() => import('./pages/ratings.tsx'), 'RatingsPage') }),
  createRoute({ getParentRoute: () => root, path: '/tables', component: lazyRouteComponent(() => import('../studio/pages/tables.tsx'), 'TablesPage') }),
  createRoute({ getParentRoute: () => root, path: '/tables/$id', validateSearch: fileIn, component: lazyRouteComponent(() => import('../studio/pages/table.tsx'), 'TablePage') }),
  createRoute({ getParentRoute: () => root, path: '/drafts/$id', component: lazyRouteComponent(() => import('../studio/pages/draft.tsx'), 'DraftPage') }),
  createRoute({ getParentRoute: () => root, path: '/shadows', component: lazyRouteComponent(() => import('../studio/pages/shadows.tsx'), 'ShadowsPage') }),
  createRoute({ getParentRoute: () => root, path: '/shadows/$id', validateSearch: wayIn, component: lazyRouteComponent(() => import('../studio/pages/shadow.tsx'), 'ShadowPage') }),
  createRoute({ getParentRoute: () => root, path: '/halts', component: lazyRouteComponent(() => import('../studio/pages/halts.tsx'), 'HaltsPage') }),
  createRoute({ getParentRoute: () => root, path: '/samples', component: lazyRouteComponent(() => import('./pages/samples.tsx'), 'SamplesPage') }),
  createRoute({ getParentRoute: () => root, path: '/samples/$id', component: lazyRouteComponent(() => import('./pages/sample.tsx'), 'SamplePage') }),
  createRoute({ getParentRoute: () => root, path: '/alarms', component: lazyRouteComponent(() => import('./pages/alarms.tsx'), 'AlarmsPage') }),
  createRoute({ getParentRoute: () => root, path: '/wallet', component: lazyRouteComponent(() => import('./pages/wallet-question.tsx'), 'WalletQuestionPage') }),
  createRoute({ getParentRoute: () => root, path: '/certificates', component: lazyRouteComponent(() => import('./pages/keeping.tsx'), 'KeepingPage') }),
  createRoute({ getParentRoute: () => root, path: '/certificates/$id', component: lazyRouteComponent(() => import('./pages/kept.tsx'), 'KeptPage') }),
  createRoute({ getParentRoute: () => root, path: '/in-name', component: lazyRouteComponent(() => import('./pages/in-name.tsx'), 'InNamePage') }),
  createRoute({ getParentRoute: () => root, path: '/keys', component: lazyRouteComponent(() => import('./pages/keys.tsx'), 'KeysPage') }),
])

const PATH_MAX = 200
const WAY_MAX = 2100 // The codes of reasons, as the server takes them, and what goes with them.
const among = <T extends string>(value: unknown, known: readonly T[]): T | undefined => known.find((one) => one === value)
const text = (value: unknown): string | undefined => (typeof value === 'string' || typeof value === 'number' ? String(value).slice(0, 80) : undefined)

/** What an address asks of the queue; what nobody can ask for is left out. */
function wishIn(search: Readonly<Record<string, unknown>>): Wish {
  const wish = { whose: among(search['whose'], ['mine', 'free', 'others']), lamp: among(search['lamp'], ['red', 'yellow', 'green']), matter: text(search['matter']), why: text(search['why']), number: text(search['number']), sort: among(search['sort'], ['newest']) }
  return Object.fromEntries(Object.entries(wish).filter(([, value]) => value !== undefined)) as Wish
}

/** Which of several files that hold one table an address means. */
function fileIn(search: Readonly<Record<string, unknown>>): { readonly path?: string } {
  const path = search['path']
  return typeof path === 'string' && path.length <= PATH_MAX ? { path } : {}
}

/** Which way of disagreeing stands open: by what was said and decided, why, and by whom. */
function wayIn(search: Readonly<Record<string, unknown>>): { readonly way?: string } {
  const way = search['way']
  return typeof way === 'string' && way.length <= WAY_MAX ? { way } : {}
}

/** Which case of which session at the counter an address means. */
function windowIn(search: Readonly<Record<string, unknown>>): { readonly case?: string; readonly of?: string } {
  const [file, of] = [text(search['case']), text(search['of'])]
  return { ...(file === undefined ? {} : { case: file }), ...(of === undefined ? {} : { of }) }
}

/** Which objections an address asks for: those to records or those to looks, to be answered or answered. */
function questionIn(search: Readonly<Record<string, unknown>>): Question {
  return { ...(search['about'] === 'looks' ? { about: 'looks' } : {}), ...(search['answered'] === true ? { answered: true } : {}) }
}

/** The router of the desk, below `/desk`. */
export const router = createRouter({ routeTree: tree, basepath: '/desk', defaultPreload: false, trailingSlash: 'never' })

declare module '@tanstack/react-router' {
  interface Register { router: typeof router }
}
