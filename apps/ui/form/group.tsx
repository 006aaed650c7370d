import type { Group } from '../../portal/api.ts'
import type { Typed } from '../../portal/visit.ts'
import { nameOf } from './draft.ts'
import { Field } from './field.tsx'
import { ListField } from './list.tsx'

/** The questions of one group, from their `FieldView`s. The only form renderer there is. */
export function GroupFields({ group, draft, errors }: { readonly group: Group; readonly draft: Typed; readonly errors: ReadonlyMap<string, string> }) {
  return (
    <>
      {group.fields.filter((field) => field.shown).map((field) => (field.type === 'list'
        ? <ListField key={field.id} field={field} draft={draft} errors={errors} />
        : <Field key={field.id} field={field} name={nameOf(field.id)} draft={draft} error={errors.get(nameOf(field.id))} />))}
    </>
  )
}
