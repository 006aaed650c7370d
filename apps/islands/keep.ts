/**
 * No keystroke of a form is lost: each is kept in the browser at once and on the server a moment later, as unchecked text.
 * A lost network holds the form back until there is one. What is kept in the browser is the reader's alone, goes a day
 * later at the latest, when the server has it, and with his sign-out; numbers of identity cards stay in this tab only.
 */
type Fields = readonly (readonly [name: string, value: string])[]
type Entry = { readonly at: number; readonly version: string; readonly fields: Fields }
type Came = 'kept' | 'offline' | 'elsewhere' | 'signed-out' | 'refused'
type Control = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement

const PREFIX = 'tongban.kept '
const DAY_MS = 24 * 3600 * 1000
/** So long after the last keystroke the text goes to the server. */
const PAUSE_MS = 1200
const RETRY_MS = 4000
/** A network that does not answer in so long a time is none. */
const PATIENCE_MS = 8000

const SECRET = 'data-secret'
const isSaid = (name: string): boolean => /^[fn]\./.test(name)

/** One mark for each tab, so that what this tab sent before is not taken for another device. */
function tabMark(): string {
  const mark = sessionStorage.getItem(`${PREFIX}tab`) ?? crypto.randomUUID()
  sessionStorage.setItem(`${PREFIX}tab`, mark)
  return mark
}

/** What is kept for somebody else, or for longer than a day, goes. */
function forgetOthers(reader: string): void {
  for (const key of Object.keys(localStorage).filter((one) => one.startsWith(PREFIX))) {
    const entry = entryIn(localStorage, key)
    if (!key.startsWith(`${PREFIX}${reader} `) || entry === undefined || Date.now() - entry.at > DAY_MS) localStorage.removeItem(key)
  }
}

function entryIn(storage: Storage, key: string): Entry | undefined {
  // What cannot be read is as good as nothing kept.
  try {
    return (JSON.parse(storage.getItem(key) ?? 'null') as Entry | null) ?? undefined
  } catch {
    return undefined
  }
}

const textsOf = (form: HTMLFormElement): Fields => [...new FormData(form)].flatMap(([name, value]) => (isSaid(name) && typeof value === 'string' ? [[name, value] as const] : []))
const isSecret = (form: HTMLFormElement, name: string): boolean => form.querySelector(`[name="${CSS.escape(name)}"]`)?.hasAttribute(SECRET) ?? false
const areSame = (one: Fields, other: Fields): boolean => JSON.stringify(seen(one)) === JSON.stringify(seen(other))
const seen = (fields: Fields): Fields => fields.filter(([name, value]) => value !== '' && !/~(label|results|for)$/.test(name)).toSorted(([a], [b]) => a.localeCompare(b))

/** Keeps texts in the browser: those of identity cards in this tab, the others also beyond it. */
function keepHere(key: string, form: HTMLFormElement, version: string): void {
  const fields = textsOf(form)
  const entry = (some: Fields): string => JSON.stringify({ at: Date.now(), version, fields: some } satisfies Entry)
  // A browser that keeps nothing (private, full) still sends everything to the server.
  try {
    localStorage.setItem(key, entry(fields.filter(([name]) => !isSecret(form, name))))
    sessionStorage.setItem(key, entry(fields.filter(([name]) => isSecret(form, name))))
  } catch { /* See above. */ }
}

function keptHere(key: string): Entry | undefined {
  const [lasting, here] = [entryIn(localStorage, key), entryIn(sessionStorage, key)]
  return lasting === undefined ? here : { ...lasting, fields: [...lasting.fields, ...(here?.fields ?? [])] }
}

function dropHere(key: string): void {
  localStorage.removeItem(key)
  sessionStorage.removeItem(key)
}

