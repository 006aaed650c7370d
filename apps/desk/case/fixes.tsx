import type { FieldView, Group } from '../../portal/api.ts'
import { Unseen } from '../../ui/parts.tsx'
import { textOf } from '../../ui/value.tsx'
import { useVoice } from '../../ui/voice.tsx'
import type { Fix } from '../api.ts'

type Props = { readonly groups: readonly Group[]; readonly fixes: readonly Fix[]; readonly onFixes: (fixes: readonly Fix[]) => void; readonly faults: ReadonlyMap<string, string> }

const LONGEST = 300

/** Everything that is to be mended, field by field: the applicant finds each at its field, and is asked only once. */
export function Fixes({ groups, fixes, onFixes, faults }: Props) {
  const { t } = useVoice()
  const change = (n: number, changed: Fix): void => onFixes(fixes.map((fix, place) => (place === n ? changed : fix)))
  return (
    <fieldset className="fixes">
      <legend className="field__label">{t('desk.fixes')}</legend>
      <p className="field__hint">{t('desk.fixes_hint')}</p>
      <ol className="fixes__list">
        {fixes.map((fix, n) => <OneFix key={n} n={n} fix={fix} groups={groups} faults={faults} onFix={(changed) => change(n, changed)} onRemove={() => onFixes(fixes.filter((_, place) => place !== n))} />)}
      </ol>
      <p><button type="button" className="button button--secondary" onClick={() => onFixes([...fixes, { field: '', wrong: '', mend: '' }])}>{t('desk.fix_add')}</button></p>
    </fieldset>
  )
}

type OneProps = { readonly n: number; readonly fix: Fix; readonly groups: readonly Group[]; readonly faults: ReadonlyMap<string, string>; readonly onFix: (fix: Fix) => void; readonly onRemove: () => void }

function OneFix({ n, fix, groups, faults, onFix, onRemove }: OneProps) {
  const { t } = useVoice()
  return (
    <li className="fixes__one">
      <Place n={n} fix={fix} groups={groups} faults={faults} onFix={onFix} />
      {(['wrong', 'mend'] as const).map((which) => (
        <div className="fixes__part" key={which}>
          <label className="field__label" htmlFor={`fix-${n}-${which}`}>{t(`desk.fix_${which}`)}</label>
          <input id={`fix-${n}-${which}`} className="field__input" value={fix[which]} maxLength={LONGEST} onChange={(event) => onFix({ ...fix, [which]: event.target.value })} aria-invalid={faults.has(`/fixes/${n}/${which}`) ? true : undefined} aria-describedby={faults.has(`/fixes/${n}/${which}`) ? `fix-${n}-fault` : undefined} />
        </div>
      ))}
      <Fault id={`fix-${n}-fault`} text={['field', 'wrong', 'mend'].map((which) => faults.get(`/fixes/${n}/${which}`)).find((text) => text !== undefined)} />
      <p><button type="button" className="button button--quiet" onClick={onRemove}>{t('desk.fix_remove')}<Unseen> {n + 1}</Unseen></button></p>
    </li>
  )
}

/** Where it is: a field; of a list which record, and of a record which part. */
function Place({ n, fix, groups, faults, onFix }: Omit<OneProps, 'onRemove'>) {
  const { t, bi } = useVoice()
  const { wrong, mend, field: id, position } = fix
  const field = groups.flatMap((group) => group.fields).find((one) => one.id === id)
  const isWrong = faults.has(`/fixes/${n}/field`)
  return (
    <>
      <div className="fixes__part">
        <label className="field__label" htmlFor={`fix-${n}-field`}>{t('desk.fix_field')}</label>
        <select id={`fix-${n}-field`} className="field__input field__select" value={id} onChange={(event) => onFix({ field: event.target.value, wrong, mend })} aria-invalid={isWrong ? true : undefined} aria-describedby={isWrong ? `fix-${n}-fault` : undefined}>
          <option value="">{t('desk.fix_choose')}</option>
          {groups.filter((group) => group.shown).map((group) => <optgroup key={group.id} label={bi(group.title)}>{group.fields.filter((one) => one.shown).map((one) => <option key={one.id} value={one.id}>{bi(one.label)}</option>)}</optgroup>)}
        </select>
      </div>
      {field === undefined || (field.items ?? []).length === 0 ? null : (
        <div className="fixes__part">
          <label className="field__label" htmlFor={`fix-${n}-position`}>{t('desk.fix_record')}</label>
          <select id={`fix-${n}-position`} className="field__input field__select" value={position ?? ''} onChange={(event) => onFix({ field: id, wrong, mend, ...(event.target.value === '' ? {} : { position: Number(event.target.value) }) })}>
            <option value="">{t('desk.fix_whole_list')}</option>
            <RecordOptions field={field} />
          </select>
        </div>
      )}
      {field === undefined || position === undefined ? null : (
        <div className="fixes__part">
          <label className="field__label" htmlFor={`fix-${n}-leaf`}>{t('desk.fix_leaf')}</label>
          <select id={`fix-${n}-leaf`} className="field__input field__select" value={fix.leaf ?? ''} onChange={(event) => onFix({ field: id, wrong, mend, position, ...(event.target.value === '' ? {} : { leaf: event.target.value }) })}>
            <option value="">{t('desk.fix_whole_record')}</option>
            {(field.of ?? []).filter((leaf) => field.items?.[position]?.[leaf.id] !== undefined).map((leaf) => <option key={leaf.id} value={leaf.id}>{bi(leaf.label)}</option>)}
          </select>
        </div>
      )}
    </>
  )
}

/** The records of a list by number and by what stands first in each, as the officer has them before him. */
function RecordOptions({ field }: { readonly field: FieldView }) {
  const voice = useVoice()
  const first = field.of?.[0]
  return (field.items ?? []).map((item, place) => {
    const title = voice.t('list.record', { title: voice.bi(field.itemTitle ?? field.label), number: place + 1 })
    const known = first === undefined ? undefined : item[first.id]
    const name = first === undefined || known === undefined ? '' : textOf(voice, first, known.value, known.label)
    return <option key={place} value={place}>{name === '' ? title : voice.t('desk.asks_named', { words: title, name })}</option>
  })
}

/** What is wrong at a field. */
export const Fault = ({ id, text }: { readonly id: string; readonly text: string | undefined }) => (text === undefined ? null : <p className="field__error" id={id}>{text}</p>)
