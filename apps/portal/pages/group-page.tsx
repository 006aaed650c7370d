import { paths } from '../../paths.ts'
import { isAnswerable, isAsked, isStation, minutesLeft, nextGroup } from '../../ui/form/asked.ts'
import { labelAt, nameOf } from '../../ui/form/draft.ts'
import { ErrorSummary } from '../../ui/form/error-summary.tsx'
import { GroupFields } from '../../ui/form/group.tsx'
import { KeepForm } from '../../ui/form/keep.tsx'
import { Known } from '../../ui/form/known.tsx'
import { isToMend, Mending, mendsOf } from '../../ui/form/mending.tsx'
import { BackLink, Button, Name, Notice, Title } from '../../ui/parts.tsx'
import { Reasons } from '../../ui/reasons.tsx'
import { useVoice } from '../../ui/voice.tsx'
import type { Case, Check, FieldView, Group } from '../api.ts'
import type { Typed } from '../visit.ts'
import { Stations } from './stations.tsx'

/** What the API found wrong: by input name, and as a whole. */
export type Faults = { readonly errors: ReadonlyMap<string, string>; readonly detail: string | undefined }
type Props = { readonly case: Case; readonly group: Group; readonly draft: Typed; readonly faults: Faults; readonly field: FieldView | undefined; readonly easy: boolean; readonly reader: string; readonly returned: boolean }

/** Which fields of a group stand on its page: asked in front, and what is there already below. */
type Layout = { readonly front: readonly FieldView[]; readonly known: readonly FieldView[] }

/**
 * In front stands what only the person can say, what is wrong or to be mended, and what he came to change; the rest is known already. In
 * the easy mode it is one question. Where nothing is asked at all, whoever comes here comes to change what was suggested.
 */
function layoutOf({ case: of, group, faults, field, easy }: Props): Layout {
  const mends = mendsOf(of)
  const shown = group.fields.filter((one) => one.shown)
  if (easy && field !== undefined) return { front: [field], known: [] }
  const wanted = (one: FieldView): boolean => isAsked(one) || one === field || isToMend(mends, one) || faults.errors.has(nameOf(one.id)) || (isAnswerable(one) && group.check?.outcome === 'RETURN' && group.check.field === one.id)
  const front = shown.filter(wanted)
  const shownFirst = front.length === 0 ? shown.filter(isAnswerable) : front
  return { front: shownFirst, known: shown.filter((one) => !shownFirst.includes(one)) }
}

/** One group of questions, with how far one is and the way back. */
export function GroupPage(props: Props) {
  const { t, bi } = useVoice()
  const { case: one, group, draft, faults, field, easy, reader, returned } = props
  const groups = one.form.groups.filter((other) => isStation(other) || other.id === group.id)
  const before = groups[groups.findIndex(({ id }) => id === group.id) - 1]
  const { front, known } = layoutOf(props)
  const alone = easy && field !== undefined
  const asked = [...front, ...known.filter(isAnswerable)].map(({ id }) => id)
  return (
    <>
      <BackLink href={one.form.complete ? paths.confirm(one.id) : before === undefined ? paths.cases() : paths.form(one.id, before.id)}>{t(one.form.complete ? 'form.back_check' : 'form.back')}</BackLink>
      <ErrorSummary errors={faults.errors} detail={faults.detail} labelOf={(name) => labelAt(group, name, labelIn)} />
      <Progress case={one} group={group} />
      <Title lead={group.text === undefined ? undefined : bi(group.text)}>{bi(group.title)}</Title>
      <Changes case={one} />
      <KeepForm action={paths.form(one.id, group.id, alone ? field.id : undefined)} typing={paths.typing(one.id, group.id)} group={group} asked={asked} draft={draft} reader={reader} returned={returned} back={paths.form(one.id, group.id)}>
        {group.check === undefined || group.check === null ? null : <CheckResult group={group} check={group.check} />}
        <Mending mends={mendsOf(one)}>
          <GroupFields fields={front} draft={draft} errors={faults.errors} />
          {known.length === 0 ? null : <Known group={group} fields={known} draft={draft} errors={faults.errors} />}
        </Mending>
        <div className="buttons form__end"><Button name="do" value="save">{t(isLast(one, group) ? 'form.save_last' : 'form.save')}</Button><span className="quiet" data-saved /></div>
      </KeepForm>
      <Refill case={one} group={group} />
      <Stations case={one} here={group.id} />
    </>
  )

  function labelIn(of: FieldView, row: number | undefined, leaf: FieldView | undefined): string {
    return [row === undefined ? bi(of.label) : t('list.record', { title: bi(of.itemTitle ?? of.label), number: row + 1 }), ...(leaf === undefined ? [] : [bi(leaf.label)])].join(' · ')
  }
}

