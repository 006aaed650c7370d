import { part, paths, patterns } from '../../paths.ts'
import { Button, ButtonLink, Moment, More, Notice, Tag, Title } from '../../ui/parts.tsx'
import { Own } from '../../ui/row.tsx'
import { useVoice } from '../../ui/voice.tsx'
import type { Passkey, SignedInBrowser } from '../api.ts'
import { param, Problem, typed, type Answer, type Route, type Visit } from '../visit.ts'

type Known = { readonly passkeys: readonly Passkey[]; readonly possible: boolean; readonly proved: boolean; readonly browsers: readonly SignedInBrowser[] }
type Said = { readonly fault?: string | undefined; readonly name?: string }

/** What was just done, as the address says it; anything else says nothing. */
const DONE = ['added', 'removed', 'ended', 'ended_others'] as const

async function show(visit: Visit, said: Said = {}, code = 200): Promise<Answer> {
  if (!visit.session.signedIn) return { to: paths.signIn(paths.settings()) }
  const [keys, browsers] = await Promise.all([
    visit.ask.get<{ items: Passkey[]; possible: boolean; proved: boolean }>('/identity/passkeys'), visit.ask.get<{ items: SignedInBrowser[] }>('/identity/sessions'),
  ])
  const known = { passkeys: keys.items, possible: keys.possible, proved: keys.proved, browsers: browsers.items }
  return { title: visit.voice.t('settings.title'), code, islands: ['passkey'], page: <Settings visit={visit} known={known} said={said} /> }
}

function Settings({ visit, known, said }: { readonly visit: Visit; readonly known: Known; readonly said: Said }) {
  const { t } = useVoice()
  const done = DONE.find((one) => one === visit.query['done'])
  return (
    <>
      <Title lead={t('settings.lead')}>{t('settings.title')}</Title>
      {said.fault === undefined ? null : <div role="alert"><Notice kind="error" title={t('settings.not_done')}><p>{said.fault}</p></Notice></div>}
      {done === undefined || said.fault !== undefined ? null : <div role="status"><Notice kind="good"><p>{t(`settings.done_${done}`)}</p></Notice></div>}
      <Passkeys known={known} name={said.name ?? ''} />
      <Browsers browsers={known.browsers} />
      <Reading visit={visit} />
    </>
  )
}

function Passkeys({ known: { passkeys, possible, proved }, name }: { readonly known: Known; readonly name: string }) {
  const { t } = useVoice()
  return (
    <section className="block" aria-labelledby="passkeys">
      <h2 id="passkeys">{t('settings.passkeys')}</h2>
      <p>{t('settings.passkeys_what')}</p>
      {passkeys.length === 0 ? <p className="quiet">{t('settings.passkeys_none')}</p> : <ul className="own">{passkeys.map((one) => <OnePasskey key={one.id} one={one} />)}</ul>}
      {possible && !proved ? <SignInAnew /> : possible ? <AddPasskey name={name} /> : <p className="quiet">{t('settings.passkeys_impossible')}</p>}
    </section>
  )
}

function OnePasskey({ one }: { readonly one: Passkey }) {
  const { t } = useVoice()
  return (
    <Own icon="key" name={one.name}>
      <p className="quiet">{t('settings.added')} <Moment iso={one.addedAt} as="day" />{t('settings.comma')}{one.usedAt === null ? t('settings.never_used') : <>{t('settings.used')} <Moment iso={one.usedAt} /></>}</p>
      <p className="quiet">{t(one.synced ? 'settings.synced' : 'settings.one_device')}</p>
      <More summary={<>{t('settings.remove')}<span className="unseen"> {one.name}</span></>}>
        <p>{t('settings.remove_what')}</p>
        <form method="post" action={paths.passkeyRemoval(one.id)}><Button kind="warning">{t('settings.remove_yes')}</Button></form>
      </More>
    </Own>
  )
}

/** Whoever signed in a while ago shows once more who he is before he makes himself a key. */
function SignInAnew() {
  const { t } = useVoice()
  return <><p>{t('settings.anew_what')}</p><p><ButtonLink href={paths.signInAnew(paths.settings())} kind="secondary">{t('settings.anew')}</ButtonLink></p></>
}

function AddPasskey({ name }: { readonly name: string }) {
  const { t } = useVoice()
  return (
    <>
      <form
        method="post" action={paths.passkeys()} className="form door" hidden data-island="passkey" data-ask="create" data-questions="/identity/passkeys/questions"
        data-waiting={t('settings.device_waiting')} data-stopped={t('settings.device_stopped')} data-known={t('settings.device_known')} data-failed={t('settings.device_failed')}
      >
        <div className="field">
          <label className="field__label" htmlFor="name">{t('settings.name')}</label>
          <p className="field__hint" id="name-hint">{t('settings.name_hint')}</p>
          <input className="field__input" id="name" name="name" required maxLength={60} autoComplete="off" aria-describedby="name-hint" defaultValue={name} />
        </div>
        <input type="hidden" name="credential" value="" />
        <p><Button>{t('settings.add')}</Button></p>
        <p className="door__said" role="status" hidden />
      </form>
      <noscript><p className="quiet">{t('settings.passkeys_script')}</p></noscript>
    </>
  )
}

