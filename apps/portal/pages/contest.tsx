import { part, paths, patterns } from '../../paths.ts'
import { ErrorSummary } from '../../ui/form/error-summary.tsx'
import { BackLink, Button, Dot, Facts, Lamp, Moment, Name, Notice, Title } from '../../ui/parts.tsx'
import { Reasons } from '../../ui/reasons.tsx'
import { useVoice } from '../../ui/voice.tsx'
import type { Case, Contest } from '../api.ts'
import { Problem, typed, type Answer, type Route, type Visit } from '../visit.ts'
import { caseOf } from './cases.tsx'
import { valueOf } from './decided.tsx'

type Wish = { readonly words: string; readonly condition: string; readonly once: string }

const NO_ERRORS: ReadonlyMap<string, string> = new Map()

/** `/cases/{case}/contest`: what one does not agree with, and at which condition. Where it is not open, the page of the result says why. */
async function show(visit: Visit): Promise<Answer> {
  const one = await caseOf(visit)
  if (!one.me.mayContest) return { to: paths.timeline(one.id) }
  return page(visit, one, { words: '', condition: '', once: crypto.randomUUID() })
}

const page = (visit: Visit, one: Case, wish: Wish, errors = NO_ERRORS, detail?: string): Answer =>
  ({ title: visit.voice.t('contest.title'), page: <Contesting case={one} wish={wish} errors={errors} detail={detail} />, ...(detail === undefined ? {} : { code: 422, islands: ['form'] }) })

/** Sends it, or shows what is wrong with it and keeps what was typed. */
async function send(visit: Visit): Promise<Answer> {
  const one = await caseOf(visit)
  const wish: Wish = { words: typed(visit, 'words'), condition: typed(visit, 'condition'), once: typed(visit, 'once') }
  // A refusal about what was typed is said at the field.
  try {
    await visit.ask.post(`/services/cases/${part(one.id)}/contest`, { words: wish.words, condition: wish.condition === '' ? null : wish.condition }, wish.once === '' ? undefined : wish.once)
    return { to: `${paths.timeline(one.id)}#contest` }
  } catch (error) {
    if (!(error instanceof Problem) || error.status !== 422) throw error
    const errors = new Map((error.document.errors ?? []).map((fault): [string, string] => [fault.pointer.slice(1), fault.detail]))
    return page(visit, one, wish, errors, error.document.detail)
  }
}

/** How somebody asks for a second look at a decision. */
export const contestRoutes: readonly Route[] = [
  { method: 'GET', path: patterns.contest, answer: show },
  { method: 'POST', path: patterns.contest, answer: send },
]

type Props = { readonly case: Case; readonly wish: Wish; readonly errors: ReadonlyMap<string, string>; readonly detail: string | undefined }

function Contesting({ case: one, wish, errors, detail }: Props) {
  const { t, bi, day } = useVoice()
  const wrong = errors.get('words')
  return (
    <>
      <BackLink href={paths.timeline(one.id)}>{t('contest.back')}</BackLink>
      <ErrorSummary errors={errors} detail={detail} labelOf={(name) => (name === 'words' ? t('contest.words') : undefined)} />
      <Title over={t('cases.number', { number: one.number })} lead={t('contest.lead')}>{t('contest.title')}</Title>
      <section className="block" aria-labelledby="decision">
        <h2 id="decision">{t('contest.decision')}</h2>
        <p><strong>{bi(one.title)}</strong><Dot />{one.verdict === null ? null : t(`verdict.${one.verdict.outcome}`)}</p>
        <Reasons reasons={one.verdict?.reasons ?? []} />
      </section>
      <form method="post" action={paths.contest(one.id)} className="form" noValidate>
        <input type="hidden" name="once" value={wish.once} />
        <Conditions case={one} picked={wish.condition} />
        <div className={wrong === undefined ? 'field' : 'field field--wrong'}>
          <label className="field__label" htmlFor="words">{t('contest.words')}</label>
          <p className="field__hint" id="words-hint">{t('contest.words_hint')}</p>
          {wrong === undefined ? null : <p className="field__error" id="words-error">{wrong}</p>}
          <textarea className="field__input field__area" id="words" name="words" rows={5} maxLength={2000} defaultValue={wish.words} aria-describedby={wrong === undefined ? 'words-hint' : 'words-hint words-error'} aria-invalid={wrong === undefined ? undefined : true} />
        </div>
        <Notice kind="info" title={t('contest.next')}>
          <ol className="numbered numbered--near"><li>{t('contest.next_who', { agency: bi(one.organ?.name) })}</li><li>{t('contest.next_when')}</li><li>{t('contest.next_stands')}</li><li>{t('contest.next_others')}</li></ol>
          {one.contestUntil === null ? null : <p className="quiet">{t('contest.until')} {day(one.contestUntil)}</p>}
        </Notice>
        <Button>{t('contest.send')}</Button>
      </form>
    </>
  )
}

