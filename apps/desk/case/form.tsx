import type { FieldView, Group } from '../../portal/api.ts'
import { Name, Unseen } from '../../ui/parts.tsx'
import { ValueOf } from '../../ui/value.tsx'
import { useVoice } from '../../ui/voice.tsx'
import type { DeskCase, Fix } from '../api.ts'

type Props = { readonly case: DeskCase; readonly fixes: readonly Fix[]; readonly onFlag?: ((field: string) => void) | undefined }

/** What was filed, every value with its source; a field can be marked as one to be mended. */
export function Filed({ case: one, fixes, onFlag }: Props) {
  const { t, bi } = useVoice()
  return (
    <section className="panel" aria-labelledby="filed">
      <h2 id="filed" className="panel__title">{t('desk.filed')}</h2>
      <p className="panel__lead">{t('sign.applicant')} <strong><Name text={one.applicant.name} /></strong></p>
      {one.form.groups.filter((group) => group.shown && group.fields.some((field) => field.shown)).map((group) => (
        <section key={group.id} className="filed" aria-label={bi(group.title)}>
          <h3 className="filed__title">{bi(group.title)}</h3>
          <Fields group={group} fixes={fixes} onFlag={onFlag} />
        </section>
      ))}
    </section>
  )
}

function Fields({ group, fixes, onFlag }: { readonly group: Group } & Pick<Props, 'fixes' | 'onFlag'>) {
  return <dl className="filed__list">{group.fields.filter((field) => field.shown).map((field) => <OneField key={field.id} field={field} flagged={fixes.some((fix) => fix.field === field.id)} onFlag={onFlag} />)}</dl>
}

function OneField({ field, flagged, onFlag }: { readonly field: FieldView; readonly flagged: boolean } & Pick<Props, 'onFlag'>) {
  const { t, bi } = useVoice()
  return (
    <div className={flagged ? 'filed__row filed__row--flagged' : 'filed__row'} id={`filed-${field.id}`}>
      <dt className="filed__term">{bi(field.label)}</dt>
      <dd className="filed__value"><ValueOf field={field} /></dd>
      {onFlag === undefined ? null : <dd className="filed__act"><button type="button" className="button button--quiet filed__flag" onClick={() => onFlag(field.id)}>{t(flagged ? 'desk.flagged' : 'desk.flag')}<Unseen> {bi(field.label)}</Unseen></button></dd>}
    </div>
  )
}