function Browsers({ browsers }: { readonly browsers: readonly SignedInBrowser[] }) {
  const { t } = useVoice()
  return (
    <section className="block" aria-labelledby="browsers">
      <h2 id="browsers">{t('settings.browsers')}</h2>
      <p>{t('settings.browsers_what')}</p>
      <ul className="own">{browsers.map((one) => <OneBrowser key={one.id} one={one} />)}</ul>
      {browsers.length < 2 ? null : <form method="post" action={paths.otherSessionsEnd()}><Button kind="secondary">{t('settings.end_others')}</Button></form>}
    </section>
  )
}

function OneBrowser({ one }: { readonly one: SignedInBrowser }) {
  const { t, list } = useVoice()
  const named = [one.browser, one.system].filter((word) => word !== null)
  const name = named.length === 0 ? t('settings.browser_unknown') : list(named)
  return (
    <Own icon="device" name={<>{name} {one.current ? <Tag kind="good">{t('settings.this_browser')}</Tag> : null}</>}>
      <p className="quiet">{t('settings.since')} <Moment iso={one.startedAt} />{one.means === null ? null : <>{t('settings.comma')}{t(`settings.means_${one.means}`)}</>}</p>
      <p className="quiet">{t('settings.seen')} <Moment iso={one.seenAt} />{t('settings.comma')}{t('settings.until')} <Moment iso={one.expiresAt} as="hour" /></p>
      {one.current
        ? <form method="post" action={paths.signOut()}><Button kind="quiet">{t('header.sign_out')}</Button></form>
        : <form method="post" action={paths.sessionEnd(one.id)}><Button kind="quiet">{t('settings.end')}<span className="unseen"> {name}</span></Button></form>}
    </Own>
  )
}

function Reading({ visit }: { readonly visit: Visit }) {
  const { t, language } = useVoice()
  return (
    <>
      <section className="block" aria-labelledby="reading">
        <h2 id="reading">{t('settings.reading')}</h2>
        <form method="post" action={paths.language()} className="buttons">
          <input type="hidden" name="to" value={paths.settings()} />
          <Button kind="secondary" name="language" value={language === 'zh' ? 'en' : 'zh'}><span lang={language === 'zh' ? 'en' : 'zh-CN'}>{t('settings.other_language')}</span></Button>
        </form>
        <form method="post" action={paths.easy()} className="buttons">
          <input type="hidden" name="to" value={paths.settings()} />
          <Button kind="secondary" name="easy" value={visit.easy ? 'no' : 'yes'}>{t(visit.easy ? 'settings.usual' : 'settings.easy')}</Button>
        </form>
      </section>
      <section className="block" aria-labelledby="acting-for">
        <h2 id="acting-for">{t('settings.acting')}</h2>
        <p>{t('settings.acting_what')}</p>
        <p><ButtonLink href={paths.actFor(paths.settings())} kind="secondary">{t('acting.choose')}</ButtonLink></p>
      </section>
    </>
  )
}

/** Does something and says so; what the API refuses is said on the page itself, with what was typed still there. */
async function doing(visit: Visit, done: (typeof DONE)[number], deed: () => Promise<unknown>): Promise<Answer> {
  try {
    await deed()
  } catch (error) {
    if (!(error instanceof Problem) || error.status === 401) throw error
    return show(visit, { fault: error.document.errors?.[0]?.detail ?? error.document.detail, name: typed(visit, 'name') }, error.status)
  }
  return { to: paths.settings(done) }
}

/** What the script put into the form. Nothing where there was none; the API then says that it cannot read it. */
function answerIn(visit: Visit): unknown {
  try {
    return JSON.parse(typed(visit, 'credential'))
  } catch {
    return null // A form sent without scripts.
  }
}

/** A reader's own settings: passkeys, where he is signed in, and how he reads. */
export const mySettingsRoutes: readonly Route[] = [
  { method: 'GET', path: patterns.settings, answer: (visit) => show(visit) },
  { method: 'POST', path: patterns.passkeys, answer: (visit) => doing(visit, 'added', () => visit.ask.post('/identity/passkeys', { answer: answerIn(visit), name: typed(visit, 'name') })) },
  { method: 'POST', path: patterns.passkeyRemoval, answer: (visit) => doing(visit, 'removed', () => visit.ask.post(`/identity/passkeys/${part(param(visit, 'id'))}/removal`, {})) },
  { method: 'POST', path: patterns.sessionEnd, answer: (visit) => doing(visit, 'ended', () => visit.ask.post(`/identity/sessions/${part(param(visit, 'id'))}/end`, {})) },
  { method: 'POST', path: patterns.otherSessionsEnd, answer: (visit) => doing(visit, 'ended_others', () => visit.ask.post('/identity/sessions/end', {})) },
]
