import { useMutation } from '@tanstack/react-query'
import { useEffect, useRef, useState, type FormEvent } from 'react'

import { part } from '../../paths.ts'
import type { Group } from '../../portal/api.ts'
import type { Typed } from '../../portal/visit.ts'
import { answersOf, isFixed, labelAt, nameAt, nameOf, withoutRow, withRow, withValue } from '../../ui/form/draft.ts'
import { ErrorSummary } from '../../ui/form/error-summary.tsx'
import { GroupFields, mendable } from '../../ui/form/group.tsx'
import { inLanguage, unsettledIn, withFound, type RegisterAnswer } from '../../ui/form/lookup.tsx'
import { ASKED, isUnanswered, standingIn, textsOf } from '../../ui/form/typing.ts'
import { Moment, Notice } from '../../ui/parts.tsx'
import { Reasons } from '../../ui/reasons.tsx'
import { useVoice } from '../../ui/voice.tsx'
import { get, put, Refused } from '../asking.ts'
import { useKeeping } from '../keeping.ts'
import { Failed } from '../states.tsx'
import type { Served } from './place.ts'

/** What stands in a form now, by name. */
function standsIn(form: HTMLFormElement): Typed {
  const draft = new Map<string, string[]>()
  for (const [name, value] of new FormData(form)) if (typeof value === 'string') draft.set(name, [...(draft.get(name) ?? []), value])
  return draft
}

/** What is typed into a group, kept as text until it is an answer, as on the citizen's own form; another device that was faster is not overwritten. */
function useTyping(one: Served, group: Group, me: string) {
  const path = `/services/cases/${part(one.id)}/groups/${part(group.id)}`
  const seen = useRef({ version: group.version ?? 0, device: crypto.randomUUID() as string })
  const asked = group.fields.filter((field) => field.shown && !isFixed(field)).map(({ id }) => id).join(' ')
  const texts = (draft: Typed) => textsOf(new Map([...draft, [ASKED, [asked]]]))
  const kept = useKeeping<[string, readonly string[]][]>(me, `typed ${one.id} ${group.id}`, async (written, leaving) => {
    seen.current.version = (await put<{ version: number }>(`${path}/typing`, { typed: texts(new Map(written)), ...seen.current }, leaving)).version
  })
  const save = (given: Typed): Promise<Served> => put<Served>(path, { answers: answersOf(group, given), typed: texts(given), device: seen.current.device })
  return { ...kept, save }
}

type Props = { readonly one: Served; readonly group: Group; readonly me: string; readonly onSaved: (saved: Served) => void }

/** One group of questions, as the citizen would have it online: sourced values stand fast, the rest is typed as he says. */
export function GroupForm({ one, group, me, onSaved }: Props) {
  const { t, bi } = useVoice()
  const { keeping, held, changed, done, save: send } = useTyping(one, group, me)
  const [{ draft, turn }, setDraft] = useState(() => ({ draft: held === undefined ? standingIn(group) : new Map(held) as Typed, turn: 0 }))
  const [written, setWritten] = useState(held !== undefined || isUnanswered(group))
  const write = (next: Typed): void => { setWritten(true); changed([...next]) }
  // What this tab still held goes to the server like what is typed now.
  useEffect(() => { if (held !== undefined) changed(held) }, [held, changed])
  const redraw = (next: Typed): void => { setDraft({ draft: next, turn: turn + 1 }); write(next) }
  const save = useMutation({
    mutationFn: send,
    onSuccess: (saved) => { done(); onSaved(saved) },
    onError: (_, given) => redraw(given),
  })
  const find = async (given: Typed, name: string): Promise<void> => {
    const field = group.fields.find((other) => nameOf(other.id) === name)
    const text = given.get(`${name}~q`)?.[0] ?? ''
    if (field?.lookup === undefined || text.trim() === '') return
    const answer = await get<RegisterAnswer>(`/exchange/lookups/${part(field.lookup)}?text=${part(text.slice(0, 80))}${field.lookupDivision === undefined ? '' : `&division=${part(field.lookupDivision)}`}`)
    redraw(withFound(given, name, { text: text.trim(), answer: inLanguage(answer, bi) }))
  }
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault()
    const given = standsIn(event.currentTarget)
    const submitter = (event.nativeEvent as SubmitEvent).submitter as HTMLButtonElement | null
    const deed = submitter?.value ?? 'save'
    const [what, first = '', second = ''] = /^(\w+)(?::([^:]+))?(?::(.*))?$/s.exec(deed)?.slice(1) ?? []
    const list = group.fields.find((field) => field.type === 'list' && field.id === first)
    if (what === 'add' && list) redraw(withRow(given, list))
    else if (what === 'remove' && list) redraw(withoutRow(given, list, Number(second)))
    else if (what === 'find' || unsettledIn(given) !== undefined) void find(given, what === 'find' ? first : unsettledIn(given)!)
    else save.mutate(what === 'use' ? withValue(given, nameOf(first), second) : given)
  }
  const errors = mendable(group, faultsOf(save.error))
  return (
    <form key={turn} onSubmit={submit} onInput={(event) => write(standsIn(event.currentTarget))} className="form" noValidate aria-label={bi(group.title)}>
      <button type="submit" name="do" value="save" className="unseen" tabIndex={-1} aria-hidden="true">{t('form.save')}</button>
      {isUnanswered(group) && group.typing ? <p className="kept">{t('kept.restored')} <Moment iso={group.typing.at} as="hour" /></p> : null}
      {errors.size === 0 ? null : <ErrorSummary errors={errors} detail={undefined} labelOf={(name) => labelAt(group, name, (field, place, leaf) => [bi(field.label), ...(place === undefined ? [] : [String(place + 1)]), ...(leaf === undefined ? [] : [bi(leaf.label)])].join(' · '))} />}
      {save.error !== null && errors.size === 0 ? <Failed error={save.error} /> : null}
      {group.check == null || group.check.outcome === 'GRANT' ? null : <Notice kind={group.check.outcome === 'RETURN' ? 'error' : 'info'} title={t(group.check.outcome === 'RETURN' ? 'form.check_return' : 'form.check_route')}><Reasons reasons={group.check.reasons} /></Notice>}
      <GroupFields fields={group.fields.filter((field) => field.shown)} draft={draft} errors={errors} />
      <p className="buttons"><button className="button" type="submit" name="do" value="save" disabled={save.isPending}>{t('counter.save')}</button> <span className="quiet" aria-live="polite">{written ? t(keeping === 'kept' ? 'desk.draft_kept' : keeping === 'keeping' ? 'desk.draft_keeping' : 'desk.draft_not_kept') : ''}</span></p>
    </form>
  )
}

const faultsOf = (error: unknown): ReadonlyMap<string, string> => new Map(error instanceof Refused && error.status === 422 ? (error.document.errors ?? []).map((fault) => [nameAt(fault.pointer), fault.detail] as const) : [])
