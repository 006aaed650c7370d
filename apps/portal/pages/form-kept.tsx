import { part, paths, patterns } from '../../paths.ts'
import { ASKED, areSame, DEVICE, seenOf, standingIn, textsOf, VERSION } from '../../ui/form/typing.ts'
import { textInDraft } from '../../ui/form/draft-text.ts'
import { Button, Moment, Name, Notice, Title } from '../../ui/parts.tsx'
import { useVoice } from '../../ui/voice.tsx'
import type { Case, Group } from '../api.ts'
import { nextPage } from './cases.tsx'
import { param, Problem, type Answer, type Route, type Typed, type Visit } from '../visit.ts'

type Kept = { readonly version: number; readonly at: string }

/** Keeps what stands in the inputs of a page as it is. Refuses `services.changed_elsewhere` where another device wrote meanwhile. */
export const keepTyped = (visit: Visit, typed: Record<string, Record<string, readonly string[]>>, seen: ReturnType<typeof seenOf>): Promise<Kept> =>
  visit.ask.put<Kept>(`/services/cases/${part(param(visit, 'id'))}/groups/${part(param(visit, 'group'))}/typing`, { typed, ...seen })

/** For the island that keeps every keystroke: what came of it, and where another device was faster, its version and when. */
async function keep(visit: Visit): Promise<Answer> {
  try {
    const { version, at } = await keepTyped(visit, textsOf(visit.typed), seenOf(visit.typed))
    return { json: { version, at: visit.voice.hour(at) } }
  } catch (error) {
    if (!(error instanceof Problem) || error.document.code !== 'services.changed_elsewhere') throw error
    const { version, at } = error.document.details as Kept
    return { json: { elsewhere: { version, at: visit.voice.hour(at) } } }
  }
}

/** Where typed text is kept, and where somebody ends who signed in beside a form that waits in another window. */
export const keptRoutes: readonly Route[] = [
  { method: 'POST', path: patterns.typing, answer: keep },
  { method: 'GET', path: patterns.signedBack, answer: async (visit) => ({ title: visit.voice.t('kept.back_title'), page: <SignedBack /> }) },
]

/** Everything that was typed, to be sent again. The buttons say what is done with it. */
function Carried({ typed, except = [] }: { readonly typed: Typed; readonly except?: readonly string[] }) {
  const carried = [...typed].filter(([name]) => (/^[fn]\./.test(name) || [ASKED, VERSION, DEVICE].includes(name)) && !except.includes(name))
  return <>{carried.flatMap(([name, values]) => values.map((value, place) => <input key={`${name} ${place}`} type="hidden" name={name} value={value} />))}</>
}

/** The session ended while somebody wrote. The page carries all of it: he signs in beside it and goes on from here. */
export function signedOutPage(visit: Visit): Answer {
  return { title: visit.voice.t('kept.signed_out_title'), page: <SignedOut visit={visit} />, code: 401, islands: ['keep'] }
}

function SignedOut({ visit }: { readonly visit: Visit }) {
  const { t } = useVoice()
  const here = paths.form(param(visit, 'id'), param(visit, 'group'))
  return (
    <>
      <Title lead={t('kept.signed_out_lead')}>{t('kept.signed_out_title')}</Title>
      <form method="post" action={here} className="form" data-island="carry" data-back={paths.signIn(here)} data-path={here}>
        <Carried typed={visit.typed} />
        <ol className="numbered">
          <li><a className="button button--secondary" href={paths.signIn(paths.signedBack())} target="_blank" rel="opener" data-sign-in>{t('kept.sign_in')}</a><p className="quiet" data-other-window>{t('kept.sign_in_text')}</p></li>
          <li><Button name="do" value="save">{t('kept.go_on')}</Button></li>
        </ol>
      </form>
    </>
  )
}

function SignedBack() {
  const { t } = useVoice()
  return <><Title>{t('kept.back_title')}</Title><Notice kind="good"><p>{t('kept.back_text')}</p></Notice></>
}

/** Another device changed the group meanwhile: both are shown, and the person says which counts. Where both say the same, there is nothing to say. */
export function elsewherePage(visit: Visit, one: Case, group: Group): Answer {
  const theirs = standingIn(group)
  const asked = Object.keys(textsOf(visit.typed))
  const ours = new Map([...theirs].filter(([name]) => !asked.includes(name.split(/[.~]/)[1] ?? '')).concat([...visit.typed]))
  if (areSame(ours, theirs)) return { to: nextPage(one, group.id) }
  return { title: visit.voice.t('kept.elsewhere_title'), page: <Elsewhere case={one} group={group} ours={ours} theirs={theirs} typed={visit.typed} />, code: 409 }
}

type Both = { readonly case: Case; readonly group: Group; readonly ours: Typed; readonly theirs: Typed; readonly typed: Typed }

function Elsewhere({ case: one, group, ours, theirs, typed }: Both) {
  const voice = useVoice()
  const { t, bi } = voice
  const both = group.fields.filter((field) => field.shown).map((field) => ({ field, here: textInDraft(voice, field, ours), there: textInDraft(voice, field, theirs) })).filter(({ here, there }) => here !== there)
  return (
    <>
      <Title over={bi(group.title)} lead={t('kept.elsewhere_lead')}>{t('kept.elsewhere_title')}</Title>
      <form method="post" action={paths.form(one.id, group.id)} className="form">
        <Carried typed={typed} except={[VERSION]} />
        <input type="hidden" name={VERSION} value={group.version} />
        <table className="versions">
          <thead><tr><td /><th scope="col">{t('kept.there')}{group.typing ? <> <Moment iso={group.typing.at} as="hour" /></> : null}</th><th scope="col">{t('kept.here')}</th></tr></thead>
          <tbody>{both.map(({ field, here, there }) => <tr key={field.id}><th scope="row">{bi(field.label)}</th>{[there, here].map((text, place) => <td key={place}>{text === '' ? <span className="quiet">{t('value.none')}</span> : <Name text={text} />}</td>)}</tr>)}</tbody>
        </table>
        <p className="buttons form__end"><Button name="do" value="save">{t('kept.use_here')}</Button><a className="button button--secondary" href={paths.form(one.id, group.id)}>{t('kept.use_there')}</a></p>
      </form>
    </>
  )
}
