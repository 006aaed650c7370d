import { Link } from '@tanstack/react-router'
import { useEffect, useState, type ReactNode } from 'react'

import { ButtonLink, Notice } from '../ui/parts.tsx'
import { useVoice } from '../ui/voice.tsx'
import { Refused } from './asking.ts'
import { Title } from './title.tsx'

const WORDS_AFTER_MS = 400
const SLOW_AFTER_MS = 5000

/** While something is fetched: nothing at first, words when it takes a moment, other words when it takes long. */
export function Waiting({ children }: { readonly children?: ReactNode }) {
  const { t } = useVoice()
  const [waited, setWaited] = useState<'not' | 'a moment' | 'long'>('not')
  // Time passes by itself, so it is watched from outside the drawing.
  useEffect(() => {
    const timers = [setTimeout(() => setWaited('a moment'), WORDS_AFTER_MS), setTimeout(() => setWaited('long'), SLOW_AFTER_MS)]
    return () => timers.forEach(clearTimeout)
  }, [])
  return <div className="waiting" role="status">{waited === 'not' ? null : <p>{waited === 'long' ? t('desk.slow') : (children ?? t('desk.loading'))}</p>}</div>
}

const KINDS: Readonly<Record<number, string>> = { 0: 'down', 401: 'unsigned', 403: 'forbidden', 404: 'absent', 409: 'conflict', 410: 'gone', 422: 'unfit', 429: 'busy', 503: 'down' }

/** What to do now. Where only something was to be read (`reading`), nothing was written that could be lost or kept. */
function nextOf(status: number, kind: string, reading: boolean): string {
  if (status === 0) return reading ? 'desk.unreached_read' : 'desk.unreached_text'
  if (reading && (kind === 'gone' || kind === 'busy')) return `failure.${kind}.read`
  return reading && (kind === 'down' || kind === 'fault') ? `desk.${kind}_read` : `failure.${kind}.next`
}

/** What could not be done, or read where it may be tried `again`: what happened in the words of the server, what it means, and the way on. */
export function Failed({ error, again }: { readonly error: unknown; readonly again?: () => void }) {
  const { t } = useVoice()
  const status = error instanceof Refused ? error.status : 500
  const kind = KINDS[status] ?? 'fault'
  const detail = error instanceof Refused ? (error.document.errors?.[0]?.detail ?? error.document.detail) : ''
  return (
    <Notice kind={status === 403 || status === 404 || status === 410 ? 'warning' : 'error'} title={t(status === 0 ? 'desk.unreached' : `failure.${kind}.title`)}>
      <div role="alert">
        {detail === '' ? null : <p>{detail}</p>}
        <p>{t(nextOf(status, kind, again !== undefined))}</p>
      </div>
      <p className="buttons">
        {again === undefined || status === 403 || status === 404 || status === 410 ? null : <button type="button" className="button button--secondary" onClick={again}>{t('failure.again')}</button>}
        {status === 401 ? <ButtonLink href="/sign-in?to=/desk">{t('header.sign_in')}</ButtonLink> : null}
      </p>
    </Notice>
  )
}

/** A page that is not for the post one is in. */
export const Forbidden = () => <Failed error={new Refused({ title: '', status: 403, code: 'not_permitted', detail: '' })} />

/** An address of the desk where there is nothing. */
export function Lost() {
  const { t } = useVoice()
  return <><Title>{t('failure.absent.title')}</Title><p>{t('failure.absent.next')}</p><p className="buttons onwards"><Link className="link" to="/">{t('desk.title')}</Link></p></>
}
