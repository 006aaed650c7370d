/** Counts a one-time code down, and takes it off the screen the moment it was used or is over. The state beside it is kept up to date by `live`. */
const place = document.querySelector<HTMLElement>('[data-island="showing"]')

if (place !== null) {
  const until = performance.now() + Number(place.dataset['seconds']) * 1000
  const said = place.querySelector<HTMLElement>('[data-countdown]')!
  const bar = place.querySelector('progress')!
  const tick = (): void => {
    const left = Math.max(0, Math.ceil((until - performance.now()) / 1000))
    const state = document.querySelector<HTMLElement>('[data-showing]')?.dataset['showing']
    if (left === 0 || (state !== undefined && state !== 'waiting')) {
      place.hidden = true
      return
    }
    said.textContent = (place.dataset['left'] ?? '').replace('#', String(left))
    bar.value = left
    setTimeout(tick, 250)
  }
  tick()
}
