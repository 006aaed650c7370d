/**
 * Matters that fit while one types: an editable combobox with list autocomplete (WAI-ARIA Authoring Practices 1.2).
 * What is chosen is gone to; Enter without a choice sends the form, which finds the same without this.
 */
type Found = { readonly title: string; readonly part: string | null; readonly href: string }

const PAUSE_MS = 150

function combobox(form: HTMLFormElement): void {
  const input = form.querySelector<HTMLInputElement>('input[type="search"]')!
  const { list, said } = dress(form, input)
  let found: readonly Found[] = []
  let active = -1
  let asked = 0
  let timer: ReturnType<typeof setTimeout> | undefined

  const close = (): void => { list.hidden = true; active = -1; input.setAttribute('aria-expanded', 'false'); input.removeAttribute('aria-activedescendant') }
  const mark = (next: number): void => {
    active = next
    list.querySelectorAll('[role="option"]').forEach((option, n) => option.setAttribute('aria-selected', String(n === next)))
    input.setAttribute('aria-activedescendant', list.children[next]!.id)
  }
  const show = (): void => {
    list.replaceChildren(...found.map((one, n) => optionOf(one, `${list.id}-${n}`)))
    list.hidden = found.length === 0
    input.setAttribute('aria-expanded', String(found.length > 0))
    said.textContent = (found.length === 0 ? form.dataset['none']! : form.dataset['some']!).replace('#', String(found.length))
    active = -1
  }
  const ask = async (): Promise<void> => {
    const text = input.value.trim()
    const mine = ++asked
    if (text === '') return close()
    // Without an answer the search button still works.
    try {
      const answer = await fetch(form.dataset['path']!, { method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' }, body: new URLSearchParams({ text }) })
      if (!answer.ok || mine !== asked) return
      found = ((await answer.json()) as { items: readonly Found[] }).items
      show()
    } catch { close() }
  }
  input.addEventListener('input', () => { clearTimeout(timer); timer = setTimeout(ask, PAUSE_MS) })
  input.addEventListener('blur', close)
  input.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && !list.hidden) { event.preventDefault(); return close() }
    if (list.hidden || event.isComposing) return
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') { event.preventDefault(); mark(event.key === 'ArrowDown' ? (active + 1) % found.length : (active <= 0 ? found.length : active) - 1) }
    if (event.key === 'Enter' && active >= 0) { event.preventDefault(); location.assign(found[active]!.href) }
  })
}

function optionOf(one: Found, id: string): HTMLLIElement {
  const option = document.createElement('li')
  Object.assign(option, { className: 'seek__option', id, role: 'option', textContent: one.title })
  option.setAttribute('aria-selected', 'false')
  if (one.part !== null) option.append(Object.assign(document.createElement('span'), { className: 'seek__part', textContent: one.part }))
  option.addEventListener('mousedown', (event) => { event.preventDefault(); location.assign(one.href) })
  return option
}

/** Adds the list and the line that says how many there are, and tells assistive technology what belongs to what. */
function dress(form: HTMLFormElement, input: HTMLInputElement): { list: HTMLUListElement; said: HTMLParagraphElement } {
  const list = document.createElement('ul')
  Object.assign(list, { className: 'seek__list', id: `${input.id}-list`, role: 'listbox', hidden: true })
  list.setAttribute('aria-label', input.labels?.[0]?.textContent ?? '')
  const said = document.createElement('p')
  said.className = 'unseen'
  said.setAttribute('role', 'status')
  form.append(list, said)
  for (const [name, value] of [['role', 'combobox'], ['aria-autocomplete', 'list'], ['aria-controls', list.id], ['aria-expanded', 'false']] as const) input.setAttribute(name, value)
  return { list, said }
}

document.querySelectorAll<HTMLFormElement>('form[data-island="search"]').forEach(combobox)
