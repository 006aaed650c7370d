import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { useState } from 'react'

import { part } from '../../paths.ts'
import { withPeopleNamed } from '../../portal/people.ts'
import { Notice } from '../../ui/parts.tsx'
import { useVoice } from '../../ui/voice.tsx'
import type { DeskCase } from '../api.ts'
import { get, post } from '../asking.ts'
import { Decision } from '../case/decision.tsx'
import { useDraft } from '../case/draft.ts'
import { Facts } from '../case/evidence.tsx'
import { Filed } from '../case/form.tsx'
import { HandOver } from '../case/handing.tsx'
import { Company, Hands, Head } from '../case/head.tsx'
import { History, keepNote, Notes } from '../case/history.tsx'
import { Proofs } from '../case/proofs.tsx'
import { useStanding } from '../case/standing.ts'
import { Why } from '../case/why.tsx'
import { useSay } from '../saying.tsx'
import { useOfficer } from '../session.ts'
import { useShortcuts } from '../shortcuts.ts'
import { Failed, Waiting } from '../states.tsx'
import { Title } from '../title.tsx'

/**
 * `/desk/cases/{id}`: one case. It is fetched once: each fetch is a look at people's facts and stands in their logs. What
 * changes meanwhile comes with the signs of life.
 */
export function CasePage() {
  const { t } = useVoice()
  const { id } = useParams({ from: '/cases/$id' })
  const me = useOfficer()?.party
  const found = useQuery({ queryKey: ['case', id], queryFn: ({ signal }) => get<DeskCase>(`/services/cases/${part(id)}`, signal), select: withPeopleNamed, staleTime: Infinity, gcTime: 0, refetchOnWindowFocus: false, refetchOnReconnect: false })
  if (found.isPending || (found.isSuccess && me === undefined)) return <Waiting>{t('desk.case_loading')}</Waiting>
  if (found.isError) return <><Title>{t('desk.case')}</Title><Failed error={found.error} again={() => void found.refetch()} /><ToQueue /></>
  if (found.data.desk === undefined) return <><Title>{t('desk.case')}</Title><Notice kind="info"><p>{t('desk.not_here')}</p></Notice><ToQueue /></>
  return <OneCase key={id} case={found.data} me={me!} />
}

/** The way back from where there is no case to be seen. */
function ToQueue() {
  const { t } = useVoice()
  return <p className="buttons onwards"><Link className="link" to="/">{t('desk.to_queue')}</Link></p>
}

function OneCase({ case: one, me }: { readonly case: DeskCase; readonly me: string }) {
  const { t } = useVoice()
  const say = useSay()
  const go = useNavigate()
  const client = useQueryClient()
  const { draft, change, keeping, done: decided } = useDraft(one, me)
  const [handing, setHanding] = useState(false)
  const standing = useStanding(one, draft.outcome === null ? 'looking' : 'deciding')
  const now = standing.data ?? one.desk.standing
  const open = one.desk.mayDecide && now.ended === null
  const back = (words: string, decided?: string): void => { say(words, '/', decided); void client.invalidateQueries({ queryKey: ['counts'] }); void client.invalidateQueries({ queryKey: ['queue'] }); void go({ to: '/' }) }
  const done = (words: string) => (): void => { say(words); void standing.refetch() }
  const take = (over: boolean): void => void post(`/services/cases/${part(one.id)}/taking`, { task: one.desk.task, over }).then(done(t('desk.taken_now', { number: one.number })), say)
  const putBack = (): void => void post(`/services/cases/${part(one.id)}/putting-back`).then(() => back(t('desk.put_back_now', { number: one.number })), say)
  const keep = (): void => void keepNote(client, one.id, draft.words).then(() => { change({ words: '' }); return say(t('desk.noted')) }, say)
  const flag = (field: string, position?: number): void => {
    const listed = draft.fixes.findIndex((fix) => fix.field === field && fix.position === position)
    change({ outcome: 'RETURN', ...(draft.outcome === 'GRANT' ? { rows: [] } : {}), ...(listed >= 0 ? {} : { fixes: [...draft.fixes, { field, wrong: '', mend: '', ...(position === undefined ? {} : { position }) }] }) })
    // What is to be written into comes into the page with the next drawing.
    setTimeout(() => document.getElementById(`fix-${listed >= 0 ? listed : draft.fixes.length}-wrong`)?.focus())
  }
  useShortcuts({
    u: () => void go({ to: '/' }), n: () => document.getElementById('noting')?.focus(),
    ...(open ? { t: () => take(false), h: () => setHanding(true), g: () => choose('GRANT', draft.outcome, change), r: () => choose('RETURN', draft.outcome, change) } : {}),
  })
  return (
    <article className="case">
      <Head case={one} ended={now.ended !== null} />
      <Company standing={now} onKeep={now.ended !== null && !now.ended.me && draft.words.trim() !== '' ? keep : undefined} />
      <div className="case__columns">
        <div className="case__column case__column--why">
          <Why desk={one.desk} groups={one.form.groups} />
          {open ? <Decision case={one} draft={draft} change={change} keeping={keeping} onDecided={(outcome) => { decided(); back(t(outcome === 'GRANT' ? 'desk.granted_now' : 'desk.returned_now', { number: one.number }), one.id) }} onConflict={() => void standing.refetch()} /> : null}
          <Hands open={open} takenBy={now.takenBy} me={me} onTake={take} onPutBack={putBack} onHand={() => setHanding(true)} />
          {one.desk.mayDecide || now.ended !== null ? null : <Notice kind="info"><p>{t('desk.may_not')}</p></Notice>}
        </div>
        <div className="case__column"><Filed case={one} fixes={draft.fixes} onFlag={open ? flag : undefined} /></div>
        <div className="case__column"><Notes case={one} /><Proofs case={one} live={one.stage === 'with-officer' && now.ended === null} /><Facts case={one} /><History case={one} /></div>
      </div>
      {open && draft.outcome === null ? <ToDecide onChoose={(outcome) => choose(outcome, null, change)} /> : null}
      {handing ? <HandOver path={`/services/cases/${part(one.id)}`} onDone={(name) => back(t('desk.handed_now', { number: one.number, name }))} onNo={() => setHanding(false)} /> : null}
    </article>
  )
}

/** Where the decision itself lies below what is seen at first, its two ways stay at hand until one is chosen. */
function ToDecide({ onChoose }: { readonly onChoose: (outcome: 'GRANT' | 'RETURN') => void }) {
  const { t } = useVoice()
  return (
    <p className="to-decide">
      {(['GRANT', 'RETURN'] as const).map((outcome) => <button type="button" key={outcome} className="button button--secondary" onClick={() => onChoose(outcome)}>{t(outcome === 'GRANT' ? 'desk.grant_now' : 'desk.return_now')}</button>)}
    </p>
  )
}

/** A key chooses the outcome and leads to the reasons; nothing is decided by it. */
function choose(outcome: 'GRANT' | 'RETURN', before: 'GRANT' | 'RETURN' | null, change: (part: { outcome: 'GRANT' | 'RETURN'; rows?: readonly string[] }) => void): void {
  change(before === outcome ? { outcome } : { outcome, rows: [] })
  setTimeout(() => document.querySelector<HTMLElement>(`input[name="outcome"][value="${outcome}"]`)?.focus())
}
