import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'

import { part } from '../../paths.ts'
import type { Doable, KeptCertificate, Page } from '../../portal/api.ts'
import { Content } from '../../ui/certificate/content.tsx'
import { Drawing } from '../../ui/certificate/drawing.tsx'
import { StandingTag } from '../../ui/certificate/standing.tsx'
import { Facts, Moment, Name } from '../../ui/parts.tsx'
import { useVoice } from '../../ui/voice.tsx'
import { get } from '../asking.ts'
import { DeedForm } from '../issued/deed.tsx'
import { Failed, Waiting } from '../states.tsx'
import { Title } from '../title.tsx'
import type { Kept } from './keeping.tsx'

/** `/desk/certificates/{id}`: one certificate that the officer’s agency issued. It is fetched once: each fetch is a look that stands in its holder’s log. */
export function KeptPage() {
  const { t } = useVoice()
  const { id } = useParams({ from: '/certificates/$id' })
  const client = useQueryClient()
  const found = useQuery({ queryKey: ['kept', id], queryFn: ({ signal }) => get<KeptCertificate>(`/certificates/${part(id)}`, signal), staleTime: Infinity, gcTime: 0, retry: false, refetchOnWindowFocus: false, refetchOnReconnect: false })
  const standing = found.data?.standing
  // The list one came from and goes back to says no other thing than this page.
  useEffect(() => {
    if (standing !== undefined) client.setQueriesData<Page<Kept>>({ queryKey: ['issued'] }, (before) => before && { ...before, items: before.items.map((one) => (one.id === id ? { ...one, standing } : one)) })
  }, [client, id, standing])
  if (found.isPending) return <Waiting />
  if (found.isError) return <><Back /><Title>{t('keep.title')}</Title><Failed error={found.error} again={() => void found.refetch()} /></>
  // What was done is told in the answer to the deed; to fetch the certificate again would be a second look.
  const onDone = (done: Doable): void => { client.setQueryData<KeptCertificate>(['kept', id], (before) => before && { ...before, ...done }) }
  return <OneKept one={found.data} onDone={onDone} onStale={() => void found.refetch()} />
}

function Back() {
  const { t } = useVoice()
  return <Link className="link case-head__back" to="/certificates">{t('keep.back')}</Link>
}

function OneKept({ one, onDone, onStale }: { readonly one: KeptCertificate; readonly onDone: (done: Doable) => void; readonly onStale: () => void }) {
  const { t, bi } = useVoice()
  const standing = useRef<HTMLParagraphElement>(null)
  const done = one.happenings.length
  const before = useRef(done)
  // Whoever did something is taken to where it shows.
  useEffect(() => { if (done > before.current) standing.current?.focus(); before.current = done }, [done])
  return (
    <article className="case case--two">
      <header className="case-head">
        <Back />
        <Title over={one.number}>{bi(one.typeName)}</Title>
        <p ref={standing} tabIndex={-1}><StandingTag standing={one.standing} /></p>
        {one.ground === null ? <p className="quiet">{t('keep.seen')}</p> : null}
      </header>
      <div className="case__columns case__columns--two">
        <div className="case__column">
          {one.layout === null ? null : <figure className={`shown shown--${one.layout.sheet}`}><Drawing of={{ ...one, layout: one.layout }} /></figure>}
          <section className="panel" aria-labelledby="content"><h2 className="panel__title" id="content">{t('wallet.content')}</h2><Content certificate={one} /></section>
        </div>
        <div className="case__column">
          <DeedForm key={`${one.standing} ${done}`} id={one.id} standing={one.standing} title={bi(one.typeName)} number={one.number} deeds={one.deeds} hindrance={one.hindrance} onDone={onDone} onStale={onStale} />
          <section className="panel" aria-labelledby="history"><h2 className="panel__title" id="history">{t('wallet.history')}</h2><History one={one} /></section>
        </div>
      </div>
    </article>
  )
}

function History({ one }: { readonly one: KeptCertificate }) {
  const { t } = useVoice()
  return (
    <Facts rows={[
      { key: 'issued', term: t('wallet.issued'), value: <Moment iso={one.issuedAt} /> },
      { key: 'until', term: t('wallet.until'), value: one.validUntil === null ? t('wallet.for_ever') : <Moment iso={one.validUntil} as="day" /> },
      ...one.happenings.map((happening, place) => ({ key: `h${place}`, term: t(`standing.${happening.kind}`), value: <><Moment iso={happening.at} /><br /><Name text={happening.reason} />{happening.law === null ? null : <><br /><cite><Name text={happening.law} /></cite></>}</> })),
      { key: 'identifier', term: t('wallet.identifier'), value: <code className="digest">{one.identifier}</code> },
    ]} />
  )
}
