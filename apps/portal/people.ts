import type { Case, FieldView, Person } from './api.ts'

/**
 * The case with people called by what is known of them wherever somebody is chosen among those in the form: by name
 * where the reader may know it, else by the end of the number that was typed. A choice that is nobody stays as it is.
 */
export function withPeopleNamed<One extends Pick<Case, 'form' | 'signatories'>>(one: One): One {
  const known = new Map(one.form.groups.flatMap((group) => group.fields).flatMap(peopleIn).map((person) => [person.party, person.label]))
  for (const { party, name } of one.signatories) if (!name.includes('＊')) known.set(party, name)
  return { ...one, form: { ...one.form, groups: one.form.groups.map((group) => ({ ...group, fields: group.fields.map((field) => choicesNamed(field, known)) })) } }
}

const peopleIn = (field: FieldView): Person[] =>
  (field.items ?? []).flatMap((item) => Object.values(item)).map(({ value }) => value as Partial<Person> | null).filter((value): value is Person => typeof value === 'object' && typeof value?.party === 'string')

function choicesNamed(field: FieldView, known: ReadonlyMap<string, string>): FieldView {
  if (field.choices === undefined || !field.choices.some((choice) => known.has(choice.value))) return field
  return {
    ...field,
    choices: field.choices.map(({ value, label }) => {
      const name = known.get(value)
      return { value, label: name === undefined || label.zh.includes(name) ? label : { zh: `${name}（${label.zh}）`, en: `${name} (${label.en})` } }
    }),
  }
}
