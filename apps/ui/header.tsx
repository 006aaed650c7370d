import { paths } from '../paths.ts'
import type { Visit } from '../portal/visit.ts'
import { Icon, type IconName } from './icon.tsx'
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

/** In his post somebody sees the desk, in his own affairs what is his; in the easy mode the four that matter most: who looked at one is among them. */
function waysFor({ session, easy }: Visit): readonly WayTo[] {
  if (!session.signedIn) return [HOME, VERIFY]
  if (session.post !== null) return [DESK, INBOX, HOME]
  return easy ? [HOME, CASES, WALLET, DATA] : [HOME, CASES, INBOX, WALLET, DATA]
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
      <input type="hidden" name="to" value={visit.here} />
      <button className="header__button" name="easy" value={visit.easy ? 'no' : 'yes'}>{t(visit.easy ? 'header.usual' : 'header.easy')}</button>
    </form>
  )
}

function LanguageSwitch({ visit }: { readonly visit: Visit }) {
  const { t, language } = useVoice()
  const other = language === 'zh' ? 'en' : 'zh'
  return (
    <form method="post" action={paths.language()} className="header__form">
      <input type="hidden" name="to" value={visit.here} />
      <button className="header__button" name="language" value={other} lang={other === 'zh' ? 'zh-CN' : 'en'}>{t('header.other_language')}</button>
    </form>
  )
}

function Door({ visit }: { readonly visit: Visit }) {
  const { t } = useVoice()
  if (!visit.session.signedIn) return <a className="header__button header__button--strong" href={paths.signIn(visit.here)}>{t('header.sign_in')}</a>
  return (
    <form method="post" action={paths.signOut()} className="header__form">
      <input type="hidden" name="to" value={paths.home()} />
      <button className="header__button">{t('header.sign_out')}</button>
    </form>
  )
}
