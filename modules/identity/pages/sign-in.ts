import type { NamedPerson } from '../model.ts'
import { cancelForm, deviceWords, escaped, faultNotice, frame, say, titled, type Reading } from './frame.ts'

/** Above this many people the page offers a search and folds the groups, or nobody finds himself. */
const SEARCH_FROM = 20
/** So many of the people that the demo names first stand open on top. */
const FIRST_COUNT = 3

/**
 * What the sign-in page shows: `path` takes the answer, `goesOn` says where it leads, `passkeys` whether this address can have
 * any, `people` are those of a demo, `search` is what was searched for, `fault` a sentence about the last try.
 */
export type SignInView = {
  readonly path: string
  readonly goesOn: string
  readonly passkeys: boolean
  readonly people: readonly NamedPerson[] | null
  readonly search: string
  readonly fault?: string | undefined
  readonly typed?: { readonly idNumber: string; readonly name: string } | undefined
}

/** The sign-in page: by passkey, and in a demo as anybody in it. */
export function signInPage(reading: Reading, view: SignInView): string {
  const title = say(reading, 'page_sign_in')
  const body = [
    titled(title, escaped(view.goesOn)),
    faultNotice(view.fault),
    view.passkeys ? passkeyPart(reading, view) : '',
    view.passkeys || view.people !== null ? '' : `<p>${say(reading, 'page_no_means')}</p>\n<p>${say(reading, 'page_no_means_next')}</p>`,
    view.people === null ? '' : demoPart(reading, view, view.people),
    cancelForm(reading, view.path),
  ]
  return frame(reading, { title, body: body.filter((part) => part !== '').join('\n'), script: view.passkeys, query: view.search })
}

/** The button shows itself where there are scripts, since no passkey answers without one. */
const passkeyPart = (reading: Reading, view: SignInView): string => `<section class="block" aria-labelledby="passkey">
<h2 id="passkey">${say(reading, 'page_passkey')}</h2>
<form method="post" action="${view.path}" class="door" data-island="passkey" data-ask="get" data-questions="${view.path}/passkey" ${deviceWords(reading)} hidden>
<p class="quiet">${say(reading, 'page_passkey_what')}</p>
<input type="hidden" name="credential" value="">
<p><button class="button">${say(reading, 'page_passkey_use')}</button></p>
<p class="door__said" role="status" hidden></p>
</form>
<noscript><p>${say(reading, 'page_passkey_script')}</p></noscript>
<p><a class="link" href="${view.path}/code">${say(reading, 'page_code_link')}</a></p>
</section>`

function demoPart(reading: Reading, view: SignInView, people: readonly NamedPerson[]): string {
  const found = people.filter((person) => matches(person, view.search))
  const folds = view.search.trim() === '' && found.length > SEARCH_FROM
  const first = folds ? found.filter((person) => person.group === 'citizens').slice(0, FIRST_COUNT) : []
  const rest = found.filter((person) => !first.includes(person))
  return [
    `<section class="block" aria-labelledby="demo">\n<h2 id="demo">${say(reading, 'page_demo_title')}</h2>\n<p class="notice notice--info">${say(reading, 'page_demo')}</p>`,
    first.length === 0 ? '' : `<h3 id="first" class="door__part">${say(reading, 'page_first')}</h3>${peopleForm(reading, view.path, first)}`,
    people.length > SEARCH_FROM ? searchForm(reading, view) : '',
    found.length === 0 ? `<p>${say(reading, 'page_nobody')}</p>` : '',
    ...(['officials', 'citizens'] as const).map((group) => groupOf(reading, view.path, { group, folds }, rest)),
    otherForm(reading, view, folds),
    '</section>',
  ].filter((part) => part !== '').join('\n')
}

function matches(person: NamedPerson, search: string): boolean {
  const wanted = search.trim().toLowerCase()
  return [person.name, person.key, person.line.zh, person.line.en].some((text) => text.toLowerCase().includes(wanted))
}

const searchForm = (reading: Reading, view: SignInView): string => `<form method="get" action="${view.path}" role="search" class="form form--inline door__part">
<label class="field__label" for="q">${say(reading, 'page_search')}</label>
<input class="field__input" id="q" name="q" type="search" value="${escaped(view.search)}" autocomplete="off">
<button class="button button--secondary">${say(reading, 'page_search_button')}</button>
</form>`

function groupOf(reading: Reading, path: string, { group, folds }: { group: NamedPerson['group']; folds: boolean }, people: readonly NamedPerson[]): string {
  const members = people.filter((person) => person.group === group)
  if (members.length === 0) return ''
  const title = `<h3 id="${group}">${say(reading, `page_${group}`)}</h3>${folds ? `<span class="quiet">${members.length}</span>` : ''}`
  return folding(folds, title, peopleForm(reading, path, members))
}

/** A part under its title, closed behind it where the page is long. */
const folding = (folds: boolean, title: string, body: string): string =>
  folds ? `<details class="fold"><summary class="fold__summary">${title}</summary>\n${body}\n</details>` : `${title}\n${body}`

function peopleForm(reading: Reading, path: string, people: readonly NamedPerson[]): string {
  const rows = people.map((person) => `<li class="people__row"><button class="people__button" name="person" value="${escaped(person.key)}">
<span class="people__name"${reading.language === 'en' ? ' lang="zh-CN"' : ''}>${escaped(person.name)}</span> <span class="people__line">${escaped(person.line[reading.language])}</span></button></li>`)
  return `<form method="post" action="${path}"><ul class="people">
${rows.join('\n')}
</ul></form>`
}

const otherForm = (reading: Reading, view: SignInView, folds: boolean): string => folding(folds && view.typed === undefined, `<h3 id="other">${say(reading, 'page_other')}</h3>`, `<form method="post" action="${view.path}" class="form">
<p class="field"><label class="field__label" for="name">${say(reading, 'page_name')}</label>
<input class="field__input" id="name" name="name" required maxlength="60" autocomplete="name" value="${escaped(view.typed?.name ?? '')}"></p>
<p class="field"><label class="field__label" for="idNumber">${say(reading, 'page_id_number')}</label>
<input class="field__input" id="idNumber" name="idNumber" required maxlength="18" autocomplete="off" spellcheck="false" value="${escaped(view.typed?.idNumber ?? '')}"></p>
<p><button class="button button--secondary">${say(reading, 'page_sign_in_button')}</button></p>
</form>`)
