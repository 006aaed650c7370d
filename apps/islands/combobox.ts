/** One thing to pick from a list, with a second line where it has one. */
export type Option = { readonly label: string; readonly part?: string | null }

/** What a combobox stands on and what it does. `find` gives null where nobody answered; `choose` is told what was taken. */
export type Wish<T extends Option> = {
  readonly input: HTMLInputElement
  /** What the list is put into, and what it is called where the input has no label. */
  readonly place: HTMLElement
  /** What is said of a list, `#` standing for how many there are, and of an empty one. */
  readonly some: string
  readonly none: string | (() => string)
  readonly find: (text: string) => readonly T[] | null | Promise<readonly T[] | null>
  readonly choose: (one: T) => void
  /** So long after the last keystroke it is looked for; at once where nobody else has to be asked. */
  readonly pauseMs?: number
  /** Which one stands there already, where one is picked from a list: the list opens at it, and the first that fits is marked as one types, so that Enter takes it. */
  readonly isChosen?: (one: T) => boolean
  /** Whether Enter never sends the form: it looks for what is typed, then marks the first, then takes the marked one. */
  readonly keepsEnter?: boolean
}

/** What an island may do with its combobox: open the list for a text, close it, and ask which one is marked. */
export type Combobox<T> = { readonly open: (text: string) => Promise<void>; readonly close: () => void; readonly isOpen: () => boolean; readonly marked: () => T | undefined }

/**
 * An editable combobox with a list (WAI-ARIA Authoring Practices 1.2): arrows move, Enter takes, Escape closes, and
 * what stands in the list is said. The only one there is; every island that suggests something stands on it.
 */
export function combobox<T extends Option>({ input, place, some, none, find, choose, pauseMs = 0, isChosen, keepsEnter = false }: Wish<T>): Combobox<T> {
  const { list, said } = dress(input, place)
  let found: readonly T[] = []
  let active = -1
  let asked = 0
  let timer: ReturnType<typeof setTimeout> | undefined

  const close = (): void => { asked++; clearTimeout(timer); list.hidden = true; said.className = 'unseen'; active = -1; input.setAttribute('aria-expanded', 'false'); input.removeAttribute('aria-activedescendant') }
  const mark = (next: number): void => {
    active = next
    list.querySelectorAll('[role="option"]').forEach((option, n) => option.setAttribute('aria-selected', String(n === next)))
    const option = list.children[next]
    if (option === undefined) return input.removeAttribute('aria-activedescendant')
    input.setAttribute('aria-activedescendant', option.id)
    option.scrollIntoView({ block: 'nearest' })
  }
  const take = (one: T): void => { close(); choose(one) }
  const open = async (text: string): Promise<void> => {
    const mine = ++asked
    const answer = await find(text)
    if (mine !== asked) return
    if (answer === null) return close()
    found = answer
    list.replaceChildren(...found.map((one, n) => optionOf(one, `${list.id}-${n}`, take)))
    list.hidden = found.length === 0
    input.setAttribute('aria-expanded', String(found.length > 0))
    // Who sees the list sees how many there are; that there are none has to be said to everybody.
    said.className = found.length === 0 ? 'options options--none' : 'unseen'
    said.textContent = found.length > 0 ? some.replace('#', String(found.length)) : typeof none === 'string' ? none : none()
    mark(isChosen === undefined || found.length === 0 ? -1 : text === '' ? found.findIndex(isChosen) : 0)
  }
  const look = (): void => { clearTimeout(timer); void open(input.value.trim()) }
  const enter = async (step: number): Promise<void> => { await open(''); if (active < 0) mark(step > 0 ? 0 : found.length - 1) }
  const onKey = (event: KeyboardEvent): void => {
    if (event.isComposing) return
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (event.key === 'Escape' && !list.hidden) { event.preventDefault(); return close() }
    if (step !== undefined && list.hidden && isChosen !== undefined) { event.preventDefault(); return void enter(step) }
    if (event.key === 'Enter' && keepsEnter && active < 0) { event.preventDefault(); return list.hidden ? look() : mark(0) }
    if (list.hidden) return
    if (step !== undefined) { event.preventDefault(); mark(active < 0 ? (step > 0 ? 0 : found.length - 1) : (active + step + found.length) % found.length) }
    if (event.key === 'Enter' && active >= 0) { event.preventDefault(); take(found[active]!) }
  }
  input.addEventListener('input', () => { clearTimeout(timer); if (pauseMs === 0) look(); else timer = setTimeout(look, pauseMs) })
  input.addEventListener('blur', close)
  input.addEventListener('keydown', onKey)
  return { open, close, isOpen: () => !list.hidden, marked: () => found[active] }
}

function optionOf<T extends Option>(one: T, id: string, take: (one: T) => void): HTMLLIElement {
  const option = Object.assign(document.createElement('li'), { className: 'options__one', id, role: 'option', textContent: one.label })
  option.setAttribute('aria-selected', 'false')
  if (one.part) option.append(Object.assign(document.createElement('span'), { className: 'options__part', textContent: one.part }))
  option.addEventListener('click', () => take(one))
  return option
}

/** Adds the list and the line that says how many there are, and tells assistive technology what belongs to what. */
function dress(input: HTMLInputElement, place: HTMLElement): { list: HTMLUListElement; said: HTMLParagraphElement } {
  const list = Object.assign(document.createElement('ul'), { className: 'options', id: `${input.id}-list`, role: 'listbox', hidden: true })
  list.setAttribute('aria-label', input.labels?.[0]?.textContent ?? '')
  // A press on the list, or on its scroll bar, leaves the cursor where it is.
  list.addEventListener('mousedown', (event) => event.preventDefault())
  const said = Object.assign(document.createElement('p'), { className: 'unseen', role: 'status' })
  place.append(list, said)
  for (const [name, value] of [['role', 'combobox'], ['aria-autocomplete', 'list'], ['aria-controls', list.id], ['aria-expanded', 'false']] as const) input.setAttribute(name, value)
  return { list, said }
}

/** What was found for a text, and where nothing was, perhaps something that would be. */
export type Suggested<T> = { readonly items: readonly T[]; readonly example?: string | null }

/** What a page of ours answers to a text that is typed; null where it does not. The form's own button works without it. */
export async function suggested<T>(path: string, asked: Readonly<Record<string, string>>): Promise<Suggested<T> | null> {
  try {
    const answer = await fetch(path, { method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' }, body: new URLSearchParams(asked) })
    return answer.ok ? ((await answer.json()) as Suggested<T>) : null
  } catch {
    return null
  }
}
