import { localPath, paths, patterns } from '../../paths.ts'
import { RoleButtons, rolesOf, type Role, type SignedIn } from '../../ui/acting.tsx'
import { Empty, Notice, Title } from '../../ui/parts.tsx'
import { useVoice } from '../../ui/voice.tsx'
import { typed, type Answer, type Route, type Visit } from '../visit.ts'

const GROUPS = [
  ['acting.group_self', ['self']], ['acting.group_posts', ['post']], ['acting.group_firms', ['firm']], ['acting.group_family', ['child', 'ward']], ['acting.group_people', ['person']],
] as const satisfies readonly (readonly [string, readonly Role['kind'][]])[]

/** Where one goes on to after choosing, from the address or the form. */
const onward = (visit: Visit): string => localPath(visit.query['to'] ?? typed(visit, 'to'), paths.home())

async function show(visit: Visit): Promise<Answer> {
  if (!visit.session.signedIn) return { to: paths.signIn(visit.here) }
  return { title: visit.voice.t('acting.choose'), page: <Choose session={visit.session} to={onward(visit)} /> }
}

function Choose({ session, to }: { readonly session: SignedIn; readonly to: string }) {
  const { t } = useVoice()
  const roles = rolesOf(session)
  return (
    <>
      <Title lead={t('acting.choose_lead')}>{t('acting.choose')}</Title>
      {session.choiceOver ? <Notice kind="warning" title={t('acting.over')}><p>{t('acting.over_what')}</p></Notice> : null}
      {GROUPS.map(([title, kinds]) => {
        const members = roles.filter((role) => kinds.some((kind) => kind === role.kind))
        return members.length === 0 ? null : <section className="block" key={title} aria-labelledby={title.replace('.', '-')}><h2 id={title.replace('.', '-')}>{t(title)}</h2><RoleButtons session={session} roles={members} to={to} /></section>
      })}
      {roles.length > 1 ? null : <Empty>{t('acting.only_self')}</Empty>}
    </>
  )
}

async function choose(visit: Visit): Promise<Answer> {
  const [kind, id] = typed(visit, 'as').split(/:(.*)/s)
  const to = onward(visit)
  const desk = to === paths.desk() || to.startsWith(`${paths.desk()}/`)
  if (kind === 'post') {
    await visit.ask.post('/identity/session/post', { post: id })
    return { to: desk || to !== paths.home() ? to : paths.desk() }
  }
  await visit.ask.post('/identity/session/behalf', { party: kind === 'party' ? id : null })
  return { to: desk ? paths.home() : to }
}

/** In whose name one acts: the page on which to choose, and the choice itself. */
export const actForRoutes: readonly Route[] = [
  { method: 'GET', path: patterns.actFor, answer: show },
  { method: 'POST', path: patterns.actFor, answer: choose },
]
