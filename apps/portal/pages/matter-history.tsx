import { Fold } from '../../ui/fold.tsx'
import { Dot, Moment } from '../../ui/parts.tsx'
import { useVoice } from '../../ui/voice.tsx'
import type { Bi, DefinitionChange, Guide, Limit } from '../api.ts'
import type { Voice } from '../voice.ts'

/** How the definition came to be what it is: what became otherwise, when, why, and who answers for it. */
export function History({ guide }: { readonly guide: Guide }) {
  const { t, day } = useVoice()
  const [latest] = guide.history
  return (
    <Fold id="history" title={t('matter.history')} answer={latest === undefined || latest.first ? t('matter.history_none') : t('matter.history_answer', { count: guide.history.filter(({ first }) => !first).length, day: day(latest.at) })}>
      <p>{t('matter.history_text')}</p>
      <ol className="changes">{guide.history.map((change, place) => <OneChange key={`${change.digest}-${place}`} change={change} />)}</ol>
      <p className="quiet digest">{t('matter.version', { release: guide.version.release.slice(0, 12), digest: guide.digest.slice(0, 12) })}</p>
    </Fold>
  )
}

function OneChange({ change }: { readonly change: DefinitionChange }) {
  const { t, bi } = useVoice()
  const who = change.author === null ? t('change.with_software') : t('change.who', { author: bi(change.author), publisher: change.publisher === null ? t('change.with_software') : bi(change.publisher) })
  return (
    <li className="changes__one">
      <h3 className="changes__day"><Moment iso={change.at} as="day" /></h3>
      {change.first ? <p>{t('change.first')}</p> : <Parts changes={change.changes} />}
      {change.reason === null ? null : <p>{t('change.reason', { reason: change.reason })}</p>}
      <p className="quiet">{who}<Dot />{t('change.release', { release: change.digest.slice(0, 12) })}</p>
    </li>
  )
}

function Parts({ changes }: { readonly changes: DefinitionChange['changes'] }) {
  const voice = useVoice()
  return <ul className="changes__parts">{changes.map((one, place) => <li key={place}>{sentenceOf(voice, one)}</li>)}</ul>
}

function sentenceOf(voice: Voice, { part, deed, name, was, now, matter }: DefinitionChange['changes'][number]): string {
  const { t, bi, knows } = voice
  const what = knows(`part.${part}`) ? t(`part.${part}`) : t('part.other')
  const subject = name === null ? what : t('change.named', { what, name: bi(name) })
  const said = was !== undefined && now !== undefined ? t('change.from_to', { subject, was: valueOf(voice, part, was), now: valueOf(voice, part, now) }) : t(`change.${deed}`, { subject })
  return matter === null ? said : t('change.in', { matter: bi(matter), said })
}

function valueOf(voice: Voice, part: string, value: unknown): string {
  if (part === 'feeFen') return value === 0 ? voice.t('matter.free') : voice.money(Number(value))
  if (part === 'visits') return voice.t('matter.visits', { count: Number(value) })
  if (part === 'promised' || part === 'statutory') return voice.limit(value as Limit)
  return voice.bi(value as Bi)
}
