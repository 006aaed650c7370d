/**
 * Suggestions while one types, as a combobox (WAI-ARIA Authoring Practices 1.2, editable combobox with list
 * autocomplete). What is chosen becomes the one radio button of the same form that works without this.
 */
type Found = { readonly value: string; readonly label: string }

const PAUSE_MS = 200
const MOST = 8

function combobox(place: HTMLElement): void {
  const input = place.querySelector<HTMLInputElement>('.lookup__text')!
  const name = place.dataset['name']!
  const { list, said } = dress(place, input)

  let found: readonly Found[] = []
  let active = -1
  let asked = 0
  let timer: ReturnType<typeof setTimeout> | undefined

  const close = (): void => { list.hidden = true; active = -1; input.setAttribute('aria-expanded', 'false'); input.removeAttribute('aria-activedescendant') }
  const mark = (next: number): void => {
    active = next
    list.querySelectorAll('[role="option"]').forEach((option, n) => option.setAttribute('aria-selected', String(n === next)))
    const option = list.children[next]
    if (option) { input.setAttribute('aria-activedescendant', option.id); option.scrollIntoView({ block: 'nearest' }) }
  }
  const choose = (one: Found): void => { settle(place, name, one); input.value = ''; close(); place.querySelector<HTMLInputElement>('.choices__input')?.focus() }
  const show = (): void => {
    list.replaceChildren(...found.map((one, n) => {
      const option = document.createElement('li')
      Object.assign(option, { className: 'lookup__option', id: `${list.id}-${n}`, role: 'option', textContent: one.label })
      option.setAttribute('aria-selected', 'false')
      option.addEventListener('mousedown', (event) => { event.preventDefault(); choose(one) })
      return option
    }))
    list.hidden = found.length === 0
    input.setAttribute('aria-expanded', String(found.length > 0))
    said.textContent = (found.length === 0 ? place.dataset['none'] : place.dataset['some']) ?? ''
    active = -1
  }
  const ask = async (): Promise<void> => {
    const text = input.value.trim()
    const mine = ++asked
    if (text.length < 2) return close()
    // Without an answer the search button still works.
    try {
      const answer = await fetch(place.dataset['path']!, { method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' }, body: new URLSearchParams({ text, division: place.dataset['division'] ?? '' }) })
      if (!answer.ok || mine !== asked) return
      found = ((await answer.json()) as { items: readonly Found[] }).items.slice(0, MOST)
      show()
    } catch { close() }
  }
  // What was chosen before and kept in this browser is chosen again.
  place.addEventListener('kept', (event) => { const [one] = JSON.parse(String((event as CustomEvent).detail)) as Found[]; if (one !== undefined) settle(place, name, one) })
  input.addEventListener('input', () => { clearTimeout(timer); timer = setTimeout(ask, PAUSE_MS) })
  input.addEventListener('blur', close)
  input.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') return close()
    if (list.hidden) return
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') { event.preventDefault(); mark((active + (event.key === 'ArrowDown' ? 1 : found.length)) % found.length) }
    if (event.key === 'Enter' && active >= 0) { event.preventDefault(); choose(found[active]!) }
  })
}

/** Adds the list and the line that says how many there are, and tells assistive technology what belongs to what. */
function dress(place: HTMLElement, input: HTMLInputElement): { list: HTMLUListElement; said: HTMLParagraphElement } {
  const list = document.createElement('ul')
  Object.assign(list, { className: 'lookup__list', id: `${input.id}-list`, role: 'listbox', hidden: true })
  list.setAttribute('aria-label', input.labels?.[0]?.textContent ?? '')
  const said = document.createElement('p')
  said.className = 'unseen'
  said.setAttribute('role', 'status')
  place.querySelector('.lookup__ask')!.append(list)
  place.append(said)
  input.setAttribute('role', 'combobox')
  input.setAttribute('aria-autocomplete', 'list')
  input.setAttribute('aria-controls', list.id)
  input.setAttribute('aria-expanded', 'false')
  return { list, said }
}

/** The chosen one as the one choice of the form. */
function settle(place: HTMLElement, name: string, one: Found): void {
  const fieldset = place.querySelector<HTMLFieldSetElement>('.lookup__found')!
  const choice = document.createElement('li')
  choice.className = 'choices__one'
  const radio = Object.assign(document.createElement('input'), { type: 'radio', className: 'choices__input', id: `${name}:0`, name, value: one.value, checked: true })
  const label = Object.assign(document.createElement('label'), { className: 'choices__label', htmlFor: `${name}:0`, textContent: one.label })
  choice.append(radio, label)
  fieldset.querySelector('ul')!.replaceChildren(choice)
  fieldset.hidden = false
  place.querySelector(`input[name="${CSS.escape(`${name}~results`)}"]`)?.remove()
  const results = Object.assign(document.createElement('input'), { type: 'hidden', name: `${name}~results`, value: JSON.stringify([one]) })
  place.append(results)
  radio.dispatchEvent(new Event('change', { bubbles: true }))
}

document.querySelectorAll<HTMLElement>('[data-island="lookup"]').forEach(combobox)
