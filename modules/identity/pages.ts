import { sentence, type Language } from '#kernel/language'
import { currentRelease } from '#kernel/releases'

import type { NamedPerson } from './model.ts'

/** Text made safe to stand in HTML, in an element or in a quoted attribute. */
export const escaped = (text: string): string => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)

/** How a sign-in page is sent: never kept, never framed, no scripts; the referrer policy keeps `Origin` on its forms. */
export const PAGE_HEADERS = {
  'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store', 'referrer-policy': 'same-origin', 'x-content-type-options': 'nosniff',
  'content-security-policy': "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; base-uri 'none'; frame-ancestors 'none'",
} as const

/** Above this many people the page offers a search, or nobody finds himself. */
const SEARCH_FROM = 20

const say = (language: Language, code: string, values: Readonly<Record<string, unknown>> = {}): string => escaped(sentence(currentRelease(), language, `identity.${code}`, values))

/** The frame of every sign-in page. It works without scripts and without the stylesheet. */
function frame(language: Language, title: string, body: string): string {
  return `<!doctype html>
<html lang="${language === 'zh' ? 'zh-CN' : 'en'}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} – ${say(language, 'page_house')}</title>
<link rel="stylesheet" href="/assets/tongban.css">
</head>
<body class="page">
<main class="page__main" id="main">${switchTo(language)}
<h1 class="page__title">${title}</h1>
${body}
</main>
</body>
</html>`
}

/** The way to the other language; the choice holds for the page it leads to. */
const switchTo = (language: Language): string =>
  language === 'zh' ? '<p class="page__language"><a href="?lang=en" lang="en" hreflang="en">English</a></p>' : '<p class="page__language"><a href="?lang=zh" lang="zh-CN" hreflang="zh-CN">中文</a></p>'

/** What the sign-in page shows: `path` takes the answer, `search` is what was searched for, `fault` a sentence about the last try. */
export type SignInView = {
  readonly path: string
  readonly people: readonly NamedPerson[]
  readonly search: string
  readonly fault?: string | undefined
  readonly typed?: { readonly idNumber: string; readonly name: string } | undefined
}

/** The sign-in page of a demo: everybody one click away, and a form for anybody else. */
export function demoSignInPage(language: Language, view: SignInView): string {
  const found = view.people.filter((person) => matches(person, view.search))
  return frame(language, say(language, 'page_sign_in'), [
    view.fault === undefined ? '' : `<div class="notice notice--error" role="alert"><p>${escaped(view.fault)}</p></div>`,
    `<p class="page__lead">${say(language, 'page_demo')}</p>`,
    view.people.length > SEARCH_FROM ? searchForm(language, view) : '',
    found.length === 0 ? `<p>${say(language, 'page_nobody')}</p>` : '',
    groupOf(language, view.path, 'citizens', found),
    groupOf(language, view.path, 'officials', found),
    otherForm(language, view),
    `<form method="post" action="${view.path}"><button class="button button--secondary" name="cancel" value="yes">${say(language, 'page_cancel')}</button></form>`,
  ].filter((part) => part !== '').join('\n'))
}

function matches(person: NamedPerson, search: string): boolean {
  const wanted = search.trim().toLowerCase()
  return [person.name, person.key, person.line.zh, person.line.en].some((text) => text.toLowerCase().includes(wanted))
}

const searchForm = (language: Language, view: SignInView): string => `<form method="get" action="${view.path}" role="search" class="form form--inline">
<label class="field__label" for="q">${say(language, 'page_search')}</label>
<input class="field__input" id="q" name="q" type="search" value="${escaped(view.search)}" autocomplete="off">
<button class="button button--secondary">${say(language, 'page_search_button')}</button>
</form>`

function groupOf(language: Language, path: string, group: NamedPerson['group'], people: readonly NamedPerson[]): string {
  const members = people.filter((person) => person.group === group)
  if (members.length === 0) return ''
  const rows = members.map((person) => `<li class="people__row"><button class="people__button" name="person" value="${escaped(person.key)}">
<span class="people__name">${escaped(person.name)}</span> <span class="people__line">${escaped(person.line[language])}</span></button></li>`)
  return `<section aria-labelledby="${group}">
<h2 id="${group}">${say(language, `page_${group}`)}</h2>
<form method="post" action="${path}"><ul class="people">
${rows.join('\n')}
</ul></form>
</section>`
}

const otherForm = (language: Language, view: SignInView): string => `<section aria-labelledby="other">
<h2 id="other">${say(language, 'page_other')}</h2>
<form method="post" action="${view.path}" class="form">
<p class="field"><label class="field__label" for="name">${say(language, 'page_name')}</label>
<input class="field__input" id="name" name="name" required maxlength="60" autocomplete="name" value="${escaped(view.typed?.name ?? '')}"></p>
<p class="field"><label class="field__label" for="idNumber">${say(language, 'page_id_number')}</label>
<input class="field__input" id="idNumber" name="idNumber" required maxlength="18" autocomplete="off" spellcheck="false" value="${escaped(view.typed?.idNumber ?? '')}"></p>
<p><button class="button">${say(language, 'page_sign_in_button')}</button></p>
</form>
</section>`

/** The sign-in page of a real house: which means of sign-in are set up. */
export const meansPage = (language: Language, path: string): string => frame(language, say(language, 'page_sign_in'), `<p class="page__lead">${say(language, 'page_no_means')}</p>
<p>${say(language, 'page_no_means_next')}</p>
<form method="post" action="${path}"><button class="button button--secondary" name="cancel" value="yes">${say(language, 'page_cancel')}</button></form>`)

/** Asks whether to sign out where another program asked for it. `form` is the provider's own, and trusted. */
export const signOutPage = (language: Language, form: string): string => frame(language, say(language, 'page_sign_out'), `<p class="page__lead">${say(language, 'page_sign_out_question')}</p>
${form}
<p><button class="button" type="submit" form="op.logoutForm" name="logout" value="yes">${say(language, 'page_sign_out_yes')}</button>
<button class="button button--secondary" type="submit" form="op.logoutForm">${say(language, 'page_sign_out_no')}</button></p>`)

/** Says that somebody is signed out. */
export const signedOutPage = (language: Language): string => frame(language, say(language, 'page_signed_out'), `<p class="page__lead">${say(language, 'page_signed_out_lead')}</p>
<p><a class="link" href="/">${say(language, 'page_home')}</a></p>`)

/** Says what went wrong in a sign-in, and how to begin again. `detail` is a sentence; `code` names the error to who helps. */
export const errorPage = (language: Language, error: { code: string; detail: string }): string => frame(language, say(language, 'page_error'), `<div class="notice notice--error" role="alert"><p>${escaped(error.detail)}</p></div>
<p>${say(language, 'page_error_code')} <code>${escaped(error.code)}</code></p>
<p><a class="button" href="/sign-in">${say(language, 'page_again')}</a> <a class="link" href="/">${say(language, 'page_home')}</a></p>`)
