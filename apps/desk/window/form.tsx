import { useMutation } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'

import type { Group, Page } from '../../portal/api.ts'
import type { Typed } from '../../portal/visit.ts'
import { answersOf, draftOf, labelAt, nameAt, nameOf, withoutRow, withRow, withValue } from '../../ui/form/draft.ts'
import { ErrorSummary } from '../../ui/form/error-summary.tsx'
import { GroupFields, mendable } from '../../ui/form/group.tsx'
import type { Found } from '../../ui/form/lookup.tsx'
import { Notice } from '../../ui/parts.tsx'
import { Reasons } from '../../ui/reasons.tsx'
import { useVoice } from '../../ui/voice.tsx'
import { get, part, put, Refused } from '../asking.ts'
import { Failed } from '../states.tsx'
import type { Served } from './place.ts'

const FOUND_MAX = 10

/** What stands in a form now, by name. */
function typedIn(event: FormEvent<HTMLFormElement>): { readonly draft: Typed; readonly deed: string } {
  const submitter = (event.nativeEvent as SubmitEvent).submitter as HTMLButtonElement | null
  const draft = new Map<string, string[]>()
  for (const [name, value] of new FormData(event.currentTarget)) if (typeof value === 'string') draft.set(name, [...(draft.get(name) ?? []), value])
  return { draft, deed: submitter?.value ?? 'save' }
}

/** One group of questions, as the citizen would have it online: sourced values stand fast, the rest is typed as he says. */
export function GroupForm({ one, group, onSaved }: { readonly one: Served; readonly group: Group; readonly onSaved: (saved: Served) => void }) {
  const { t, bi } = useVoice()
  const [{ draft, turn }, setDraft] = useState({ draft: draftOf(group), turn: 0 })
  const redraw = (next: Typed): void => setDraft({ draft: next, turn: turn + 1 })
  const save = useMutation({
    mutationFn: (given: Typed) => put<Served>(`/services/cases/${part(one.id)}/groups/${part(group.id)}`, { answers: answersOf(group, given) }),
    onSuccess: onSaved,
    onError: (_, given) => redraw(given),
  })
  const find = async (given: Typed, name: string): Promise<void> => {
    const field = group.fields.find((other) => nameOf(other.id) === name)
    const text = given.get(`${name}~q`)?.[0] ?? ''
    if (field?.lookup === undefined || text.trim() === '') return
    const { items } = await get<Page<Found>>(`/exchange/lookups/${part(field.lookup)}?text=${part(text.slice(0, 80))}${field.lookupDivision === undefined ? '' : `&division=${part(field.lookupDivision)}`}`)
    redraw(withValue(given, `${name}~results`, JSON.stringify(items.slice(0, FOUND_MAX))))
  }
  const send = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault()
    const { draft: given, deed } = typedIn(event)
    const [what, first = '', second = ''] = /^(\w+)(?::([^:]+))?(?::(.*))?$/s.exec(deed)?.slice(1) ?? []
    const list = group.fields.find((field) => field.type === 'list' && field.id === first)
    if (what === 'add' && list) redraw(withRow(given, list))
    else if (what === 'remove' && list) redraw(withoutRow(given, list, Number(second)))
    else if (what === 'find') void find(given, first)
    else save.mutate(what === 'use' ? withValue(given, nameOf(first), second) : given)
  }
  const errors = mendable(group, faultsOf(save.error))
  return (
    <form key={turn} onSubmit={send} className="form" noValidate aria-label={bi(group.title)}>
      <button type="submit" name="do" value="save" className="unseen" tabIndex={-1} aria-hidden="true">{t('form.save')}</button>
      {errors.size === 0 ? null : <ErrorSummary errors={errors} detail={undefined} labelOf={(name) => labelAt(group, name, (field, place, leaf) => [bi(field.label), ...(place === undefined ? [] : [String(place + 1)]), ...(leaf === undefined ? [] : [bi(leaf.label)])].join(' · '))} />}
      {save.error !== null && errors.size === 0 ? <Failed error={save.error} /> : null}
      {group.check == null || group.check.outcome === 'GRANT' ? null : <Notice kind={group.check.outcome === 'RETURN' ? 'error' : 'info'} title={t(group.check.outcome === 'RETURN' ? 'form.check_return' : 'form.check_route')}><Reasons reasons={group.check.reasons} /></Notice>}
      <GroupFields fields={group.fields.filter((field) => field.shown)} draft={draft} errors={errors} />
      <p className="buttons"><button className="button" type="submit" name="do" value="save" disabled={save.isPending}>{t('counter.save')}</button></p>
    </form>
  )
}

const faultsOf = (error: unknown): ReadonlyMap<string, string> => new Map(error instanceof Refused && error.status === 422 ? (error.document.errors ?? []).map((fault) => [nameAt(fault.pointer), fault.detail] as const) : [])
