/**
 * Keeps a case up to date while somebody looks at it: asks for the fragment each second and swaps the parts that
 * changed. The status line is a live region, so it alone is read out. Without this the page refreshes itself.
 */
const EVERY_MS = 1000

const place = document.querySelector<HTMLElement>('[data-island="live"]')
let etag = ''

function swap(html: string): void {
  const fresh = new DOMParser().parseFromString(html, 'text/html')
  for (const part of place!.querySelectorAll<HTMLElement>('[data-part]')) {
    const next = fresh.querySelector(`[data-part="${part.dataset['part']}"]`)
    // Somebody who is inside a part with the keyboard keeps his place; the part comes with the next change after.
    if (next === null || next.innerHTML === part.innerHTML || (part.contains(document.activeElement) && part.dataset['part'] !== 'status')) continue
    const open = [...part.querySelectorAll('details')].map((details) => details.open)
    part.replaceChildren(...next.childNodes)
    part.querySelectorAll('details').forEach((details, n) => { if (open[n] !== undefined) details.open = open[n] })
  }
}

async function look(): Promise<void> {
  if (!document.hidden) {
    // A look that fails is only a look: the next one comes in a second.
    try {
      const answer = await fetch(place!.dataset['path']!, { headers: { accept: 'text/html', ...(etag === '' ? {} : { 'if-none-match': etag }) }, cache: 'no-store' })
      if (answer.status === 401 || answer.status === 403) return
      if (answer.status === 200) {
        etag = answer.headers.get('etag') ?? ''
        swap(await answer.text())
      }
    } catch { /* The network is away; the page stays as it is. */ }
  }
  setTimeout(look, EVERY_MS)
}

if (place !== null) setTimeout(look, EVERY_MS)
