import type { Group } from '../../portal/api.ts'
import { Unseen } from '../../ui/parts.tsx'
import { useVoice } from '../../ui/voice.tsx'
import type { Fix } from '../api.ts'

type Props = { readonly groups: readonly Group[]; readonly fixes: readonly Fix[]; readonly onFixes: (fixes: readonly Fix[]) => void; readonly faults: ReadonlyMap<string, string> }

const LONGEST = 300

/** Everything that is to be mended, field by field: the applicant finds each at its field, and is asked only once. */
export function Fixes({ groups, fixes, onFixes, faults }: Props) {
  const { t } = useVoice()
  const change = (n: number, part: Partial<Fix>): void => onFixes(fixes.map((fix, place) => (place === n ? { ...fix, ...part } : fix)))
  return (
    <fieldset className="fixes">
      <legend className="field__label">{t('desk.fixes')}</legend>
      <p className="field__hint">{t('desk.fixes_hint')}</p>
      <ol className="fixes__list">
        {fixes.map((fix, n) => <OneFix key={n} n={n} fix={fix} groups={groups} faults={faults} onChange={(part) => change(n, part)} onRemove={() => onFixes(fixes.filter((_, place) => place !== n))} />)}
      </ol>
      <p><button type="button" className="button button--secondary" onClick={() => onFixes([...fixes, { field: '', wrong: '', mend: '' }])}>{t('desk.fix_add')}</button></p>
    </fieldset>
  )
}

type OneProps = { readonly n: number; readonly fix: Fix; readonly groups: readonly Group[]; readonly faults: ReadonlyMap<string, string>; readonly onChange: (part: Partial<Fix>) => void; readonly onRemove: () => void }

function OneFix({ n, fix, groups, faults, onChange, onRemove }: OneProps) {
  const { t, bi } = useVoice()
  return (
    <li className="fixes__one">
      <div className="fixes__part">
        <label className="field__label" htmlFor={`fix-${n}-field`}>{t('desk.fix_field')}</label>
        <select id={`fix-${n}-field`} className="field__input field__select" value={fix.field} onChange={(event) => onChange({ field: event.target.value })} aria-invalid={faults.has(`/fixes/${n}/field`) ? true : undefined} aria-describedby={faults.has(`/fixes/${n}/field`) ? `fix-${n}-fault` : undefined}>
          <option value="">{t('desk.fix_choose')}</option>
          {groups.filter((group) => group.shown).map((group) => <optgroup key={group.id} label={bi(group.title)}>{group.fields.filter((field) => field.shown).map((field) => <option key={field.id} value={field.id}>{bi(field.label)}</option>)}</optgroup>)}
        </select>
      </div>
      {(['wrong', 'mend'] as const).map((which) => (
        <div className="fixes__part" key={which}>
          <label className="field__label" htmlFor={`fix-${n}-${which}`}>{t(`desk.fix_${which}`)}</label>
          <input id={`fix-${n}-${which}`} className="field__input" value={fix[which]} maxLength={LONGEST} onChange={(event) => onChange({ [which]: event.target.value })} aria-invalid={faults.has(`/fixes/${n}/${which}`) ? true : undefined} aria-describedby={faults.has(`/fixes/${n}/${which}`) ? `fix-${n}-fault` : undefined} />
        </div>
      ))}
      <Fault id={`fix-${n}-fault`} text={['field', 'wrong', 'mend'].map((which) => faults.get(`/fixes/${n}/${which}`)).find((text) => text !== undefined)} />
      <p><button type="button" className="button button--quiet" onClick={onRemove}>{t('desk.fix_remove')}<Unseen> {n + 1}</Unseen></button></p>
    </li>
  )
}

/** What is wrong at a field. */
export const Fault = ({ id, text }: { readonly id: string; readonly text: string | undefined }) => (text === undefined ? null : <p className="field__error" id={id}>{text}</p>)
