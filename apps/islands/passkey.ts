/**
 * Lets a form be answered by a device that keeps passkeys: asks the house for a question, has the browser put it to the
 * device, and sends the form with the answer in it. `data-ask` says whether a key is made or shown. The form stands without
 * this too, but a passkey cannot be used without a script.
 */
import { browserSupportsWebAuthn, startAuthentication, startRegistration, WebAuthnError } from '@simplewebauthn/browser'

type Question = Parameters<typeof startRegistration>[0]['optionsJSON'] & Parameters<typeof startAuthentication>[0]['optionsJSON']
/** The house said no, in words for the reader. */
class Declined extends Error {}

function prepare(form: HTMLFormElement): void {
  if (!browserSupportsWebAuthn()) return
  form.hidden = false
  const said = form.querySelector<HTMLElement>('.door__said')!
  const say = (words: string): void => { said.textContent = words; said.hidden = words === '' }
  const button = form.querySelector('button')!
  form.addEventListener('submit', async (event) => {
    event.preventDefault()
    button.setAttribute('aria-disabled', 'true')
    say(form.dataset['waiting']!)
    // Whatever the device or the house says against it, the reader is told and can press again.
    try {
      const answer = await answerTo(await question(form), form.dataset['ask'] === 'create')
      form.querySelector<HTMLInputElement>('[name="credential"]')!.value = JSON.stringify(answer)
      form.submit()
    } catch (error) {
      say(error instanceof Declined ? error.message : form.dataset[reasonOf(error)]!)
      button.removeAttribute('aria-disabled')
    }
  })
}

async function question(form: HTMLFormElement): Promise<Question> {
  const typed = Object.fromEntries([...new FormData(form)].filter(([name]) => name !== 'credential' && name !== 'name'))
  const answer = await fetch(form.dataset['questions']!, { method: 'POST', headers: { 'content-type': 'application/json', accept: 'application/json' }, body: JSON.stringify(typed) })
  const said = (await answer.json()) as Question & { detail?: string; errors?: { detail: string }[] }
  if (!answer.ok) throw new Declined(said.errors?.[0]?.detail ?? said.detail ?? form.dataset['failed'])
  return said
}

const answerTo = (optionsJSON: Question, create: boolean): Promise<unknown> => (create ? startRegistration({ optionsJSON }) : startAuthentication({ optionsJSON }))

function reasonOf(error: unknown): 'known' | 'stopped' | 'failed' {
  if (error instanceof WebAuthnError && error.code === 'ERROR_AUTHENTICATOR_PREVIOUSLY_REGISTERED') return 'known'
  const { name } = (error instanceof WebAuthnError ? error.cause : error) as Error
  return name === 'NotAllowedError' || name === 'AbortError' ? 'stopped' : 'failed'
}

document.querySelectorAll<HTMLFormElement>('form[data-island="passkey"]').forEach(prepare)
