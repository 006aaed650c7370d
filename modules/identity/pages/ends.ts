import { escaped, frame, say, titled, type Reading } from './frame.ts'

/** Asks whether to sign out where another program asked for it. `form` is the provider's own, and trusted. */
export function signOutPage(reading: Reading, form: string): string {
  const title = say(reading, 'page_sign_out')
  return frame(reading, { title, body: `${titled(title, say(reading, 'page_sign_out_question'))}
${form}
<p class="buttons"><button class="button" type="submit" form="op.logoutForm" name="logout" value="yes">${say(reading, 'page_sign_out_yes')}</button>
<button class="button button--secondary" type="submit" form="op.logoutForm">${say(reading, 'page_sign_out_no')}</button></p>` })
}

/** Says that somebody is signed out. */
export function signedOutPage(reading: Reading): string {
  const title = say(reading, 'page_signed_out')
  return frame(reading, { title, body: `${titled(title, say(reading, 'page_signed_out_lead'))}
<p class="buttons"><a class="button" href="/">${say(reading, 'page_home')}</a> <a class="button button--secondary" href="/sign-in">${say(reading, 'page_again')}</a></p>` })
}

/** Says what went wrong in a sign-in, and how to begin again. `detail` is a sentence; `code` names the error to who helps. */
export function errorPage(reading: Reading, error: { code: string; detail: string }): string {
  const title = say(reading, 'page_error')
  return frame(reading, { title, body: `${titled(title)}
<div class="notice notice--error" role="alert"><p>${escaped(error.detail)}</p></div>
<p class="buttons"><a class="button" href="/sign-in">${say(reading, 'page_again')}</a> <a class="button button--secondary" href="/">${say(reading, 'page_home')}</a></p>
<p class="quiet">${say(reading, 'page_error_code')} <code>${escaped(error.code)}</code></p>` })
}
