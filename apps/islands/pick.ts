/**
 * A long list to choose from, narrowed by typing a part of it, its pinyin or its initials. The list of the page stays
 * what is sent, and is what works without this.
 */
import { combobox } from './combobox.ts'
import { fitting } from './fitting.ts'

type Choice = { readonly value: string; readonly label: string; readonly sounds: string }

function pick(select: HTMLSelectElement): void {
  const choices = [...select.options].filter(({ value }) => value !== '').map(({ value, label, dataset }): Choice => ({ value, label, sounds: dataset['sounds'] ?? '' }))
  const chosen = (): string => (select.value === '' ? '' : (select.selectedOptions[0]?.label ?? ''))
  const place = Object.assign(document.createElement('div'), { className: 'pick' })
  const input = inputFor(select)
  select.before(place)
  place.append(input, select)

  const show = (): void => { input.value = chosen() }
  const choose = (value: string): void => {
    const isNew = select.value !== value
    select.value = value
    show()
    if (isNew) select.dispatchEvent(new Event('change', { bubbles: true }))
  }
  const box = combobox<Choice>({
    input, place, some: select.dataset['some']!, none: select.dataset['none']!, isChosen: ({ value }) => value === select.value,
    find: (text) => fitting(choices, text), choose: ({ value }) => choose(value),
  })
  // Before the list closes and forgets it: who typed and goes on means the one that is marked; who emptied it, none.
  input.addEventListener('blur', () => { const one = box.marked(); if (input.value.trim() === '') choose(''); else if (one !== undefined) choose(one.value); else show() }, { capture: true })
  input.addEventListener('click', () => { if (box.isOpen()) return; input.select(); void box.open('') })
  input.form?.addEventListener('restored', show)
  addEventListener('pageshow', show)
}

/** The input takes the place of the list: its label, its errors and the links to it are now the input's. */
function inputFor(select: HTMLSelectElement): HTMLInputElement {
  const input = Object.assign(document.createElement('input'), { type: 'text', id: select.id, className: 'field__input pick__text', autocomplete: 'off', spellcheck: false, placeholder: select.dataset['hint'] ?? '' })
  for (const name of ['aria-describedby', 'aria-invalid']) if (select.hasAttribute(name)) input.setAttribute(name, select.getAttribute(name)!)
  select.id = `${select.id}~list`
  select.className = '' // Its look would show it again.
  select.hidden = true
  return input
}

document.querySelectorAll<HTMLSelectElement>('select[data-island="pick"]').forEach(pick)
