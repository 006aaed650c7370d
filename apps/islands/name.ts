/** Whoever checks certificates all day says only once who he is: the name stays in this browser and goes nowhere else. */
const KEPT = 'tongban.viewer'
const input = document.querySelector<HTMLInputElement>('input[data-island="name"]')

if (input !== null) {
  // Where a browser keeps nothing, the name is typed again.
  try {
    if (input.value === '') input.value = localStorage.getItem(KEPT) ?? ''
    input.form?.addEventListener('submit', () => localStorage.setItem(KEPT, input.value.trim()))
  } catch { /* Private windows may refuse to keep anything. */ }
}
