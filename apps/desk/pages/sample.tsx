import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { useState } from 'react'

import { part, paths } from '../../paths.ts'
import { FactValue } from '../../ui/fact-value.tsx'
import { Name, Notice } from '../../ui/parts.tsx'
import { Prose } from '../../ui/prose.tsx'
import { useVoice } from '../../ui/voice.tsx'
import { AnswerForm } from '../answer-form.tsx'
import type { Looked, SampleFile } from '../api.ts'
import { get, post } from '../asking.ts'
import { said } from '../said.ts'
import { useSay } from '../saying.tsx'
import { Failed, Waiting } from '../states.tsx'
import { Title } from '../title.tsx'

/** `/desk/samples/{id}`: one drawn decision, blind. It is fetched once: each fetch is a look at people's facts and stands in their logs. */
export function SamplePage() {
  const { t } = useVoice()
  const { id } = useParams({ from: '/samples/$id' })
  const found = useQuery({ queryKey: ['sample', id], queryFn: ({ signal }) => get<SampleFile>(`/services/samples/${part(id)}`, signal), staleTime: Infinity, gcTime: 0, refetchOnWindowFocus: false, refetchOnReconnect: false })
  if (found.isPending) return <Waiting>{t('desk.case_loading')}</Waiting>
  if (found.isError) return <><Title>{t('sampling.title')}</Title><Failed error={found.error} again={() => void found.refetch()} /><p className="buttons onwards"><Link className="link" to="/samples">{t('sampling.back')}</Link></p></>
  return <OneSample key={id} file={found.data} />
}

type Props = { readonly file: SampleFile }

function OneSample({ file }: Props) {
  const { t, bi, day } = useVoice()
  return (
    <article className="case case--two">
      <header className="case-head">
        <Link to="/samples" className="link case-head__back">{t('sampling.back')}</Link>
        <Title over={t(`sampling.why_${file.why}`)}>{bi(file.table)}</Title>
        <ul className="case-head__clocks"><li><span><Prose>{t('sampling.as_of', { day: day(file.asOf) })}</Prose></span></li>{file.matter === null ? null : <li><a className="link" href={paths.matter('matter', file.matter.id)}>{t('sampling.guide')}</a></li>}</ul>
      </header>
      <div className="case__columns case__columns--two">
        <div className="case__column"><Inputs file={file} /><Deciding id={file.id} /></div>
        <div className="case__column"><Facts file={file} /></div>
      </div>
    </article>
  )
}

/** Everything the machine was told, by name. */
function Inputs({ file }: Props) {
  const voice = useVoice()
  const { t, bi } = voice
  return (
    <section className="panel" aria-labelledby="inputs">
      <h2 id="inputs" className="panel__title">{t('sampling.inputs')}</h2>
      <dl className="pairs">{file.inputs.map((one) => <div className="pairs__one" key={one.id}><dt>{bi(one.label)}</dt><dd>{one.lacks === null ? <Name text={said(voice, one.value, one.type)} /> : bi(one.lacks)}</dd></div>)}</dl>
    </section>
  )
}

/** What it was worked out from: what was filled in, and what the registers answered. */
function Facts({ file }: Props) {
  const voice = useVoice()
  const { t, bi } = voice
  return (
    <section className="panel" aria-labelledby="facts">
      <h2 id="facts" className="panel__title">{t('desk.facts')}</h2>
      <p className="quiet">{t('desk.look_kept')}</p>
      {file.facts.map((group) => (
        <section key={group.id} aria-labelledby={`facts-${group.id}`}>
          <h3 id={`facts-${group.id}`} className="filed__title">{bi(group.title)}</h3>
          <dl className="pairs">{group.items.map((item) => <div className="pairs__one" key={item.id}><dt>{bi(item.label)}</dt><dd>{group.register ? <FactValue element={item} value={item.value} /> : <Name text={said(voice, item.value, item.type)} />}</dd></div>)}</dl>
        </section>
      ))}
    </section>
  )
}

/** One's own decision; only then it is told what the machine decided. */
function Deciding({ id }: { readonly id: string }) {
  const { t } = useVoice()
  const say = useSay()
  const client = useQueryClient()
  const [looked, setLooked] = useState<Looked | null>(null)
  const send = (outcome: string, note: string): Promise<void> => post<Looked>(`/decisions/samples/${part(id)}/look`, { outcome, note }).then((found) => { setLooked(found); return client.invalidateQueries({ queryKey: ['samples'] }) })
  return (
    <div aria-live="polite">
      {looked === null ? (
        <section className="panel" aria-labelledby="deciding">
          <h2 id="deciding" className="panel__title">{t('sampling.decide')}</h2>
          <AnswerForm id={id} findings={(['GRANT', 'RETURN'] as const).map((value) => ({ value, text: t(value === 'GRANT' ? 'desk.grant' : 'desk.return') }))} onSend={send} onOver={say} own={{ finding: t('sampling.finding'), words: t('sampling.note'), hint: t('sampling.note_hint'), send: t('sampling.send') }} />
        </section>
      ) : (
        <Notice kind={looked.agrees ? 'good' : 'warning'} title={t(looked.agrees ? 'sampling.agrees' : 'sampling.differs')}>
          <p>{t('sampling.machine')} <strong>{t(looked.machine === 'GRANT' ? 'desk.grant' : 'desk.return')}</strong></p>
          {looked.halted === null ? null : <p>{t('sampling.halted')}</p>}
          <p><Link className="link" to="/samples">{t('sampling.next')}</Link></p>
        </Notice>
      )}
    </div>
  )
}
