import { part, paths, patterns } from '../../paths.ts'
import { Button, Dot, Facts, Name, Notice } from '../../ui/parts.tsx'
import { Words } from '../../ui/prose.tsx'
import { FilledIn } from '../../ui/source-chip.tsx'
import { ValueOf } from '../../ui/value.tsx'
import { useVoice } from '../../ui/voice.tsx'
import type { Group, ScreenCase, ScreenView } from '../api.ts'
import { param, typed, type Answer, type Route, type Visit } from '../visit.ts'
import { LawfulLooks } from './lawful-looks.tsx'

const REFRESH_SECONDS = 3

const address = (visit: Visit, what = ''): string => `/services/screens/${part(param(visit, 'screen'))}${what}`

async function show(visit: Visit): Promise<Answer> {
  const view = await visit.ask.get<ScreenView>(address(visit))
  const screen = param(visit, 'screen')
  return {
    title: visit.voice.t('screen.title'), bare: true, islands: ['live'], refresh: REFRESH_SECONDS,
    page: <><Languages screen={screen} /><div className="screen" data-island="live" data-path={paths.screenDo(screen, 'now')}><div className="screen__view" data-part="screen"><View screen={screen} view={view} /></div></div></>,
  }
}

const fragment = async (visit: Visit): Promise<Answer> => ({ fragment: <div data-part="screen"><View screen={param(visit, 'screen')} view={await visit.ask.get<ScreenView>(address(visit))} /></div> })

async function make(visit: Visit): Promise<Answer> {
  const { id } = await visit.ask.post<{ readonly id: string }>('/counter/screens', {})
  return { to: paths.screen(id) }
}

/** Does one thing at the screen and shows it again. */
const doing = (what: string, body: (visit: Visit) => object) => async (visit: Visit): Promise<Answer> => {
  await visit.ask.post(address(visit, what), body(visit))
  return { to: paths.screen(param(visit, 'screen')) }
}

/** `/window/{screen}`: what the citizen opposite sees, on a machine without an account. `/window` makes this machine one. */
export const screenRoutes: readonly Route[] = [
  { method: 'GET', path: patterns.screens, answer: async (visit) => ({ title: visit.voice.t('screen.title'), page: <Begin />, bare: true }) },
  { method: 'POST', path: patterns.screens, answer: make },
  { method: 'GET', path: patterns.screen, answer: show },
  { method: 'GET', path: patterns.screenNow, answer: fragment },
  { method: 'POST', path: patterns.screenAnswer, answer: doing('/answer', (visit) => ({ ask: typed(visit, 'ask'), answer: typed(visit, 'answer') })) },
  { method: 'POST', path: patterns.screenWord, answer: doing('/word', (visit) => ({ digest: typed(visit, 'digest'), right: typed(visit, 'right') === 'yes', fields: typed(visit, 'right') === 'yes' ? [] : (visit.typed.get('field') ?? []) })) },
  { method: 'POST', path: patterns.screenSignature, answer: doing('/signature', (visit) => ({ digest: typed(visit, 'digest') })) },
  { method: 'POST', path: patterns.screenEnd, answer: doing('/end', () => ({})) },
]

function Begin() {
  const { t } = useVoice()
  return <div className="screen"><div className="screen__view screen__view--middle"><h1>{t('screen.title')}</h1><p>{t('screen.begin_text')}</p><form method="post" action={paths.screens()}><Button>{t('screen.begin')}</Button></form></div></div>
}

/** The citizen reads in his own language, whatever the clerk's. */
function Languages({ screen }: { readonly screen: string }) {
  const { t, language } = useVoice()
  const other = language === 'zh' ? 'en' : 'zh'
  return (
    <form method="post" action={paths.language()} className="screen__language">
      <input type="hidden" name="to" value={paths.screen(screen)} />
      <button className="button button--secondary" name="language" value={other} lang={other === 'zh' ? 'zh-CN' : 'en'}>{t('header.other_language')}</button>
    </form>
  )
}

function View({ screen, view }: { readonly screen: string; readonly view: ScreenView }) {
  const { t, bi } = useVoice()
  if (view.state === 'gone') return <div className="screen__view--middle"><h1><Words>{t('screen.gone')}</Words></h1><p>{t('screen.gone_text')}</p><form method="post" action={paths.screens()}><Button>{t('screen.begin')}</Button></form></div>
  if (view.state === 'code') return <div className="screen__view--middle"><h1>{t('screen.pair')}</h1><p className="screen__code">{view.code.replace(/(\d{3})(\d{3})/, '$1 $2')}</p><p>{t('screen.pair_text')}</p></div>
  if (view.ask !== null) return <IsItYou screen={screen} ask={view.ask} agency={bi(view.agency)} />
  if (view.session === null) return <div className="screen__view--middle"><p className="screen__over">{bi(view.agency)}</p><h1>{t('screen.welcome')}</h1><p>{t('screen.welcome_text')}</p></div>
  return (
    <>
      <p className="screen__over">{bi(view.agency)}<Dot /><Name text={view.clerk} /> → <Name text={view.session.name} /></p>
      {view.case === null ? <div className="screen__view--middle"><h1>{t('screen.hello')} <Name text={view.session.name} /></h1><p>{t('screen.wait')}</p></div> : <Shown screen={screen} one={view.case} />}
      <form method="post" action={paths.screenDo(screen, 'end')} className="screen__end"><Button kind="quiet">{t('window.end')}</Button></form>
    </>
  )
}

