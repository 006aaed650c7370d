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

/** Above this many people the page offers a search and folds the groups, or nobody finds himself. */
const SEARCH_FROM = 20
/** So many of the people that the demo names first stand open on top. */
const FIRST_COUNT = 3

const say = (language: Language, code: string, values: Readonly<Record<string, unknown>> = {}): string => escaped(sentence(currentRelease(), language, `identity.${code}`, values))

/** The frame of every sign-in page. It works without scripts and without the stylesheet. */
function frame(language: Language, title: string, body: string): string {
  return `<!doctype html>
<html lang="${language === 'zh' ? 'zh-CN' : 'en'}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} – ${say(language, 'page_house')}</title>
<link rel="stylesheet" href="/assets/theme.css">
<link rel="stylesheet" href="/assets/tongban.css">
</head>
<body class="page">
<a class="skip" href="#main">${say(language, 'page_skip')}</a>
<header class="header"><div class="header__inner">
<a class="header__brand" href="/">${MARK}<span class="header__words"><span class="header__name">${say(language, 'page_house')}</span><span class="header__sub">${say(language, 'page_house_sub')}</span></span></a>
<div class="header__tools">${switchTo(language)}</div>
</div></header>
<main class="page__main" id="main" tabindex="-1">
<h1 class="page__title">${title}</h1>
${body}
</main>
</body>
</html>`
}

/** The same gate with a road through it as on every other page. */
const MARK = '<svg class="header__mark" viewBox="0 0 32 32" width="32" height="32" aria-hidden="true" focusable="false"><path d="M4 28V14a12 12 0 0 1 24 0v14h-6V14a6 6 0 0 0-12 0v14z" fill="currentColor"/><path d="M15 28l.5-12h1L17 28z" fill="currentColor"/></svg>'

/** The way to the other language; the choice holds for the page it leads to. */
const switchTo = (language: Language): string =>
  language === 'zh' ? '<a class="header__button" href="?lang=en" lang="en" hreflang="en">English</a>' : '<a class="header__button" href="?lang=zh" lang="zh-CN" hreflang="zh-CN">中文</a>'

/** What the sign-in page shows: `path` takes the answer, `search` is what was searched for, `fault` a sentence about the last try. */
export type SignInView = {
  readonly path: string
  readonly people: readonly NamedPerson[]
  readonly search: string
  readonly fault?: string | undefined
  readonly typed?: { readonly idNumber: string; readonly name: string } | undefined
}

/** The sign-in page of a demo: those it names first on top, the rest by group, and a form for anybody else. */
export function demoSignInPage(language: Language, view: SignInView): string {
  const found = view.people.filter((person) => matches(person, view.search))
  const folds = view.search.trim() === '' && found.length > SEARCH_FROM
  const first = folds ? found.filter((person) => person.group === 'citizens').slice(0, FIRST_COUNT) : []
  const rest = found.filter((person) => !first.includes(person))
  return frame(language, say(language, 'page_sign_in'), [
    view.fault === undefined ? '' : `<div class="notice notice--error" role="alert"><p>${escaped(view.fault)}</p></div>`,
    `<p class="page__lead">${say(language, 'page_demo')}</p>`,
    first.length === 0 ? '' : `<section aria-labelledby="first"><h2 id="first">${say(language, 'page_first')}</h2>${peopleForm(language, view.path, first)}</section>`,
    view.people.length > SEARCH_FROM ? searchForm(language, view) : '',
    found.length === 0 ? `<p>${say(language, 'page_nobody')}</p>` : '',
    ...(['officials', 'citizens'] as const).map((group) => groupOf(language, view.path, { group, folds }, rest)),
    otherForm(language, view, folds),
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

function groupOf(language: Language, path: string, { group, folds }: { group: NamedPerson['group']; folds: boolean }, people: readonly NamedPerson[]): string {
  const members = people.filter((person) => person.group === group)
  if (members.length === 0) return ''
  const title = `<h2 id="${group}">${say(language, `page_${group}`)}</h2>${folds ? `<span class="quiet">${members.length}</span>` : ''}`
  return folding(group, folds, title, peopleForm(language, path, members))
}

/** A section under its title, closed behind it where the page is long. */
const folding = (name: string, folds: boolean, title: string, body: string): string =>
  folds ? `<details class="fold"><summary class="fold__summary">${title}</summary>\n${body}\n</details>` : `<section aria-labelledby="${name}">${title}\n${body}\n</section>`

function peopleForm(language: Language, path: string, people: readonly NamedPerson[]): string {
  const rows = people.map((person) => `<li class="people__row"><button class="people__button" name="person" value="${escaped(person.key)}">
<span class="people__name"${language === 'en' ? ' lang="zh-CN"' : ''}>${escaped(person.name)}</span> <span class="people__line">${escaped(person.line[language])}</span></button></li>`)
  return `<form method="post" action="${path}"><ul class="people">
${rows.join('\n')}
</ul></form>`
}

const otherForm = (language: Language, view: SignInView, folds: boolean): string => folding('other', folds && view.fault === undefined, `<h2 id="other">${say(language, 'page_other')}</h2>`, `<form method="post" action="${view.path}" class="form">
<p class="field"><label class="field__label" for="name">${say(language, 'page_name')}</label>
<input class="field__input" id="name" name="name" required maxlength="60" autocomplete="name" value="${escaped(view.typed?.name ?? '')}"></p>
<p class="field"><label class="field__label" for="idNumber">${say(language, 'page_id_number')}</label>
<input class="field__input" id="idNumber" name="idNumber" required maxlength="18" autocomplete="off" spellcheck="false" value="${escaped(view.typed?.idNumber ?? '')}"></p>
<p><button class="button">${say(language, 'page_sign_in_button')}</button></p>
</form>`)

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
