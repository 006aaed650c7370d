import { localPath, paths } from '../paths.ts'
import type { Post, Principal, Session } from '../portal/api.ts'
import type { Visit } from '../portal/visit.ts'
import { Icon, type IconName } from './icon.tsx'
import { Name } from './parts.tsx'
import { useVoice } from './voice.tsx'

/** Somebody who is signed in. */
export type SignedIn = Extract<Session, { signedIn: true }>

/** One way somebody may act: for himself, in a post, or for a party. `value` is what a form sends. */
export type Role = { readonly value: string; readonly kind: 'self' | 'post' | Principal['kind']; readonly post?: Post; readonly principal?: Principal }

/** Every way somebody may act, himself first. */
export const rolesOf = (session: SignedIn): readonly Role[] => [
  { value: 'self', kind: 'self' },
  ...session.posts.map((post): Role => ({ value: `post:${post.id}`, kind: 'post', post })),
  ...(session.mayActFor ?? []).map((principal): Role => ({ value: `party:${principal.id}`, kind: principal.kind, principal })),
]

/** The way somebody acts now. */
export const currentRole = (session: SignedIn): string => (session.post !== null ? `post:${session.post}` : session.behalf !== null ? `party:${session.behalf}` : 'self')

const SIGNS: Readonly<Record<Role['kind'], IconName>> = { self: 'self', post: 'post', firm: 'firm', child: 'child', ward: 'person', person: 'person' }

/** So many ways stand in the strip; the rest is on a page of their own. */
const SHOWN_MAX = 6

/**
 * Always in sight of whoever is signed in: in whose name everything on this page is done, in a word and a sign of its own where
 * it is not his, and the way to change it in two taps.
 */
export function ActStrip({ visit }: { readonly visit: Visit }) {
  const { t } = useVoice()
  const { session } = visit
  if (!session.signedIn) return null
  const roles = rolesOf(session)
  const now = roles.find((role) => role.value === currentRole(session)) ?? roles[0]!
  const kind = session.choiceOver ? 'over' : now.kind === 'self' ? 'self' : 'other'
  return (
    <div className={`acting acting--${kind}`} role="region" aria-label={t('acting.label')}>
      <div className="acting__inner">
        <p className="acting__now">
          <Icon name={SIGNS[now.kind]} />
          <span className="acting__word">{t(session.choiceOver ? 'acting.over' : `acting.as_${now.kind}`)}</span>
          <strong className="acting__name"><RoleName session={session} role={now} whole /></strong>
          {now.kind === 'self' ? null : <span className="acting__by">{t('acting.by', { name: session.name })}</span>}
        </p>
        {roles.length < 2 ? null : <Switch visit={visit} session={session} roles={roles} />}
        <a className="acting__link" href={paths.settings()} aria-current={visit.path === paths.settings() ? 'page' : undefined}>{t('acting.settings')}</a>
      </div>
    </div>
  )
}

function Switch({ visit, session, roles }: { readonly visit: Visit; readonly session: SignedIn; readonly roles: readonly Role[] }) {
  const { t } = useVoice()
  const to = placeFor(visit.here)
  return (
    <details className="acting__switch">
      <summary className="acting__link">{t('acting.change')}</summary>
      <div className="acting__choice">
        <RoleButtons session={session} roles={roles.slice(0, SHOWN_MAX)} to={to} />
        {roles.length <= SHOWN_MAX ? null : <p><a className="acting__link" href={paths.actFor(to)}>{t('acting.all', { count: roles.length })}</a></p>}
      </div>
    </details>
  )
}

/** Where to be after changing sides: the same page, but nobody's own case or certificate, which the other may not see. */
function placeFor(here: string): string {
  const own = /^\/(cases|wallet|inbox)\//.exec(here)
  return own ? `/${own[1]}` : localPath(here, paths.home())
}

/** One button for each way of acting; the one in force says so. */
export function RoleButtons({ session, roles, to }: { readonly session: SignedIn; readonly roles: readonly Role[]; readonly to: string }) {
  const { t } = useVoice()
  const current = session.choiceOver ? undefined : currentRole(session)
  return (
    <form method="post" action={paths.actFor()}>
      <input type="hidden" name="to" value={to} />
      <ul className="people">
        {roles.map((role) => (
          <li key={role.value}>
            <button className="people__button" name="as" value={role.value} aria-current={role.value === current ? 'true' : undefined}>
              <Icon name={SIGNS[role.kind]} />
              <span className="people__words">
                <span className="people__name"><RoleName session={session} role={role} /></span>
                <span className="people__line"><RoleWhy role={role} /></span>
              </span>
              {role.value === current ? <span className="people__now">{t('acting.current')}</span> : null}
            </button>
          </li>
        ))}
      </ul>
    </form>
  )
}

/** The party, or the post: with its agency where it stands alone. */
function RoleName({ session, role: { post, principal }, whole = false }: { readonly session: SignedIn; readonly role: Role; readonly whole?: boolean }) {
  const { t, bi } = useVoice()
  if (post === undefined) return <Name text={principal?.name ?? session.name} />
  const named = { agency: bi(post.agencyName ?? post.agency), role: bi(post.roleName ?? post.role) }
  return <>{whole ? t('acting.post', named) : named.role}</>
}

/** Why somebody may act so: where, in which matters, and until when. */
function RoleWhy({ role: { kind, post, principal } }: { readonly role: Role }) {
  const { t, bi, day, list } = useVoice()
  if (post !== undefined) return <Name text={bi(post.agencyName ?? post.agency)} />
  if (principal === undefined) return <>{t('acting.why_self')}</>
  const { basis, matters, until } = principal
  const why = basis === 'granted' ? (matters === null ? t('acting.why_mandate') : t('acting.why_matters', { matters: list(matters.map(({ id, title }) => bi(title ?? id))) })) : t(`acting.why_${kind}`)
  return <>{until === null ? why : t('acting.until', { why, day: day(until) })}</>
}
