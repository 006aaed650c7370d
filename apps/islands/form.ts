/** Small comforts of forms: the error summary takes the focus, and a long list of choices can be narrowed by typing. */
import { fitting } from './fitting.ts'

document.querySelector<HTMLElement>('[data-island="focus"]')?.focus()

// A link of the error summary puts the cursor into the field, not only on the screen.
for (const link of document.querySelectorAll<HTMLAnchorElement>('.summary__link')) {
  link.addEventListener('click', () => document.getElementById(decodeURIComponent(link.hash.slice(1)))?.focus())
}

for (const place of document.querySelectorAll<HTMLElement>('[data-island="filter"]')) {
  const input = document.createElement('input')
  input.type = 'search'
  input.className = 'field__input'
  input.setAttribute('aria-label', place.dataset['label'] ?? '')
  input.placeholder = place.dataset['label'] ?? ''
  input.addEventListener('input', () => {
    const all = [...place.querySelectorAll<HTMLElement>('.choices__one')].map((choice) => ({ choice, label: choice.textContent ?? '', sounds: choice.dataset['sounds'] ?? '' }))
    const fits = new Set(fitting(all, input.value))
    for (const one of all) one.choice.hidden = !(one.choice.querySelector('input')?.checked ?? false) && !fits.has(one)
  })
  // Enter narrows the list; it does not send the form.
  input.addEventListener('keydown', (event) => { if (event.key === 'Enter') event.preventDefault() })
  place.prepend(input)
}
