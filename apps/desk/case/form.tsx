import type { FieldView, Group } from '../../portal/api.ts'
import { Name, Unseen } from '../../ui/parts.tsx'
import { FilledIn } from '../../ui/source-chip.tsx'
import { RecordValue, ValueOf } from '../../ui/value.tsx'
import { useVoice } from '../../ui/voice.tsx'
import type { DeskCase, Fix } from '../api.ts'

type Props = { readonly case: DeskCase; readonly fixes: readonly Fix[]; readonly onFlag?: ((field: string, position?: number) => void) | undefined }

/** What was filed, every value with its source; a field, and each record of a list, can be marked as one to be mended. */
export function Filed({ case: one, fixes, onFlag }: Props) {
  const { t, bi } = useVoice()
  return (
    <section className="panel" aria-labelledby="filed">
      <h2 id="filed" className="panel__title">{t('desk.filed')}</h2>
      <p className="panel__lead">{t('sign.applicant')} <strong><Name text={one.applicant.name} /></strong></p>
      {one.form.groups.filter((group) => group.shown && group.fields.some((field) => field.shown)).map((group) => (
        <section key={group.id} className="filed" aria-label={bi(group.title)}>
          <h3 className="filed__title">{bi(group.title)}</h3>
          <FilledIn by={one}><Fields group={group} fixes={fixes} onFlag={onFlag} /></FilledIn>
        </section>
      ))}
    </section>
  )
}

function Fields({ group, fixes, onFlag }: { readonly group: Group } & Pick<Props, 'fixes' | 'onFlag'>) {
  return <dl className="filed__list">{group.fields.filter((field) => field.shown).map((field) => <OneField key={field.id} field={field} fixes={fixes.filter((fix) => fix.field === field.id)} onFlag={onFlag} />)}</dl>
}

function OneField({ field, fixes, onFlag }: { readonly field: FieldView } & Pick<Props, 'fixes' | 'onFlag'>) {
  const { bi } = useVoice()
  const flagged = fixes.some((fix) => fix.position === undefined)
  const records = field.items ?? []
  return (
    <div className={flagged ? 'filed__row filed__row--flagged' : 'filed__row'} id={`filed-${field.id}`}>
      <dt className="filed__term">{bi(field.label)}</dt>
      <dd className="filed__value">{onFlag === undefined || records.length === 0 ? <ValueOf field={field} /> : <Records field={field} fixes={fixes} onFlag={onFlag} />}</dd>
      {onFlag === undefined ? null : <dd className="filed__act"><Flag flagged={flagged} of={bi(field.label)} onFlag={() => onFlag(field.id)} /></dd>}
    </div>
  )
}

/** The records of a list, each of which can be marked by itself. */
function Records({ field, fixes, onFlag }: { readonly field: FieldView; readonly fixes: readonly Fix[]; readonly onFlag: (field: string, position: number) => void }) {
  const { t, bi } = useVoice()
  return (
    <ol className="records filed__records">
      {(field.items ?? []).map((item, place) => {
        const flagged = fixes.some((fix) => fix.position === place)
        return (
          <li className={flagged ? 'filed__record filed__row--flagged' : 'filed__record'} key={place}>
            <div className="records__one"><RecordValue leaves={field.of ?? []} item={item} /></div>
            <Flag flagged={flagged} of={t('list.record', { title: bi(field.itemTitle ?? field.label), number: place + 1 })} onFlag={() => onFlag(field.id, place)} />
          </li>
        )
      })}
    </ol>
  )
}

function Flag({ flagged, of, onFlag }: { readonly flagged: boolean; readonly of: string; readonly onFlag: () => void }) {
  const { t } = useVoice()
  return <button type="button" className="button button--quiet filed__flag" onClick={onFlag}>{t(flagged ? 'desk.flagged' : 'desk.flag')}<Unseen> {of}</Unseen></button>
}
