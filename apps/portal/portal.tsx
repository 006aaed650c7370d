import { renderToStaticMarkup } from 'react-dom/server'

import { DeskFrame } from '../ui/desk-frame.tsx'
import { Frame } from '../ui/frame.tsx'
import { Speaking } from '../ui/voice.tsx'
import type { ProblemDocument, Session } from './api.ts'
import { asking } from './asking.ts'
import { failurePage } from './pages/failure.tsx'
import { routes } from './routes.ts'
import { Problem, type Answer, type Visit } from './visit.ts'
import { voiceOf, type Language } from './voice.ts'

/** A request as the server hands it over. `send` asks the API inside the same process, as this reader. */
export type Request = {
  readonly language: Language; readonly easy: boolean; readonly publicAddress: string; readonly version: string; readonly path: string
  /** The styles themselves, for a browser that has not come by them yet; null for one that keeps their files. */
  readonly styles: string | null
  readonly params: Readonly<Record<string, string>>; readonly query: Readonly<Record<string, string>>; readonly body: Readonly<Record<string, string | readonly string[]>>
  /** The page of ours that a form was sent from, with its query; nothing where a page was asked for. */
  readonly from?: string | undefined
  /** Whether the browser says that one of our own pages led here (Fetch Metadata, Sec-Fetch-Site). */
  readonly fromUs: boolean
  readonly send: (method: 'GET' | 'POST' | 'PUT', path: string, body: unknown, key?: string) => Promise<{ status: number; text: string }>
}

/** What the server is to answer. `part` marks a fragment that an island asks for; `forget` ends a session that is no good; `camera` lets the page ask for it. */
export type Reply =
  | { readonly html: string; readonly code: number; readonly part?: true; readonly forget?: boolean; readonly camera?: boolean }
  | { readonly to: string; readonly language?: Language; readonly easy?: boolean }
  | { readonly json: unknown }

/** The whole portal: which paths it answers, its answers, and its words for a failure. */
export type Portal = {
  readonly routes: readonly { readonly method: 'GET' | 'POST'; readonly path: string }[]
  readonly answer: (method: string, path: string, request: Request) => Promise<Reply>
  readonly failure: (request: Request, document: ProblemDocument) => Promise<Reply>
}

/** The portal, ready to be put on a server. */
export const portal: Portal = {
  routes: routes.map(({ method, path }) => ({ method, path })),
  answer: async (method, path, request) => {
    const route = routes.find((one) => one.method === method && one.path === path)
    if (route === undefined) throw new Error(`no page at ${path}`)
    const visit = await visitOf(request)
    // A refusal of the API is no fault: it becomes a page that says in words what the API said.
    try {
      return drawn(visit, await route.answer(visit))
    } catch (error) {
      if (error instanceof Problem) return failed(visit, error.document)
      throw error
    }
  },
  failure: async (request, document) => failed(await visitOf(request), document),
}

async function visitOf(request: Request): Promise<Visit> {
  const { language, easy, path, params, query, body, publicAddress, version, styles, fromUs } = request
  const ask = asking(request.send)
  const asked = new URLSearchParams(Object.entries(query).filter(([name]) => name !== 'lang')).toString()
  const here = request.from ?? (asked === '' ? path : `${path}?${asked}`)
  const values = Object.entries(body).map(([name, value]): [string, string[]] => [name, Array.isArray(value) ? [...value] : [String(value)]])
  return { language, easy, voice: voiceOf(language), path, params, query, typed: new Map(values), ask, publicAddress, version, styles, fromUs, here, session: await sessionOf(ask) }
}

/** Nobody, where the session is no good: the page at hand then says so itself. */
async function sessionOf(ask: Visit['ask']): Promise<Session> {
  try {
    return await ask.get<Session>('/identity/session')
  } catch (error) {
    if (error instanceof Problem) return { signedIn: false }
    throw error
  }
}

function failed(visit: Visit, document: ProblemDocument): Reply {
  const reply = drawn(visit, failurePage(visit, document))
  return 'html' in reply ? { ...reply, forget: document.status === 401 } : reply
}

function drawn(visit: Visit, answer: Answer): Reply {
  if ('to' in answer || 'json' in answer) return answer
  if ('fragment' in answer) return { html: renderToStaticMarkup(<Speaking voice={visit.voice}>{answer.fragment}</Speaking>), code: 200, part: true }
  if ('application' in answer) return { html: `<!doctype html>${renderToStaticMarkup(<Speaking voice={visit.voice}><DeskFrame visit={visit} title={answer.title} /></Speaking>)}`, code: 200 }
  const { page, title, code = 200, islands = [], refresh, wide = false, bare = false, camera = false } = answer
  const whole = <Speaking voice={visit.voice}><Frame visit={visit} title={title} islands={islands} refresh={refresh} wide={wide} bare={bare}>{page}</Frame></Speaking>
  return { html: `<!doctype html>${renderToStaticMarkup(whole)}`, code, ...(camera ? { camera } : {}) }
}