/** Puts kept texts back into the form. A choice of a register that the page does not show yet is handed to its look-up. */
function restore(form: HTMLFormElement, fields: Fields): void {
  const values = Map.groupBy(fields, ([name]) => name)
  for (const [name, pairs] of values) {
    if (name.endsWith('~results')) form.querySelector(`[data-island="lookup"][data-name="${CSS.escape(name.slice(0, -'~results'.length))}"]`)?.dispatchEvent(new CustomEvent('kept', { detail: pairs[0]![1] }))
  }
  for (const control of form.querySelectorAll<Control>('[name^="f."]')) {
    const said = (values.get(control.name) ?? []).map(([, value]) => value)
    if (control instanceof HTMLInputElement && (control.type === 'radio' || control.type === 'checkbox')) control.checked = said.includes(control.value)
    else if (said[0] !== undefined || !(control instanceof HTMLInputElement && control.type === 'hidden')) control.value = said[0] ?? ''
  }
  form.dispatchEvent(new CustomEvent('restored'))
}

/** Says one of the sentences that the page brings along, with what may be done about it. */
type Say = (what: string, at?: string, deeds?: Readonly<Record<string, () => void>>) => void

function voiceOf(form: HTMLFormElement): Say {
  const line = form.querySelector<HTMLElement>('[data-kept]')!
  return (what, at = '', deeds = {}) => {
    const words = form.querySelector<HTMLTemplateElement>(`template[data-say="${what}"]`)!.content.cloneNode(true) as DocumentFragment
    const time = words.querySelector('[data-at]')
    if (time) time.textContent = at
    words.querySelectorAll<HTMLButtonElement>('[data-act]').forEach((button) => button.addEventListener('click', () => { line.replaceChildren(); deeds[button.dataset['act']!]?.() }))
    const place = what === 'saved' ? form.querySelector('[data-saved]') : line
    // The same sentence again would only be read out again.
    if (place?.textContent !== words.textContent) place?.replaceChildren(words)
    if (what === 'saved' && line.querySelector('.kept--waiting')) line.replaceChildren()
  }
}

type Said = { readonly version?: number; readonly at?: string; readonly elsewhere?: { readonly version: number; readonly at: string } }

/** Sends the texts as they stand. Throws where there is no network. */
const post = (form: HTMLFormElement, keepalive: boolean): Promise<Response> =>
  fetch(form.dataset['typing']!, { method: 'POST', body: new URLSearchParams([...new FormData(form)].map(([name, value]) => [name, String(value)])), headers: { accept: 'application/json' }, keepalive, ...(keepalive ? {} : { signal: AbortSignal.timeout(PATIENCE_MS) }) })

/** One form, from its first keystroke to its sending. */
function keep(form: HTMLFormElement): void {
  const key = `${PREFIX}${form.dataset['reader']} ${form.dataset['path']}`
  const version = form.querySelector<HTMLInputElement>('[name="~version"]')!
  form.querySelector<HTMLInputElement>('[name="~device"]')!.value = tabMark()
  const say = voiceOf(form)
  let dirty = false
  let passing = false
  let isRaced = false
  let timer: ReturnType<typeof setTimeout> | undefined
  let underWay: Promise<Came> | undefined

  const discard = (): void => { dirty = false; dropHere(key); location.assign(form.dataset['path']!) }
  const send = async (): Promise<Came> => {
    const sent = textsOf(form)
    // What the network does is told in words; the text is in the browser all the while.
    try {
      const answer = await post(form, false)
      if (answer.status === 401) { say('signed-out'); return 'signed-out' }
      if (!answer.ok) return 'refused'
      const { version: now, at, elsewhere } = (await answer.json()) as Said
      if (elsewhere) {
        isRaced = true
        say('elsewhere', elsewhere.at, { mine: () => { version.value = String(elsewhere.version); isRaced = false; void sendNow() }, theirs: discard })
        return 'elsewhere'
      }
      version.value = String(now)
      if (areSame(sent, textsOf(form))) { dirty = false; dropHere(key) }
      say('saved', at)
      return 'kept'
    } catch {
      say('offline')
      return 'offline'
    }
  }
  // One at a time, so that each says which state it goes out from.
  const sendNow = async (): Promise<Came> => { await underWay; underWay = send(); return underWay }
  const sendIn = (ms: number): void => {
    clearTimeout(timer)
    timer = setTimeout(async () => { if (dirty && !passing && !isRaced && (await sendNow()) === 'offline') sendIn(RETRY_MS) }, ms)
  }
  const changed = (): void => { dirty = true; keepHere(key, form, version.value); sendIn(PAUSE_MS) }

  comeBack(form, key, { version: version.value, say, changed, discard })
  form.addEventListener('input', changed)
  form.addEventListener('change', changed)
  addEventListener('pagehide', () => { if (dirty && !passing && !isRaced) void post(form, true).catch(() => undefined) })
  holdBack(form, { isDirty: () => dirty, sendNow, say: () => say('waiting'), pass: () => { passing = true; clearTimeout(timer) } })
}

