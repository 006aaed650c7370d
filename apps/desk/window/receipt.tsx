import { useQuery } from '@tanstack/react-query'

import { part } from '../../paths.ts'
import type { Bi } from '../../portal/api.ts'
import { Qr } from '../../ui/certificate/qr.tsx'
import { Facts, Moment } from '../../ui/parts.tsx'
import { useVoice } from '../../ui/voice.tsx'
import { get } from '../asking.ts'
import { Failed, Waiting } from '../states.tsx'

type Collected = { readonly number: string; readonly title: Bi; readonly submittedAt: string; readonly organ: Bi; readonly collectedAt: Bi; readonly dueAt: string | null; readonly path: string }

/** The receipt that the citizen takes home: the number, and a code that leads to his case. It names nobody. */
export function Receipt({ id }: { readonly id: string }) {
  const { t, bi } = useVoice()
  const { data, error, refetch } = useQuery({ queryKey: ['collection', id], queryFn: ({ signal }) => get<Collected>(`/services/cases/${part(id)}/collection`, signal), staleTime: Infinity })
  if (data === undefined) return error === null ? <Waiting /> : <Failed error={error} again={() => void refetch()} />
  return (
    <section className="slip" aria-labelledby="slip">
      <div>
        <h3 id="slip">{t('counter.receipt')}</h3>
        <p className="slip__number">{data.number}</p>
        <Facts rows={[
          { key: 'title', term: t('counter.matter'), value: bi(data.title) },
          { key: 'at', term: t('counter.received_at'), value: <>{bi(data.collectedAt)}<br /><Moment iso={data.submittedAt} /></> },
          { key: 'organ', term: t('sign.organ'), value: bi(data.organ) },
          ...(data.dueAt === null ? [] : [{ key: 'due', term: t('counter.due'), value: <Moment iso={data.dueAt} /> }]),
        ]} />
      </div>
      <div className="slip__code"><Qr text={`${window.location.origin}${data.path}`} label={t('counter.receipt_code')} /><p className="quiet">{t('counter.receipt_text')}</p></div>
    </section>
  )
}
