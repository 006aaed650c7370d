import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState, type FormEvent } from 'react'

import type { Bi, Page } from '../../portal/api.ts'
import { StandingTag } from '../../ui/certificate/standing.tsx'
import { Dot, Empty, Moment } from '../../ui/parts.tsx'
import { useVoice } from '../../ui/voice.tsx'
import { post } from '../asking.ts'
import { Failed, Waiting } from '../states.tsx'
import { Title } from '../title.tsx'

export type Kept = { readonly id: string; readonly typeName: Bi; readonly number: string; readonly version: string; readonly standing: string; readonly issuedAt: string; readonly validUntil: string | null }

const LONGEST = 120
/** What was looked for last in this window, for the way back from what was found, which is then still known. It stands in no address, for it may be somebody’s number. */
let last = ''

/** `/desk/certificates`: finds what the officer’s agency issued, by all of a code or number. It asks once: each search that finds something is a look that stands in the holder’s log. */
export function KeepingPage() {
  const { t } = useVoice()
  const client = useQueryClient()
  const [of, setOf] = useState(last)
  const [typed, setTyped] = useState(last)
  const search = (event: FormEvent): void => {
    event.preventDefault()
    if (client.isFetching({ queryKey: ['issued'] }) > 0) return
    last = typed.trim()
    setOf(last)
    void client.resetQueries({ queryKey: ['issued', last] })
  }
  return (
    <div className="ratings ratings--wide">
      <Title>{t('keep.title')}</Title>
      <p>{t('keep.text')}</p>
      <form className="panel keep" onSubmit={search} role="search">
        <label className="field__label" htmlFor="of">{t('keep.of')}</label>
        <p className="field__hint" id="of-hint">{t('keep.of_hint')}</p>
        <div className="keep__line"><input id="of" className="field__input" value={typed} maxLength={LONGEST} autoComplete="off" aria-describedby="of-hint" onChange={(event) => setTyped(event.target.value)} /><button type="submit" className="button">{t('keep.find')}</button></div>
      </form>
      {of === '' ? null : <Results key={of} of={of} />}
    </div>
  )
}

function Results({ of }: { readonly of: string }) {
  const { t, bi } = useVoice()
  const found = useQuery({ queryKey: ['issued', of], queryFn: () => post<Page<Kept> & { readonly more: boolean }>('/certificates/issued', { of }), staleTime: Infinity, gcTime: Infinity, retry: false, refetchOnWindowFocus: false, refetchOnReconnect: false })
  if (found.data === undefined) return found.error === null ? <Waiting /> : <Failed error={found.error} again={() => void found.refetch()} />
  if (found.data.items.length === 0) return <Empty>{t('keep.none')}</Empty>
  return <>
    {found.data.more ? <p role="status">{t('keep.more', { count: found.data.items.length })}</p> : null}
    <ul className="rows" aria-label={t('keep.found')}>{found.data.items.map((one) => (
      <li key={one.id} className="rows__one">
        <div className="rows__main">
          <Link className="rows__link" to="/certificates/$id" params={{ id: one.id }}>{bi(one.typeName)}</Link>
          <p className="rows__sub"><code>{one.number}</code><Dot />{t('keep.issued')} <Moment iso={one.issuedAt} as="day" /><Dot />{t('keep.until')} {one.validUntil === null ? t('wallet.for_ever') : <Moment iso={one.validUntil} as="day" />}</p>
        </div>
        <div className="rows__side"><StandingTag standing={one.standing} /></div>
      </li>
    ))}</ul>
  </>
}
