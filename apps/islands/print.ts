/** A button that prints; without scripts the browser's own menu does. */
const place = document.querySelector<HTMLElement>('[data-island="print"]')

if (place !== null) {
  const button = Object.assign(document.createElement('button'), { type: 'button', className: 'button', textContent: place.dataset['label'] ?? '' })
  button.addEventListener('click', () => print())
  place.append(button)
}
