import { paths } from '../paths.ts'
import type { Post, Session } from '../portal/api.ts'
import type { Visit } from '../portal/visit.ts'
import { Icon, type IconName } from './icon.tsx'
import { Button } from './parts.tsx'
import { useVoice } from './voice.tsx'

/** Wordmark, ways through the house, how it is to be read, and the door. */
export function Header({ visit }: { readonly visit: Visit }) {
  const { t } = useVoice()
  return (
    <header className="header">
      <div className="header__inner">
        <a className="header__brand" href={paths.home()}><Mark /><span className="header__words"><span className="header__name">{t('house.name')}</span><span className="header__sub">{t('house.sub')}</span></span></a>
        <nav className="header__nav" aria-label={t('nav.label')}>
          <ul className="header__list">{waysFor(visit).map(({ href, key, icon }) => <Way key={href} href={href} icon={icon} text={t(key)} current={isHere(visit.path, href)} />)}</ul>
        </nav>
        <div className="header__tools"><EasySwitch visit={visit} /><LanguageSwitch visit={visit} /><Door visit={visit} /></div>
      </div>
    </header>
  )
}

type WayTo = { readonly href: string; readonly key: 'nav.home' | 'nav.cases' | 'nav.wallet' | 'nav.inbox' | 'nav.data' | 'nav.desk' | 'nav.verify'; readonly icon: IconName }

const HOME: WayTo = { href: paths.home(), key: 'nav.home', icon: 'services' }
const CASES: WayTo = { href: paths.cases(), key: 'nav.cases', icon: 'cases' }
const INBOX: WayTo = { href: paths.inbox(), key: 'nav.inbox', icon: 'inbox' }
const WALLET: WayTo = { href: paths.wallet(), key: 'nav.wallet', icon: 'wallet' }
const DATA: WayTo = { href: paths.myData(), key: 'nav.data', icon: 'data' }
const DESK: WayTo = { href: paths.desk(), key: 'nav.desk', icon: 'desk' }
const VERIFY: WayTo = { href: paths.verify(), key: 'nav.verify', icon: 'verify' }

/** In his post somebody sees the desk, in his own affairs what is his; in the easy mode the three that matter most. */
function waysFor({ session, easy }: Visit): readonly WayTo[] {
  if (!session.signedIn) return [HOME, VERIFY]
  if (session.post !== null) return [DESK, INBOX, HOME]
  return easy ? [HOME, CASES, WALLET] : [HOME, CASES, INBOX, WALLET, DATA]
}

const isHere = (path: string, href: string): boolean => (href === paths.home() ? path === href || path.startsWith('/matters/') : path === href || path.startsWith(`${href}/`))

const Way = ({ href, icon, text, current }: { readonly href: string; readonly icon: IconName; readonly text: string; readonly current: boolean }) =>
  <li className="header__item"><a className="header__way" href={href} aria-current={current ? 'page' : undefined}><Icon name={icon} /><span>{text}</span></a></li>

/** A gate with a road through it, in the accent of the theme. */
const Mark = () => (
  <svg className="header__mark" viewBox="0 0 32 32" width="32" height="32" aria-hidden="true" focusable="false">
    <path d="M4 28V14a12 12 0 0 1 24 0v14h-6V14a6 6 0 0 0-12 0v14z" fill="currentColor" />
    <path d="M15 28l.5-12h1L17 28z" fill="currentColor" />
  </svg>
)

/** Larger type, fewer choices, read aloud; and the way back. */
function EasySwitch({ visit }: { readonly visit: Visit }) {
  const { t } = useVoice()
  return (
    <form method="post" action={paths.easy()} className="header__form">
      <input type="hidden" name="to" value={visit.path} />
      <button className="header__button" name="easy" value={visit.easy ? 'no' : 'yes'}>{t(visit.easy ? 'header.usual' : 'header.easy')}</button>
    </form>
  )
}

function LanguageSwitch({ visit }: { readonly visit: Visit }) {
  const { t, language } = useVoice()
  const other = language === 'zh' ? 'en' : 'zh'
  return (
    <form method="post" action={paths.language()} className="header__form">
      <input type="hidden" name="to" value={visit.path} />
      <button className="header__button" name="language" value={other} lang={other === 'zh' ? 'zh-CN' : 'en'}>{t('header.other_language')}</button>
    </form>
  )
}

function Door({ visit }: { readonly visit: Visit }) {
  const { t } = useVoice()
  if (!visit.session.signedIn) return <a className="header__button header__button--strong" href={paths.signIn(visit.path)}>{t('header.sign_in')}</a>
  return (
    <form method="post" action={paths.signOut()} className="header__form">
      <input type="hidden" name="to" value={paths.home()} />
      <button className="header__button">{t('header.sign_out')}</button>
    </form>
  )
}

/** Always in sight of whoever is signed in: in whose name everything on this page is done, and how to change it. */
export function ActStrip({ visit }: { readonly visit: Visit }) {
  const { t } = useVoice()
  const { session } = visit
  if (!session.signedIn) return null
  const roles = rolesOf(session)
  return (
    <div className="acting" role="region" aria-label={t('acting.label')}>
      <div className="acting__inner">
        <p className="acting__now"><span className="acting__key">{t('acting.now')}</span> <strong><ActingAs session={session} /></strong></p>
        {roles.length < 2 ? null : (
          <details className="acting__switch">
            <summary>{t('acting.change')}</summary>
            <form method="post" action={paths.actFor()} className="acting__form">
              <input type="hidden" name="to" value={session.post === null ? visit.path : paths.home()} />
              <label className="field__label" htmlFor="acting">{t('acting.choose')}</label>
              <select className="field__input field__select" id="acting" name="as" defaultValue={currentRole(session)}>
                {roles.map((role) => <option key={role.value} value={role.value}><RoleName session={session} value={role.value} post={role.post} name={role.name} /></option>)}
              </select>
              <Button kind="secondary">{t('acting.switch')}</Button>
            </form>
          </details>
        )}
      </div>
    </div>
  )
}

type SignedIn = Extract<Session, { signedIn: true }>
type Role = { readonly value: string; readonly post?: Post | undefined; readonly name?: string | undefined }

const rolesOf = (session: SignedIn): readonly Role[] => [
  { value: 'self' },
  ...session.posts.map((post) => ({ value: `post:${post.id}`, post })),
  ...(session.mayActFor ?? []).map(({ id, name }) => ({ value: `party:${id}`, name })),
]

const currentRole = (session: SignedIn): string => (session.post !== null ? `post:${session.post}` : session.behalf !== null ? `party:${session.behalf}` : 'self')

function ActingAs({ session }: { readonly session: SignedIn }) {
  const post = session.posts.find((one) => one.id === session.post)
  return <RoleName session={session} value={currentRole(session)} post={post} name={session.behalfName ?? undefined} />
}

function RoleName({ session, value, post, name }: Role & { readonly session: SignedIn }) {
  const { t, bi } = useVoice()
  if (post !== undefined) return <>{t('acting.post', { agency: bi(post.agencyName ?? post.agency), role: bi(post.roleName ?? post.role) })}</>
  if (value.startsWith('party:')) return <>{t('acting.behalf', { name: name ?? value.slice('party:'.length) })}</>
  return <>{t('acting.self', { name: session.name })}</>
}
