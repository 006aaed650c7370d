import { sentence, type Language } from '#kernel/language'
import { currentRelease } from '#kernel/releases'

/** Text made safe to stand in HTML, in an element or in a quoted attribute. */
export const escaped = (text: string): string => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)

/** How a sign-in page is sent: never kept, never framed, with our own scripts only; the referrer policy keeps `Origin` on its forms. */
export const PAGE_HEADERS = {
  'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store', 'referrer-policy': 'same-origin', 'x-content-type-options': 'nosniff',
  'content-security-policy': "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; base-uri 'none'; frame-ancestors 'none'",
} as const

/** How a reader wants his page: in which language, and larger or not. */
export type Reading = { readonly language: Language; readonly easy: boolean }

/** A sentence of the sign-in pages, made safe to stand in HTML. */
export const say = ({ language }: Reading, code: string, values: Readonly<Record<string, unknown>> = {}): string => escaped(sentence(currentRelease(), language, `identity.${code}`, values))

type Page = { readonly title: string; readonly body: string; readonly script?: boolean; readonly query?: string }

/** The frame of every sign-in page, in the portal's own clothes. It works without scripts and without the stylesheet. */
export function frame(reading: Reading, { title, body, script = false, query = '' }: Page): string {
  return `<!doctype html>
<html lang="${reading.language === 'zh' ? 'zh-CN' : 'en'}"${reading.easy ? ' data-mode="easy"' : ''}>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title} – ${say(reading, 'page_house')}</title>
<link rel="stylesheet" href="/assets/theme.css">
<link rel="stylesheet" href="/assets/tongban.css">
<link rel="icon" href="data:,">
${script ? '<script type="module" src="/assets/passkey.js"></script>' : ''}
</head>
<body class="page">
<a class="skip" href="#main">${say(reading, 'page_skip')}</a>
<header class="header"><div class="header__inner">
<a class="header__brand" href="/">${MARK}<span class="header__words"><span class="header__name">${say(reading, 'page_house')}</span><span class="header__sub">${say(reading, 'page_house_sub')}</span></span></a>
<div class="header__tools">${switchTo(reading.language, query)}</div>
</div></header>
<main class="page__main" id="main" tabindex="-1">
${body}
</main>
</body>
</html>`
}

/** The same gate with a road through it as on every other page. */
const MARK = '<svg class="header__mark" viewBox="0 0 32 32" width="32" height="32" aria-hidden="true" focusable="false"><path d="M4 28V14a12 12 0 0 1 24 0v14h-6V14a6 6 0 0 0-12 0v14z" fill="currentColor"/><path d="M15 28l.5-12h1L17 28z" fill="currentColor"/></svg>'

/** The way to the same page in the other language, which is then kept. */
function switchTo(language: Language, query: string): string {
  const [other, tag, name] = language === 'zh' ? ['en', 'en', 'English'] : ['zh', 'zh-CN', '中文']
  const address = `?${new URLSearchParams({ ...(query === '' ? {} : { q: query }), lang: other })}`
  return `<a class="header__button" href="${escaped(address)}" lang="${tag}" hreflang="${tag}">${name}</a>`
}

/** A title with what stands below it. */
export const titled = (title: string, lead = ''): string => `<div class="title"><h1 class="page__title">${title}</h1>${lead === '' ? '' : `\n<p class="page__lead">${lead}</p>`}</div>`

/** What went wrong with the last try, said at once to who listens. */
export const faultNotice = (fault: string | undefined): string => (fault === undefined ? '' : `<div class="notice notice--error" role="alert"><p>${escaped(fault)}</p></div>`)

/** A way out of a sign-in that leads home. */
export const cancelForm = (reading: Reading, path: string): string =>
  `<form method="post" action="${path}" class="door__end"><button class="button button--quiet" name="cancel" value="yes">${say(reading, 'page_cancel')}</button></form>`

/** What a form that a device answers says meanwhile, and when it comes to nothing; read by the script beside it. */
export const deviceWords = (reading: Reading): string =>
  `data-waiting="${say(reading, 'page_device_waiting')}" data-stopped="${say(reading, 'page_device_stopped')}" data-known="${say(reading, 'page_device_known')}" data-failed="${say(reading, 'page_device_failed')}"`