/** Whether everything is asked once this group is answered. */
const isLast = (one: Case, group: Group): boolean => nextGroup({ ...one, form: { ...one.form, complete: true } }, group.id) === undefined

const NAMED_AHEAD = 2

/** Where one is, what comes, and how long that takes: in words, with a bar for those who like one. */
function Progress({ case: one, group }: { readonly case: Case; readonly group: Group }) {
  const { t, bi, list } = useVoice()
  const stations = one.form.groups.filter((other) => isStation(other) || other.id === group.id)
  const place = stations.findIndex(({ id }) => id === group.id) + 1
  const ahead = [...stations.slice(place).filter((other) => !other.done).map((other) => bi(other.title)), t('form.last_step')]
  return (
    <div className="progress">
      <p className="progress__text"><strong>{t('form.step', { place, of: stations.length + 1 })}</strong><span>{bi(one.title)}</span></p>
      <progress className="progress__bar" max={stations.length + 1} value={place} aria-label={t('form.step', { place, of: stations.length + 1 })} />
      <p className="progress__ahead">{t('form.ahead', { next: list(ahead.length > NAMED_AHEAD + 1 ? [...ahead.slice(0, NAMED_AHEAD), ahead.at(-1)!] : ahead), minutes: minutesLeft(one) })}</p>
    </div>
  )
}

/** What the table found in these answers, with better ones to take by one press. */
function CheckResult({ group, check }: { readonly group: Group; readonly check: Check }) {
  const { t } = useVoice()
  if (check.outcome === 'GRANT') return <Notice kind="good">{check.reasons.length === 0 ? <p>{t('form.check_good')}</p> : <Reasons reasons={check.reasons} />}</Notice>
  if (check.outcome === 'ROUTE') return <SlowerNotice check={check} />
  const field = check.field ?? check.reasons.find((reason) => reason.field !== undefined)?.field ?? group.fields.find((one) => one.type === 'text' && !one.locked)?.id
  return (
    <Notice kind="error" title={t('form.check_return')}>
      <Reasons reasons={check.reasons} fixAt={(reason) => (reason.field === undefined ? undefined : `#f.${reason.field}`)} />
      {check.suggestions.length === 0 || field === undefined ? null : (
        <div className="suggestions">
          <p className="suggestions__title">{t('form.suggestions')}</p>
          <p className="buttons">{check.suggestions.map((text) => <Button key={text} kind="secondary" name="do" value={`use:${field}:${text}`}><Name text={text} /></Button>)}</p>
        </div>
      )}
    </Notice>
  )
}

/** It can be done so, but a person must look at it first: no error, and the way on is right here. */
function SlowerNotice({ check }: { readonly check: Check }) {
  const { t } = useVoice()
  return (
    <Notice kind="info" title={t('form.check_route')}>
      <Reasons reasons={check.reasons} />
      <p>{t('form.check_route_text')}</p>
      <p className="buttons"><Button kind="secondary" name="do" value="onward">{t('form.check_onward')}</Button></p>
    </Notice>
  )
}

/** Where a source says something else than when the form was filled: said before anything else is asked. */
export function Changes({ case: one }: { readonly case: Case }) {
  const { t, bi } = useVoice()
  if (one.changes.length === 0) return null
  return (
    <Notice kind="warning" title={t('changes.title')}>
      <ul className="plainlist">{one.changes.map((change) => <li key={change.field}>{t('changes.one', { label: bi(change.label), was: plain(change.was), now: plain(change.now) })}</li>)}</ul>
    </Notice>
  )
}

const plain = (value: unknown): string => (value === null || value === undefined ? '–' : typeof value === 'object' ? String((value as { label?: unknown }).label ?? '…') : String(value))

/** Where a source gave nothing sure: ask it again. What is typed and not saved would be lost, so it stands apart from the form. */
function Refill({ case: one, group }: { readonly case: Case; readonly group: Group }) {
  const { t } = useVoice()
  if (group.fields.every((field) => field.source === undefined || field.source.state === 'hit')) return null
  return <form method="post" action={paths.refill(one.id)} className="refill"><p className="quiet">{t('form.refill_text')}</p><Button kind="secondary">{t('form.refill')}</Button></form>
}
