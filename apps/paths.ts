/**
 * Every path of the portal, in one place. Ids are opaque and a verification code is made to be shown; nothing about
 * a person ever stands in an address.
 */
const at = (...parts: readonly string[]): string => `/${parts.map((part) => encodeURIComponent(part)).join('/')}`

/** The paths that people see. Each gives a path below the public address, beginning with `/`. */
export const paths = {
  home: (): string => '/',
  matter: (kind: string, id: string): string => at('matters', kind, id),
  start: (kind: string, id: string, once: string): string => `${at('matters', kind, id, 'start')}?once=${encodeURIComponent(once)}`,
  cases: (): string => '/cases',
  case: (id: string): string => at('cases', id),
  form: (id: string, group: string): string => at('cases', id, 'form', group),
  refill: (id: string): string => at('cases', id, 'refill'),
  confirm: (id: string): string => at('cases', id, 'confirm'),
  sign: (id: string): string => at('cases', id, 'sign'),
  timeline: (id: string): string => at('cases', id, 'timeline'),
  timelineFragment: (id: string): string => at('cases', id, 'timeline', 'fragment'),
  receipt: (id: string): string => at('cases', id, 'receipt'),
  withdrawal: (id: string): string => at('cases', id, 'withdrawal'),
  wallet: (): string => '/wallet',
  certificate: (id: string): string => at('wallet', id),
  verify: (): string => '/verify',
  verifyCode: (code: string): string => at('verify', code),
  myData: (): string => '/my/data',
  proof: (entry: string): string => at('my', 'data', 'proofs', entry),
  grantWithdrawal: (grant: string): string => at('my', 'data', 'grants', grant, 'withdrawal'),
  inbox: (): string => '/inbox',
  letterReading: (letter: string): string => at('inbox', letter, 'reading'),
  letterReply: (letter: string): string => at('inbox', letter, 'reply'),
  desk: (): string => '/desk',
  deskCase: (id: string): string => at('desk', 'cases', id),
  deskTaking: (task: string, id: string): string => at('desk', 'tasks', task, 'cases', id, 'taking'),
  design: (): string => '/design',
  language: (): string => '/language',
  easy: (): string => '/easy',
  actFor: (): string => '/act-for',
  lookup: (source: string): string => at('lookups', source),
  signIn: (to: string): string => `/sign-in?to=${encodeURIComponent(to)}`,
  signOut: (): string => '/sign-out',
  stylesheet: (version: string): string => `/assets/tongban.css?v=${version}`,
  theme: (version: string): string => `/assets/theme.css?v=${version}`,
  island: (name: string, version: string): string => `/assets/${name}.js?v=${version}`,
  deskScript: (): string => '/assets/desk/main.js',
  deskStylesheet: (): string => '/assets/desk/desk.css',
} as const

/** The same paths as patterns, for the router. */
export const patterns = {
  home: '/',
  matter: '/matters/:kind/:id',
  start: '/matters/:kind/:id/start',
  cases: '/cases',
  case: '/cases/:id',
  form: '/cases/:id/form/:group',
  refill: '/cases/:id/refill',
  confirm: '/cases/:id/confirm',
  sign: '/cases/:id/sign',
  timeline: '/cases/:id/timeline',
  timelineFragment: '/cases/:id/timeline/fragment',
  receipt: '/cases/:id/receipt',
  withdrawal: '/cases/:id/withdrawal',
  wallet: '/wallet',
  certificate: '/wallet/:id',
  verify: '/verify',
  verifyCode: '/verify/:code',
  myData: '/my/data',
  proof: '/my/data/proofs/:entry',
  grantWithdrawal: '/my/data/grants/:grant/withdrawal',
  inbox: '/inbox',
  letterReading: '/inbox/:letter/reading',
  letterReply: '/inbox/:letter/reply',
  desk: '/desk',
  deskCase: '/desk/cases/:id',
  deskTaking: '/desk/tasks/:task/cases/:id/taking',
  deskApp: '/desk/*',
  design: '/design',
  language: '/language',
  easy: '/easy',
  actFor: '/act-for',
  lookup: '/lookups/:source',
} as const

// oxlint-disable-next-line no-control-regex -- A control character in an address is never ours.
const LOCAL = /^\/(?![/\\])[^\u0000-\u001f\\]*$/

/** A path of this site that may be gone to, or the given one where the text is anything else (another site, a script). */
export const localPath = (wish: string | undefined, otherwise: string): string => (wish !== undefined && LOCAL.test(wish) ? wish : otherwise)