/** The conditions that the decision shows, each as it was found; one may also name none. */
function Conditions({ case: one, picked }: { readonly case: Case; readonly picked: string }) {
  const voice = useVoice()
  const { t, bi } = voice
  const looked = one.decided?.looked ?? []
  if (looked.length === 0) return null
  return (
    <fieldset className="field field__set"><legend className="field__label">{t('contest.condition')}</legend>
      <ul className="choices">
        {looked.map((condition) => <li className="choices__one" key={condition.id}><input className="choices__input" type="radio" id={`condition-${condition.id}`} name="condition" value={condition.id} defaultChecked={picked === condition.id} /><label className="choices__label" htmlFor={`condition-${condition.id}`}>{t('contest.condition_is', { label: bi(condition.label), value: valueOf(voice, condition) })}</label></li>)}
        <li className="choices__one"><input className="choices__input" type="radio" id="condition-none" name="condition" value="" defaultChecked={picked === ''} /><label className="choices__label" htmlFor="condition-none">{t('contest.condition_none')}</label></li>
      </ul>
    </fieldset>
  )
}

/** The second looks at the decisions of a case, the newest first, each with who asked, by when it is answered and what came of it. */
export function Contests({ case: one }: { readonly case: Case }) {
  const { t } = useVoice()
  if (one.contests.length === 0) return null
  return (
    <section className="block" id="contest" aria-labelledby="contest-title">
      <h2 id="contest-title">{t('contest.block')}</h2>
      {one.contests.toReversed().map((contest) => <OneContest key={contest.id} contest={contest} />)}
    </section>
  )
}

const KINDS = { corrected: 'good', upheld: 'warning', dropped: 'info', open: 'info' } as const

function OneContest({ contest }: { readonly contest: Contest }) {
  const { t, bi } = useVoice()
  const { outcome, agency, answer, condition, words } = contest
  return (
    <Notice kind={KINDS[outcome ?? 'open']} title={t(`contest.${outcome ?? 'open'}`, { agency: bi(agency) })}>
      <p>{contest.ground === 'person' ? t(contest.mine ? 'contest.by_me' : 'contest.by_other') : t(`contest.by_${contest.ground}`)} <span className="quiet"><Moment iso={contest.openedAt} /></span></p>
      {condition === null && words === null ? null : (
        <Facts rows={[
          ...(condition === null ? [] : [{ key: 'condition', term: t('contest.about'), value: bi(condition) }]),
          ...(words === null || words === '' ? [] : [{ key: 'words', term: t('contest.said'), value: <Name text={words} /> }]),
          ...(answer === null ? [] : [{ key: 'answer', term: t('contest.answer'), value: <Name text={answer} /> }]),
        ]} />
      )}
      {outcome === null ? <p>{t('contest.due')} <strong><Moment iso={contest.dueAt} as="day" /></strong> <Lamp colour={contest.lamp} /></p> : null}
      {contest.endedAt === null ? null : <p className="quiet"><Moment iso={contest.endedAt} /></p>}
    </Notice>
  )
}
