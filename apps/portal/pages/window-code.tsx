import { part, paths, patterns } from '../../paths.ts'
import { Qr } from '../../ui/certificate/qr.tsx'
import { Button, ButtonLink, Dot, Moment, Name, Title } from '../../ui/parts.tsx'
import { useVoice } from '../../ui/voice.tsx'
import type { AtCounter } from '../api.ts'
import { typed, type Answer, type Route, type Visit } from '../visit.ts'

const REFRESH_SECONDS = 62
const CODE_SECONDS = 60

type Shown = { readonly code: string; readonly until: string } | null

const standing = (visit: Visit): Promise<AtCounter> => visit.ask.get<AtCounter>('/counter/mine')

async function show(visit: Visit, shown: Shown = null): Promise<Answer> {
  const now = await standing(visit)
  return { title: visit.voice.t('window.title'), page: <WindowCode now={now} shown={now.session === null ? shown : null} />, islands: shown === null ? ['live'] : ['live', 'showing'], refresh: REFRESH_SECONDS }
}

async function make(visit: Visit): Promise<Answer> {
  return show(visit, await visit.ask.post<NonNullable<Shown>>('/counter/codes', {}))
}

async function answer(visit: Visit): Promise<Answer> {
  await visit.ask.post('/counter/mine/answer', { ask: typed(visit, 'ask'), answer: typed(visit, 'answer') })
  return { to: paths.windowCode() }
}

async function end(visit: Visit): Promise<Answer> {
  await visit.ask.post('/counter/mine/end', {})
  return { to: paths.windowCode() }
}

/** Says of the case as it stands that something is wrong; the clerk sees it at once. */
async function wrong(visit: Visit): Promise<Answer> {
  const { session } = await standing(visit)
  if (session?.share) await visit.ask.post(`/services/cases/${part(session.share)}/objection`, {})
  return { to: paths.windowCode() }
}

/** `/window-code`: the code that is shown at a counter, and the session there while it lasts. */
export const windowCodeRoutes: readonly Route[] = [
  { method: 'GET', path: patterns.windowCode, answer: (visit) => (visit.session.signedIn ? show(visit) : Promise.resolve({ to: paths.signIn(paths.windowCode()) })) },
  { method: 'POST', path: patterns.windowCode, answer: make },
  { method: 'GET', path: patterns.windowCodeNow, answer: async (visit) => ({ fragment: <div data-part="state"><Standing now={await standing(visit)} /></div> }) },
  { method: 'POST', path: patterns.windowAnswer, answer },
  { method: 'POST', path: patterns.windowEnd, answer: end },
  { method: 'POST', path: patterns.windowWrong, answer: wrong },
]

function WindowCode({ now, shown }: { readonly now: AtCounter; readonly shown: Shown }) {
  const { t } = useVoice()
  return (
    <>
      <Title lead={t('window.lead')}>{t('window.title')}</Title>
      <div className="once" data-island="live" data-path={paths.windowCodeNow()}>
        {shown === null ? null : (
          <div className="once__code" data-island="showing" data-seconds={CODE_SECONDS} data-left={t('show.left')} data-over={t('show.over')}>
            <div className="once__qr"><Qr text={shown.code} label={t('window.qr')} /></div>
            <p className="once__digits"><span className="quiet">{t('window.digits')}</span> <strong>{shown.code.replace(/(\d{4})(\d{4})/, '$1 $2')}</strong></p>
            <p className="once__left" data-countdown="">{t('show.until')} <Moment iso={shown.until} as="second" /></p>
            <progress className="once__bar" max={CODE_SECONDS} value={CODE_SECONDS} aria-hidden="true" />
          </div>
        )}
        <div className="once__state" data-part="state"><Standing now={now} /></div>
      </div>
      <form method="post" action={paths.windowCode()} className="buttons"><Button kind={shown === null ? 'primary' : 'secondary'}>{t(shown === null ? 'window.make' : 'window.again')}</Button></form>
      <p className="quiet">{t('window.safe')}</p>
    </>
  )
}

/** Who serves, or asks whether it is oneself; nothing while one waits. */
function Standing({ now: { session, ask } }: { readonly now: AtCounter }) {
  const { t, bi } = useVoice()
  if (ask !== null) {
    return (
      <div className="counter" data-showing="asked" role="status">
        <h2>{t('window.is_it_you')}</h2>
        <p>{t('window.asked_by', { agency: bi(ask.agency) })} <Name text={ask.clerk} /></p>
        <form method="post" action={paths.windowAnswer()} className="buttons">
          <input type="hidden" name="ask" value={ask.id} />
          <Button name="answer" value="yes">{t('window.yes')}</Button>
          <Button kind="warning" name="answer" value="no">{t('window.no')}</Button>
        </form>
      </div>
    )
  }
  if (session === null) return <p className="quiet" data-showing="waiting" role="status">{t('window.nobody')}</p>
  return (
    <div className="counter" data-showing="served" role="status">
      <h2>{t('window.served_by', { agency: bi(session.agency) })}</h2>
      <p><Name text={session.clerk} /><Dot />{t('window.until')} <Moment iso={session.until} as="hour" /></p>
      {session.share === null ? <p className="quiet">{t('window.wait')}</p> : (
        <div className="buttons">
          <ButtonLink href={paths.confirm(session.share)}>{t('window.check')}</ButtonLink>
          <form method="post" action={paths.windowWrong()}><Button kind="secondary">{t('window.wrong')}</Button></form>
        </div>
      )}
      <form method="post" action={paths.windowEnd()}><Button kind="warning">{t('window.end')}</Button></form>
    </div>
  )
}