function IsItYou({ screen, ask, agency }: { readonly screen: string; readonly ask: { readonly id: string; readonly name: string; readonly idNumber: string }; readonly agency: string }) {
  const { t } = useVoice()
  return (
    <div className="screen__view--middle">
      <p className="screen__over">{agency}</p>
      <h1><Words>{t('window.is_it_you')}</Words></h1>
      <p className="screen__who"><Name text={ask.name} /><br /><span className="quiet">{ask.idNumber}</span></p>
      <form method="post" action={paths.screenDo(screen, 'answer')} className="screen__buttons">
        <input type="hidden" name="ask" value={ask.id} />
        <Button name="answer" value="yes">{t('window.yes')}</Button>
        <Button kind="secondary" name="answer" value="no">{t('window.no')}</Button>
      </form>
    </div>
  )
}

const FINISHED = new Set(['filling', 'returned', 'signing'])

function Shown({ screen, one }: { readonly screen: string; readonly one: ScreenCase }) {
  const { t, bi } = useVoice()
  if (!FINISHED.has(one.stage)) return <Done one={one} />
  if (one.stage === 'signing') return one.signed === null ? <Sign screen={screen} one={one} /> : <Done one={one} />
  return (
    <>
      <h1><Words>{bi(one.title)}</Words></h1>
      <p>{t('screen.read')}</p>
      {one.word === null || one.word.right ? null : <Notice kind="warning" title={t('screen.said_wrong')}><p>{t('screen.said_wrong_text')}</p></Notice>}
      <form method="post" action={paths.screenDo(screen, 'word')}>
        <input type="hidden" name="digest" value={one.draft} />
        <FilledIn by={{ channel: 'window' }}>{one.form.groups.map((group) => <Lines key={group.id} group={group} wrong={one.word?.fields ?? []} />)}</FilledIn>
        <Proofs one={one} />
        <div className="screen__buttons screen__buttons--stay">
          {one.form.complete ? <Button name="right" value="yes">{t('screen.right')}</Button> : <p className="quiet">{t('screen.incomplete')}</p>}
          <Button kind="secondary" name="right" value="no">{t('screen.wrong')}</Button>
        </div>
      </form>
    </>
  )
}

/** One group, each line with its source and a box to say that it is wrong. */
function Lines({ group, wrong }: { readonly group: Group; readonly wrong: readonly string[] }) {
  const { t, bi } = useVoice()
  return (
    <section className="block" aria-labelledby={`group-${group.id}`}>
      <h2 id={`group-${group.id}`}>{bi(group.title)}</h2>
      <Facts rows={group.fields.filter((field) => field.shown).map((field) => ({
        key: field.id, term: bi(field.label), value: <ValueOf field={field} />,
        act: <label className="screen__mark"><input type="checkbox" name="field" value={field.id} defaultChecked={wrong.includes(field.id)} aria-label={t('screen.mark', { label: bi(field.label) })} />{t('screen.not_so')}</label>,
      }))} />
    </section>
  )
}

/** What proves what must be proven, and which of his papers the clerk took in. */
function Proofs({ one }: { readonly one: ScreenCase }) {
  const { t, bi } = useVoice()
  if (one.proven.length === 0) return null
  return (
    <section className="block" aria-labelledby="proofs">
      <h2 id="proofs">{t('proven.title')}</h2>
      <Facts rows={one.proven.map((item) => ({ key: item.id, term: bi(item.proves), value: item.file !== null && item.title === null ? <>{t('screen.paper', { material: bi(item.material) })} <Name text={item.file} /></> : item.title === null ? t(`proven.is_${item.state}`) : <Name text={bi(item.title)} /> }))} />
    </section>
  )
}

function Sign({ screen, one }: { readonly screen: string; readonly one: ScreenCase }) {
  const { t, bi, list } = useVoice()
  const consents = [...Map.groupBy(one.consents, (consent) => `${consent.agency.zh}|${consent.source.zh}`).values()]
  return (
    <>
      <h1><Words>{t('screen.sign_title')}</Words></h1>
      <p>{bi(one.title)}<Dot /><Name text={one.applicant.name} /></p>
      {consents.length === 0 ? null : (
        <section className="block" aria-labelledby="consents">
          <h2 id="consents">{t('screen.consents')}</h2>
          <Facts rows={consents.map((same, place) => ({ key: `${place}`, term: bi(same[0]!.source), value: <>{list([...new Set(same.flatMap((consent) => consent.elements.map(bi)))])}<span className="quiet facts__basis">{t('screen.by', { agency: bi(same[0]!.agency) })}</span></> }))} />
        </section>
      )}
      <LawfulLooks looks={one.lawful} />
      <Proofs one={one} />
      <form method="post" action={paths.screenDo(screen, 'signature')}>
        <input type="hidden" name="digest" value={one.digest ?? ''} />
        <p>{t('screen.sign_text')}</p>
        <div className="screen__buttons screen__buttons--stay"><Button>{t('screen.sign')}</Button></div>
      </form>
    </>
  )
}

function Done({ one }: { readonly one: ScreenCase }) {
  const { t, bi } = useVoice()
  return (
    <div className="screen__view--middle">
      <h1><Words>{t('screen.done')}</Words></h1>
      <p>{bi(one.title)}</p>
      <p className="screen__number">{one.number}</p>
      <p>{one.othersOpen > 0 ? t('screen.others', { count: one.othersOpen }) : t('screen.done_text')}</p>
    </div>
  )
}
