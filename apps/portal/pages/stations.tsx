import { paths } from '../../paths.ts'
import { isAsked, isStation } from '../../ui/form/asked.ts'
import { More, Name } from '../../ui/parts.tsx'
import { hasValue, textOf } from '../../ui/value.tsx'
import { useVoice } from '../../ui/voice.tsx'
import type { Voice } from '../voice.ts'
import type { Case, FieldView, Group } from '../api.ts'

/** Every step with what was said there, and the way to each; what nobody was asked stands at the end, to be looked at. */
export function Stations({ case: one, here }: { readonly case: Case; readonly here?: string }) {
  const { t } = useVoice()
  const shown = one.form.groups.filter((group) => group.shown)
  const suggested = shown.filter((group) => !isStation(group))
  return (
    <More summary={t('form.all_steps')}>
      <ol className="stations">
        {shown.filter(isStation).map((group) => <Station key={group.id} case={one} group={group} here={here} />)}
        <li className="stations__one">{one.form.complete ? <a className="link" href={paths.confirm(one.id)}>{t('confirm.title')}</a> : t('confirm.title')}<span className="stations__said">{t('form.last_step_text')}</span></li>
      </ol>
      {suggested.length === 0 ? null : (
        <>
          <p className="stations__title">{t('form.suggested_steps')}</p>
          <ul className="stations">{suggested.map((group) => <Station key={group.id} case={one} group={group} here={here} />)}</ul>
        </>
      )}
    </More>
  )
}

function Station({ case: one, group, here }: { readonly case: Case; readonly group: Group; readonly here: string | undefined }) {
  const voice = useVoice()
  const { t, bi } = voice
  const said = saidText(voice, group.fields.filter((field) => isAsked(field) || !isStation(group)))
  return (
    <li className={group.done ? 'stations__one stations__one--done' : 'stations__one'}>
      {group.id === here ? <strong aria-current="step">{bi(group.title)}</strong> : <a className="link" href={paths.form(one.id, group.id)}>{bi(group.title)}</a>}
      <span className="stations__said">{said === '' ? t(group.done || !isStation(group) ? 'form.step_done' : 'form.step_open') : <Name text={said} />}</span>
    </li>
  )
}

const SAID_MAX = 3

/** The first answers of some fields, in one line. */
const saidText = (voice: Voice, fields: readonly FieldView[]): string =>
  [...new Set(fields.filter((field) => field.shown).map((field) => oneSaid(voice, field)).filter((text) => text !== ''))].slice(0, SAID_MAX).join(' · ')

/** The same for whoever draws a page; what stands twice is said once. */
export const Said = ({ fields, none }: { readonly fields: readonly FieldView[]; readonly none: string }) => {
  const said = saidText(useVoice(), fields)
  return said === '' ? <>{none}</> : <Name text={said} />
}

function oneSaid(voice: Voice, field: FieldView): string {
  if (field.type !== 'list') return hasValue(field.value) ? textOf(voice, field, field.value) : ''
  const count = field.items?.length ?? 0
  return count === 0 ? '' : voice.t('form.records', { title: voice.bi(field.itemTitle ?? field.label), count })
}
