import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'

import { part } from '../../paths.ts'
import { Dot, Moment, Notice, Tag } from '../../ui/parts.tsx'
import { Prose } from '../../ui/prose.tsx'
import { useVoice } from '../../ui/voice.tsx'
import { put } from '../asking.ts'
import { Failed, Waiting } from '../states.tsx'
import { GroupForm } from './form.tsx'
import { Papers } from './papers.tsx'
import { useProgress, useServed, type Progress, type Served } from './place.ts'
import { Receipt } from './receipt.tsx'

type Props = { readonly id: string; readonly me: string; readonly hasScreen: boolean; readonly onServed: () => void }

/** The case at hand: its form, what need not be brought, and what the citizen says to it. */
export function CaseAtHand({ id, me, hasScreen, onServed }: Props) {
  const { t, bi } = useVoice()
  const client = useQueryClient()
  const served = useServed(id)
  const progress = useProgress(id)
  const one = served.data
  const { stage, digest } = progress.data ?? {}
  // What somebody else changed is fetched again; what the clerk changed himself he has already.
  useEffect(() => {
    if (one !== undefined && stage !== undefined && (stage !== one.stage && !(stage === 'running' && one.stage === 'kit') || (one.counter !== undefined && digest !== one.counter.digest))) void client.invalidateQueries({ queryKey: ['served', id] })
  }, [client, id, one, stage, digest])
  if (one === undefined) return served.error === null ? <Waiting /> : <Failed error={served.error} again={() => void served.refetch()} />
  const keep = (saved: Served): void => { client.setQueryData(['served', id], saved) }
  return (
    <>
      <div className="serving__title"><h2>{bi(one.title)}</h2><p className="quiet"><Prose>{t('cases.number', { number: one.number })}</Prose></p></div>
      <div className="serving">
        <div className="serving__main">{one.me.mayEdit ? <Groups one={one} me={me} wrong={wrongIn(progress.data)} onSaved={keep} /> : <Submitted one={one} onServed={onServed} />}</div>
        <aside className="serving__side" aria-label={t('counter.side')}>
          <Word progress={progress.data} one={one} hasScreen={hasScreen} />
          <Papers one={one} />
          <Materials one={one} />
        </aside>
      </div>
    </>
  )
}

const wrongIn = (progress: Progress | undefined): readonly string[] => (progress?.word?.right === false ? progress.word.fields : [])

function Groups({ one, me, wrong, onSaved }: { readonly one: Served; readonly me: string; readonly wrong: readonly string[]; readonly onSaved: (saved: Served) => void }) {
  const { t, bi } = useVoice()
  const shown = one.form.groups.filter((group) => group.shown)
  const [at, setAt] = useState<string | null>(null)
  const group = shown.find((other) => other.id === at) ?? shown.find((other) => other.current) ?? shown.at(-1)
  if (group === undefined) return null
  const saved = (next: Served): void => {
    const mine = next.form.groups.find((other) => other.id === group.id)
    setAt(mine?.check?.outcome === 'RETURN' ? group.id : null)
    onSaved(next)
  }
  return (
    <>
      <ol className="stations" aria-label={t('counter.groups')}>{shown.map((other) => (
        <li key={other.id} className={other.done ? 'stations__one stations__one--done' : 'stations__one'}>
          <button type="button" className="stations__go" aria-current={other.id === group.id ? 'step' : undefined} onClick={() => setAt(other.id)}>{bi(other.title)}</button>
          <span className="quiet"> {other.fields.some((field) => wrong.includes(field.id)) ? <Tag kind="bad">{t('counter.said_wrong')}</Tag> : t(other.done ? 'form.step_done' : 'form.step_open')}</span>
        </li>
      ))}</ol>
      <h3>{bi(group.title)}</h3>
      {wrong.length === 0 ? null : <Notice kind="warning" title={t('counter.wrong_fields')}><ul className="plainlist">{shown.flatMap((other) => other.fields).filter((field) => wrong.includes(field.id)).map((field) => <li key={field.id}>{bi(field.label)}</li>)}</ul></Notice>}
      <GroupForm key={`${group.id} ${one.counter?.digest ?? ''}`} one={one} group={group} me={me} onSaved={saved} />
    </>
  )
}

/** Showing it to the citizen, and what he says. */
function Word({ progress, one, hasScreen }: { readonly progress: Progress | undefined; readonly one: Served; readonly hasScreen: boolean }) {
  const { t } = useVoice()
  const client = useQueryClient()
  const show = useMutation({ mutationFn: (shown: boolean) => put(`/services/cases/${part(one.id)}/shown`, { shown }), onSettled: () => client.invalidateQueries({ queryKey: ['progress', one.id] }) })
  const shared = progress?.shared === true
  const word = progress?.word ?? null
  return (
    <section className="block" aria-labelledby="word">
      <h2 id="word">{t('counter.word')}</h2>
      <p className="quiet">{t(hasScreen ? 'counter.show_text' : 'counter.show_phone')}</p>
      <p><button type="button" className={shared ? 'button button--secondary' : 'button'} onClick={() => show.mutate(!shared)}>{t(shared ? 'counter.unshow' : 'counter.show')}</button></p>
      <div role="status">
        {one.stage === 'signing' ? <Tag kind="busy">{t('counter.signing')}</Tag> : word === null ? (shared ? <Tag kind="busy">{t('counter.reading')}</Tag> : null) : word.right ? <Tag kind="good">{t('counter.said_right')}</Tag> : <Tag kind="bad">{t('counter.said_wrong')}</Tag>}
        {word === null || one.stage === 'signing' ? null : <p className="quiet"><Moment iso={word.saidAt} as="hour" />{word.stands ? null : <><Dot />{t('counter.changed_since')}</>}</p>}
      </div>
      {show.error === null ? null : <Failed error={show.error} />}
    </section>
  )
}

const MARKS: Readonly<Record<string, 'good' | 'warning' | 'bad' | 'plain'>> = { hit: 'good', missing: 'warning', stale: 'warning', conflict: 'bad', denied: 'bad', down: 'bad', later: 'plain' }

/** What the citizen need not bring. A paper for something on this list may not be asked for. */
function Materials({ one }: { readonly one: Served }) {
  const { t, bi, list } = useVoice()
  if (one.counter === undefined) return null
  return (
    <section className="block" aria-labelledby="materials">
      <h2 id="materials">{t('counter.materials')}</h2>
      <p className="quiet">{t('counter.materials_text')}</p>
      <ul className="materials">{one.counter.materials.map((material) => (
        <li className="materials__one" key={material.id}>
          <p><strong>{bi(material.title)}</strong> <Tag kind={MARKS[material.state] ?? 'plain'}>{t(`counter.material_${material.state}`)}</Tag></p>
          <p className="quiet">{list(material.elements.map(bi))}</p>
        </li>
      ))}</ul>
    </section>
  )
}

function Submitted({ one, onServed }: { readonly one: Served; readonly onServed: () => void }) {
  const { t } = useVoice()
  return (
    <>
      <Notice kind="good" title={t('counter.handed_in')}><p>{t(one.counter !== undefined && one.counter.witnessed.length > 0 ? 'counter.witnessed' : 'counter.signed_himself')}</p></Notice>
      <Receipt id={one.id} />
      <p className="buttons"><button type="button" className="button button--secondary" onClick={() => window.print()}>{t('counter.print')}</button><button type="button" className="button" onClick={onServed}>{t('counter.finish')}</button></p>
    </>
  )
}
