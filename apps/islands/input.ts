/** While one types: large sums in words, and identity numbers checked at once by the same rule as the server's. */
import { codeAsTyped } from '#kernel/codes/as-typed'
import { obstacleToCitizenId } from '#kernel/codes/citizen-id'

import { moneyInWords } from '../ui/form/money.ts'

const LENGTH = 18

for (const words of document.querySelectorAll<HTMLElement>('[data-words]')) {
  const input = document.getElementById(words.dataset['words']!) as HTMLInputElement
  const say = (): void => { words.textContent = moneyInWords(input.value, document.documentElement.lang) }
  input.addEventListener('input', say)
  input.form?.addEventListener('restored', say)
  say()
}

/** As the cards print it: division, day of birth, and the rest. */
const grouped = (number: string): string => `${number.slice(0, 6)} ${number.slice(6, 14)} ${number.slice(14)}`

for (const said of document.querySelectorAll<HTMLElement>('[data-check="citizen-id"]')) {
  const input = document.getElementById(said.dataset['of']!) as HTMLInputElement
  const check = (finished: boolean): void => {
    const number = codeAsTyped(input.value)
    const short = number.length < LENGTH
    const obstacle = number === '' || (short && !finished) ? null : obstacleToCitizenId(number)
    if (obstacle === null) input.removeAttribute('aria-invalid')
    else input.setAttribute('aria-invalid', 'true')
    const count = number.length
    said.classList.toggle('field__error', obstacle !== null)
    said.textContent = number === '' || (short && !finished) ? '' : obstacle === null ? said.dataset['good']! : count === LENGTH ? said.dataset['wrong']! : said.dataset['length']!.replace('#', String(count))
    if (finished && obstacle === null && number !== '') input.value = grouped(number)
  }
  input.addEventListener('input', () => check(false))
  input.addEventListener('change', () => check(true))
}
