import { useQuery } from '@tanstack/react-query'

import { useAgencies } from '../../studio/asked.ts'
import { Empty, Moment, Name, Notice, Tag } from '../../ui/parts.tsx'
import { useVoice } from '../../ui/voice.tsx'
import { get } from '../asking.ts'
import { Table } from '../operations/part.tsx'
import { mayUse, useOfficer } from '../session.ts'
import { Failed, Waiting } from '../states.tsx'
import { Title } from '../title.tsx'

type Sighting = { readonly log: string; readonly leafIndex: number; readonly issuer: string; readonly kind: string; readonly expected: boolean; readonly seenAt: string }
type Watched = { readonly logs: readonly { readonly log: string; readonly size: number; readonly seenAt: string }[]; readonly contradictions: readonly { readonly log: string; readonly size: number; readonly knownSize: number; readonly code: string; readonly seenAt: string }[] }

/** `/desk/in-name`: what other ledgers hold in the name of agencies that are followed here, and whether those ledgers stand by what they said. */
export function InNamePage() {
  const { t } = useVoice()
  const officer = useOfficer()
  // Who watches the house sees what stands in anybody's name; who keeps the certificates of an agency, what stands in its own.
  const own = !mayUse(officer, ['operations.read', 'ledger.audit'])
  const seen = useQuery({ queryKey: ['in-name', own], enabled: officer !== undefined, queryFn: ({ signal }) => get<{ readonly items: readonly Sighting[] }>(own ? '/certificates/in-own-name' : '/ledger/in-name', signal) })
  const watched = useQuery({ queryKey: ['witnessed'], queryFn: ({ signal }) => get<Watched>('/ledger/witnessed', signal) })
  return (
    <div className="ratings ratings--wide">
      <Title>{t('inname.title')}</Title>
      <p className="studio__lead">{t('inname.text')}</p>
      {seen.data === undefined ? seen.error === null ? <Waiting /> : <Failed error={seen.error} again={() => void seen.refetch()} /> : <Seen items={seen.data.items} />}
      <h2 className="studio__head">{t('inname.logs')}</h2>
      <p className="studio__lead">{t('inname.logs_text')}</p>
      {watched.data === undefined ? watched.error === null ? <Waiting /> : <Failed error={watched.error} again={() => void watched.refetch()} /> : <Logs watched={watched.data} />}
    </div>
  )
}

function Seen({ items }: { readonly items: readonly Sighting[] }) {
  const { t, number, knows } = useVoice()
  if (items.length === 0) return <Empty>{t('inname.none')}</Empty>
  const unexpected = items.filter(({ expected }) => !expected).length
  const kindOf = (kind: string): string => { const key = `inname.kind_${kind.replaceAll('-', '_')}`; return t(knows(key) ? key : 'inname.kind_other') }
  return (
    <>
      {unexpected === 0 ? <Notice kind="good" title={t('inname.all_known')} /> : <Notice kind="error" title={t('inname.unknown', { count: unexpected })}><p>{t('inname.unknown_text')}</p></Notice>}
      <Table label={t('inname.title')} none="" columns={[{ title: t('inname.when') }, { title: t('inname.known') }, { title: t('inname.name') }, { title: t('inname.kind') }, { title: t('inname.where') }]}
        rows={items.map((one) => ({ key: `${one.log} ${one.leafIndex}`, cells: [<Moment iso={one.seenAt} />, <Tag kind={one.expected ? 'good' : 'bad'}>{t(one.expected ? 'inname.yes' : 'inname.no')}</Tag>, <Issuer code={one.issuer} />, kindOf(one.kind), t('inname.place', { log: one.log, number: number(one.leafIndex + 1) })] }))} />
    </>
  )
}

function Issuer({ code }: { readonly code: string }) {
  const { bi } = useVoice()
  const known = useAgencies().data?.items.find((one) => one.socialCreditCode === code)
  return <span className="agencyname"><Name text={known === undefined ? code : bi(known.name)} /></span>
}

function Logs({ watched: { logs, contradictions } }: { readonly watched: Watched }) {
  const { t, number } = useVoice()
  return (
    <>
      {contradictions.map((one) => <Notice key={`${one.log} ${one.seenAt}`} kind="error" title={t('inname.contradicts', { log: one.log })}><p>{t('inname.contradicts_text', { size: number(one.size), known: number(one.knownSize) })} <Moment iso={one.seenAt} /></p></Notice>)}
      {logs.length === 0 ? <Empty>{t('inname.logs_none')}</Empty> : (
        <Table label={t('inname.logs')} none="" columns={[{ title: t('inname.log') }, { title: t('inname.size'), number: true }, { title: t('inname.seen') }]}
          rows={logs.map((one) => ({ key: one.log, cells: [one.log, number(one.size), <Moment iso={one.seenAt} />] }))} />
      )}
    </>
  )
}
