/**
 * Reads the page aloud, one block after the other, and marks the one being read (Web Speech API). The button is made
 * here, because without scripts, or where the browser cannot speak, there would be nothing behind it.
 */
const BLOCKS = 'h1, h2, h3, p, li, dt, dd, label, legend, summary, button, th, td'

const place = document.querySelector<HTMLElement>('[data-island="aloud"]')
let reading = 0

/** The blocks somebody sees, in order; of nested ones the innermost, so that nothing is said twice. */
function blocksOf(main: HTMLElement): HTMLElement[] {
  return [...main.querySelectorAll<HTMLElement>(BLOCKS)].filter((block) =>
    block.checkVisibility({ visibilityProperty: true }) && block.closest('.unseen, [data-island="aloud"]') === null && block.querySelector(BLOCKS) === null && (block.innerText.trim() !== ''))
}

function speak(block: HTMLElement): Promise<void> {
  return new Promise((done) => {
    const said = new SpeechSynthesisUtterance(block.innerText)
    said.lang = block.closest<HTMLElement>('[lang]')?.lang ?? document.documentElement.lang
    said.rate = 0.9 // Slower than the browser's own pace: this is for listeners who want time.
    for (const over of ['end', 'error']) said.addEventListener(over, () => done())
    speechSynthesis.speak(said)
  })
}

async function read(main: HTMLElement, mine: number): Promise<void> {
  for (const block of blocksOf(main)) {
    if (mine !== reading) return
    block.classList.add('aloud__now')
    block.scrollIntoView({ block: 'nearest' })
    await speak(block)
    block.classList.remove('aloud__now')
  }
}

function offer(where: HTMLElement, main: HTMLElement): void {
  const button = document.createElement('button')
  Object.assign(button, { type: 'button', className: 'button button--secondary aloud__button', textContent: where.dataset['read'] ?? '' })
  button.setAttribute('aria-pressed', 'false')
  const end = (): void => {
    reading++
    speechSynthesis.cancel()
    button.textContent = where.dataset['read'] ?? ''
    button.setAttribute('aria-pressed', 'false')
  }
  button.addEventListener('click', async () => {
    if (button.getAttribute('aria-pressed') === 'true') return end()
    button.textContent = where.dataset['stop'] ?? ''
    button.setAttribute('aria-pressed', 'true')
    const mine = ++reading
    await read(main, mine)
    if (mine === reading) end()
  })
  addEventListener('pagehide', end)
  where.append(button)
}

const main = document.getElementById('main')
if (place !== null && main !== null && 'speechSynthesis' in globalThis) offer(place, main)
