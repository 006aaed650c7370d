import type { FieldView, Group } from '../../portal/api.ts'
import type { Typed } from '../../portal/visit.ts'
import { isAwaited, nameOf } from './draft.ts'
import { AwaitedField, Field } from './field.tsx'
import { ListField } from './list.tsx'

type Shown = { readonly draft: Typed; readonly errors: ReadonlyMap<string, string> }

/** Some questions of one group, from their `FieldView`s. The only form renderer there is. */
export function GroupFields({ fields, draft, errors }: Shown & { readonly fields: readonly FieldView[] }) {
  return <>{fields.map((field) => <OneField key={field.id} field={field} draft={draft} errors={errors} />)}</>
}

/** One question or one list of records. `bare`: its label stands right above. */
export function OneField({ field, draft, errors, bare = false }: Shown & { readonly field: FieldView; readonly bare?: boolean }) {
  const name = nameOf(field.id)
  if (field.type === 'list') return <ListField field={field} draft={draft} errors={errors} />
  if (isAwaited(field) && !errors.has(name)) return <AwaitedField field={field} />
  return <Field field={field} name={name} draft={draft} error={errors.get(name)} bare={bare} />
}

/**
 * The faults a person can mend. What is only awaited is no fault of his while others are open; once it is the only one,
 * its source did not answer, and he is asked after all.
 */
export function mendable(group: Group, errors: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const awaited = new Set(group.fields.filter(isAwaited).map((field) => nameOf(field.id)))
  const others = [...errors].filter(([name]) => !awaited.has(name))
  return others.length === 0 ? errors : new Map(others)
}
