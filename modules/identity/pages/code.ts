import { deviceWords, escaped, faultNotice, frame, say, titled, type Reading } from './frame.ts'

/** What the page for a code from a window shows: `path` takes the answer, `back` leads to the sign-in, `fault` is a sentence about the last try. */
export type CodeView = { readonly path: string; readonly back: string; readonly name: string; readonly passkeys: boolean; readonly fault?: string | undefined; readonly typed?: string }

/** The page on which somebody makes his first passkey with the code that an official handed him. */
export function codePage(reading: Reading, view: CodeView): string {
  const title = say(reading, 'page_code')
  const body = [
    `<p class="back"><a class="link back__link" href="${view.back}">${say(reading, 'page_code_back')}</a></p>`,
    titled(title, say(reading, 'page_code_lead')),
    faultNotice(view.fault),
    view.passkeys ? codeForm(reading, view) : `<p>${say(reading, 'passkeys_impossible')}</p>`,
    `<details class="more"><summary class="more__summary">${say(reading, 'page_code_none')}</summary><div class="more__body"><p>${say(reading, 'page_code_none_what')}</p></div></details>`,
  ]
  return frame(reading, { title, body: body.filter((part) => part !== '').join('\n'), script: view.passkeys })
}

const codeForm = (reading: Reading, view: CodeView): string => `<form method="post" action="${view.path}" class="form door" data-island="passkey" data-ask="create" data-questions="${view.path}/questions" ${deviceWords(reading)}>
<p class="field"><label class="field__label" for="code">${say(reading, 'page_code_field')}</label>
<span class="field__hint" id="code-hint">${say(reading, 'page_code_hint')}</span>
<input class="field__input door__code" id="code" name="code" required maxlength="40" autocomplete="one-time-code" autocapitalize="characters" spellcheck="false" aria-describedby="code-hint" value="${escaped(view.typed ?? '')}"></p>
<p class="field"><label class="field__label" for="name">${say(reading, 'page_code_name')}</label>
<span class="field__hint" id="name-hint">${say(reading, 'page_code_name_hint')}</span>
<input class="field__input" id="name" name="name" required maxlength="60" autocomplete="off" aria-describedby="name-hint" value="${escaped(view.name)}"></p>
<input type="hidden" name="credential" value="">
<noscript><p class="notice notice--warning">${say(reading, 'page_passkey_script')}</p></noscript>
<p><button class="button">${say(reading, 'page_code_make')}</button></p>
<p class="door__said" role="status" hidden></p>
</form>`