type Back = { readonly version: string; readonly say: Say; readonly changed: () => void; readonly discard: () => void }

/** What this browser kept comes back; where the page was changed elsewhere since, the reader says which counts. */
function comeBack(form: HTMLFormElement, key: string, { version, say, changed, discard }: Back): void {
  const kept = keptHere(key)
  if (kept === undefined || areSame(kept.fields, textsOf(form))) return dropHere(key)
  const at = new Date(kept.at).toLocaleTimeString(document.documentElement.lang, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
  const mine = (): void => { restore(form, kept.fields); changed() }
  if (kept.version !== version) return say('elsewhere', at, { mine, theirs: () => dropHere(key) })
  mine()
  say('restored', at, { discard })
}

type Post = { readonly isDirty: () => boolean; readonly sendNow: () => Promise<Came>; readonly say: () => void; readonly pass: () => void }

/** A form is sent only where there is a network to send it; without one it waits and goes by itself. */
function holdBack(form: HTMLFormElement, { isDirty, sendNow, say, pass }: Post): void {
  let passing = false
  let waiting: HTMLElement | null | undefined
  const isThere = async (): Promise<boolean> => {
    // Where nothing was typed, any answer of the server tells that it can be reached.
    try {
      if (isDirty()) return (await sendNow()) !== 'offline'
      await fetch(import.meta.url, { method: 'HEAD', cache: 'no-store', signal: AbortSignal.timeout(PATIENCE_MS) })
      return true
    } catch {
      return false
    }
  }
  const go = async (): Promise<void> => {
    const button = waiting
    if (button === undefined || passing) return
    if (await isThere()) {
      passing = true
      pass()
      form.requestSubmit(button instanceof HTMLButtonElement ? button : null)
      return
    }
    say()
    setTimeout(go, RETRY_MS)
  }
  form.addEventListener('submit', (event) => {
    if (passing) return
    event.preventDefault()
    const first = waiting === undefined
    waiting = event.submitter
    if (first) void go()
  })
  addEventListener('online', () => void go())
  // Who comes back by the browser's own way finds a form that can be sent again.
  addEventListener('pageshow', (event) => { if (event.persisted) { passing = false; waiting = undefined } })
}

/** Beside a session that ended: what is kept in this browser comes back by itself, so the way to sign in leads straight to the form. */
function carry(form: HTMLFormElement): void {
  if (!Object.keys(localStorage).some((key) => key.startsWith(PREFIX) && key.endsWith(` ${form.dataset['path']}`))) return
  const link = form.querySelector<HTMLAnchorElement>('[data-sign-in]')!
  link.href = form.dataset['back']!
  link.removeAttribute('target')
  form.querySelector('[data-other-window]')?.remove()
}

for (const form of document.querySelectorAll<HTMLFormElement>('form[data-island="keep"]')) { forgetOthers(form.dataset['reader']!); keep(form) }
for (const form of document.querySelectorAll<HTMLFormElement>('form[data-island="carry"]')) carry(form)
