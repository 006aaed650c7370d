import { paths } from '../../paths.ts'
import { ErrorSummary } from '../../ui/form/error-summary.tsx'
import { labelAt } from '../../ui/form/draft.ts'
import { GroupFields } from '../../ui/form/group.tsx'
import { BackLink, Button, More, Name, Notice, Title } from '../../ui/parts.tsx'
import { Reasons } from '../../ui/reasons.tsx'
import { useVoice } from '../../ui/voice.tsx'
import type { Case, Check, FieldView, Group } from '../api.ts'
import type { Typed } from '../visit.ts'

/** What the API found wrong: by input name, and as a whole. */
export type Faults = { readonly errors: ReadonlyMap<string, string>; readonly detail: string | undefined }
type Props = { readonly case: Case; readonly group: Group; readonly draft: Typed; readonly faults: Faults }

/** One group of questions, with how far one is and the way back. */
export function GroupPage({ case: one, group, draft, faults }: Props) {
  const { t, bi } = useVoice()
  const groups = one.form.groups.filter((other) => other.shown)
  const place = groups.indexOf(group)
  const before = groups[place - 1]
  const label = (field: FieldView, row: number | undefined, leaf: FieldView | undefined): string =>
    [row === undefined ? bi(field.label) : t('list.record', { title: bi(field.itemTitle ?? field.label), number: row + 1 }), ...(leaf === undefined ? [] : [bi(leaf.label)])].join(' · ')
  return (
    <>
      <BackLink href={before === undefined ? paths.cases() : paths.form(one.id, before.id)}>{t('form.back')}</BackLink>
      <ErrorSummary errors={faults.errors} detail={faults.detail} labelOf={(name) => labelAt(group, name, label)} />
      <Progress place={place + 1} of={groups.length} title={bi(one.title)} />
      <Title lead={group.text === undefined ? undefined : bi(group.text)}>{bi(group.title)}</Title>
      <Changes case={one} />
      <form method="post" action={paths.form(one.id, group.id)} className="form" noValidate>
        {/* The first submit of a form is the one that Enter presses: it saves, and never removes a record. */}
        <button type="submit" name="do" value="save" className="unseen" tabIndex={-1} aria-hidden="true">{t('form.save')}</button>
        {group.check === undefined || group.check === null ? null : <CheckResult group={group} check={group.check} />}
        <GroupFields group={group} draft={draft} errors={faults.errors} />
        <div className="buttons form__end"><Button name="do" value="save">{t(place === groups.length - 1 ? 'form.save_last' : 'form.save')}</Button></div>
      </form>
      <Refill case={one} group={group} />
      <Steps case={one} group={group} />
    </>
  )
}

function Progress({ place, of, title }: { readonly place: number; readonly of: number; readonly title: string }) {
  const { t } = useVoice()
  return (
    <div className="progress">
      <p className="progress__text">{title} · {t('form.step', { place, of })}</p>
      <progress className="progress__bar" max={of} value={place} aria-label={t('form.step', { place, of })} />
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

function Steps({ case: one, group }: { readonly case: Case; readonly group: Group }) {
  const { t, bi } = useVoice()
  return (
    <More summary={t('form.all_steps')}>
      <ol className="stations">
        {one.form.groups.filter((other) => other.shown).map((other) => (
          <li key={other.id} className={other.done ? 'stations__one stations__one--done' : 'stations__one'}>
            {other.id === group.id ? <strong aria-current="step">{bi(other.title)}</strong> : <a className="link" href={paths.form(one.id, other.id)}>{bi(other.title)}</a>}
            <span className="quiet"> {t(other.done ? 'form.step_done' : 'form.step_open')}</span>
          </li>
        ))}
      </ol>
    </More>
  )
}
