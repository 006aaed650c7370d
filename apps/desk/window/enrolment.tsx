import { useMutation } from '@tanstack/react-query'

import { Moment } from '../../ui/parts.tsx'
import { useVoice } from '../../ui/voice.tsx'
import { post } from '../asking.ts'
import { mayUse, useOfficer } from '../session.ts'
import { Failed } from '../states.tsx'

type Code = { readonly code: string; readonly expiresAt: string }

/** The power to let somebody make his first passkey. */
const ENROL = ['identity.enrol'] as const

/** A code with which the citizen opposite makes his first passkey: told once, kept nowhere, and void as soon as there is a newer one. */
export function Enrolment({ citizen }: { readonly citizen: string }) {
  const { t } = useVoice()
  const may = mayUse(useOfficer(), ENROL)
  const give = useMutation({ mutationFn: () => post<Code>('/identity/enrolments', { party: citizen }), gcTime: 0 })
  if (!may) return null
  return (
    <section aria-labelledby="enrolment">
      <h2 id="enrolment">{t('counter.enrol')}</h2>
      <p className="quiet">{t('counter.enrol_text')}</p>
      <div role="status">{give.data === undefined ? null : (
        <>
          <p className="enrolment__code">{give.data.code}</p>
          <p>{t('window.until')} <Moment iso={give.data.expiresAt} as="hour" /></p>
          <p>{t('counter.enrol_how')}</p>
        </>
      )}</div>
      {give.error === null ? null : <Failed error={give.error} />}
      <p><button type="button" className="button button--secondary" disabled={give.isPending} onClick={() => give.mutate()}>{t(give.data === undefined ? 'counter.enrol_give' : 'counter.enrol_again')}</button></p>
    </section>
  )
}
