import { paths } from '../../paths.ts'
import { ButtonLink, Notice, Title } from '../../ui/parts.tsx'
import { useVoice } from '../../ui/voice.tsx'
import type { ProblemDocument } from '../api.ts'
import type { Answer, Visit } from '../visit.ts'

const KNOWN: Readonly<Record<number, string>> = { 401: 'unsigned', 403: 'forbidden', 404: 'absent', 409: 'conflict', 410: 'gone', 422: 'unfit', 429: 'busy', 503: 'down' }

/** A page for what could not be done: what happened, whether anything was changed, and what to do now. */
export function failurePage(visit: Visit, document: ProblemDocument): Answer {
  const kind = KNOWN[document.status] ?? (document.status < 500 ? 'unfit' : 'fault')
  return { title: visit.voice.t(`failure.${kind}.title`), code: document.status, page: <Failure kind={kind} document={document} path={visit.here} sent={visit.typed.size > 0} /> }
}

/** Where only reading failed nothing was sent that could have been lost, so it is not spoken of. */
const READING = new Set(['down', 'fault', 'busy', 'gone'])

/** What may come if it is tried again right here. What is over stays so. */
const AGAIN = new Set(['down', 'fault', 'busy'])

function Failure({ kind, document, path, sent }: { readonly kind: string; readonly document: ProblemDocument; readonly path: string; readonly sent: boolean }) {
  const { t } = useVoice()
  // Of a fault nobody knows more than its page says.
  const detail = kind === 'fault' ? '' : document.errors?.[0]?.detail ?? document.detail
  const unread = !sent && READING.has(kind)
  return (
    <>
      <Title>{t(`failure.${kind}.title`)}</Title>
      {detail === '' ? null : <Notice kind={kind === 'unsigned' ? 'info' : 'warning'}><p>{detail}</p></Notice>}
      <p>{t(unread ? `failure.${kind}.read` : `failure.${kind}.next`)}</p>
      <p className="buttons">
        {kind === 'unsigned' ? <ButtonLink href={paths.signIn(path)}>{t('header.sign_in')}</ButtonLink> : null}
        {unread && AGAIN.has(kind) ? <ButtonLink href={path}>{t('failure.again')}</ButtonLink> : null}
        <ButtonLink href={paths.home()} kind="secondary">{t('failure.home')}</ButtonLink>
      </p>
      <p className="quiet">{t('failure.code')} <code>{document.code}</code></p>
    </>
  )
}
