/** Records of a register that fit while one types. What is taken becomes the one radio button of the form that works without this. */
import { combobox, suggested } from './combobox.ts'

type Found = { readonly value: string; readonly label: string; readonly notes?: readonly string[] }

const PAUSE_MS = 200
const MOST = 8

function lookup(place: HTMLElement): void {
  const input = place.querySelector<HTMLInputElement>('.lookup__text')!
  const name = place.dataset['name']!
  let none = place.dataset['none']!
  combobox<Found & { readonly part?: string }>({
    input, place: place.querySelector<HTMLElement>('.lookup__ask')!, some: place.dataset['some']!, none: () => none, pauseMs: PAUSE_MS, keepsEnter: true,
    find: async (text) => {
      if (text === '') return null
      const answer = await suggested<Found>(place.dataset['path']!, { text, division: place.dataset['division'] ?? '' })
      none = answer?.example ? place.dataset['noneSuch']!.replace('#', answer.example) : place.dataset['none']!
      return answer?.items.slice(0, MOST).map((one) => ({ ...one, part: one.notes?.join(' · ') ?? '' })) ?? null
    },
    choose: ({ value, label, notes }) => { settle(place, name, { value, label, ...(notes === undefined ? {} : { notes }) }); input.value = ''; place.querySelector<HTMLInputElement>('.choices__input')?.focus() },
  })
  // What was chosen before and kept in this browser is chosen again.
  place.addEventListener('kept', (event) => { const [one, ...more] = JSON.parse(String((event as CustomEvent).detail)) as Found[]; if (one !== undefined && more.length === 0) settle(place, name, one) })
}

/** The chosen one as the one choice of the form. */
function settle(place: HTMLElement, name: string, one: Found): void {
  const fieldset = place.querySelector<HTMLFieldSetElement>('.lookup__found')!
  const choice = document.createElement('li')
  choice.className = 'choices__one'
  const radio = Object.assign(document.createElement('input'), { type: 'radio', className: 'choices__input', id: `${name}:0`, name, value: one.value, checked: true })
  const label = Object.assign(document.createElement('label'), { className: 'choices__label', htmlFor: `${name}:0`, textContent: one.label })
  label.append(...(one.notes ?? []).map((note) => Object.assign(document.createElement('span'), { className: 'lookup__note', textContent: note })))
  choice.append(radio, label)
  fieldset.querySelector('ul')!.replaceChildren(choice)
  fieldset.querySelector('legend')!.textContent = place.dataset['chosen']!
  fieldset.hidden = false
  place.querySelector('.lookup__none')?.remove()
  place.querySelector(`input[name="${CSS.escape(`${name}~results`)}"]`)?.remove()
  const results = Object.assign(document.createElement('input'), { type: 'hidden', name: `${name}~results`, value: JSON.stringify([one]) })
  place.append(results)
  radio.dispatchEvent(new Event('change', { bubbles: true }))
}

document.querySelectorAll<HTMLElement>('[data-island="lookup"]').forEach(lookup)
