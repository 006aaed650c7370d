import type { Branch, Condition, DeskView, FieldView, Group, Reason } from '../../portal/api.ts'
import { FactValue } from '../../ui/fact-value.tsx'
import { Moment, More, Name } from '../../ui/parts.tsx'
import { hasValue, textOf, ValueOf } from '../../ui/value.tsx'
import { useVoice } from '../../ui/voice.tsx'
import type { Voice } from '../../portal/voice.ts'
import { said } from '../said.ts'

/** Why the case is here, before anything else: the condition that failed, what is so, what was asked for, and that nothing else stood in the way. */
export function Why({ desk, title, groups = [] }: { readonly desk: Pick<DeskView, 'failed' | 'conditions'>; readonly title?: string; readonly groups?: readonly Group[] }) {
  const { t, bi } = useVoice()
  const wanting = desk.conditions.filter((condition) => condition.holds !== true)
  const held = desk.conditions.filter((condition) => condition.holds === true)
  return (
    <section className="why" aria-labelledby="why">
      <h2 id="why" className="why__head">{title ?? t('desk.why_here')}</h2>
      {desk.failed.length === 0 ? <p className="why__reason">{t('desk.no_reason')}</p> : desk.failed.map((reason, n) => <OneReason key={n} reason={reason} about={fieldOf(groups, reason)} />)}
      {wanting.length === 0 ? null : (
        <dl className="why__conditions">{wanting.map((condition) => <OneCondition key={condition.input} condition={condition} />)}</dl>
      )}
      {wanting.length === 0 ? null : <p className="why__else">{t('desk.else_granted', { count: held.length, wanting: wanting.length })}</p>}
      {held.length === 0 ? null : (
        <More summary={t('desk.conditions_held', { count: held.length })}>
          <ul className="why__held">{held.map((condition) => <HeldCondition key={condition.input} condition={condition} />)}</ul>
        </More>
      )}
      {desk.conditions.length > 0 ? null : <p className="quiet">{bi(desk.failed[0]?.text ?? '')}</p>}
    </section>
  )
}

/** What a reason is about, as it was filled in. */
const fieldOf = (groups: readonly Group[], reason: Reason): FieldView | undefined =>
  groups.flatMap((group) => group.fields).find((field) => field.id === reason.field && field.shown && (hasValue(field.value) || (field.items ?? []).length > 0))

function OneReason({ reason, about }: { readonly reason: Reason; readonly about: FieldView | undefined }) {
  const voice = useVoice()
  const { bi } = voice
  return (
    <div>
      <p className="why__reason">{bi(reason.text)}</p>
      {about === undefined ? null : <div className="why__about"><span className="why__key">{bi(about.label)}</span> {about.type === 'list' ? <ValueOf field={about} /> : <strong><Name text={textOf(voice, about, about.value)} /></strong>}</div>}
      {reason.law === undefined || reason.law === null ? null : <p className="why__law"><cite>{bi(reason.law)}</cite></p>}
    </div>
  )
}

function OneCondition({ condition }: { readonly condition: Condition }) {
  const voice = useVoice()
  const { t, bi } = voice
  return (
    <div className="why__condition">
      <dt>{bi(condition.label)}</dt>
      <dd className="why__now"><span className="why__key">{t('desk.is_now')}</span> <strong>{condition.holds === null ? bi(condition.lacks ?? '') : <Name text={said(voice, condition.value)} />}</strong></dd>
      {condition.asks === null ? null : <dd className="why__needs"><span className="why__key">{t('desk.is_asked')}</span> <strong>{asked(voice, condition.asks)}</strong></dd>}
      {condition.made.length === 0 ? null : <dd className="why__made"><More summary={t('desk.made')}><Tree made={condition.made} /></More></dd>}
    </div>
  )
}

/** What a value was made of, down to who said it and when. */
const Tree = ({ made }: { readonly made: readonly Branch[] }) => <ul className="tree">{made.map((branch, at) => <OneBranch key={at} branch={branch} />)}</ul>

function OneBranch({ branch }: { readonly branch: Branch }) {
  const voice = useVoice()
  const { t, bi } = voice
  const { label, lacks, from, at, made } = branch
  return (
    <li className="tree__one">
      <span className="tree__name">{label === null ? t('desk.made_here') : bi(label)}</span>{' '}
      <strong>{lacks === null ? <Worth branch={branch} /> : bi(lacks)}</strong>
      {from === null ? null : <span className="tree__from">{bi(from)}{at === null ? null : <> <Moment iso={at} /></>}</span>}
      {made.length === 0 ? null : <Tree made={made} />}
    </li>
  )
}

function Worth({ branch: { word, element, value, count } }: { readonly branch: Branch }) {
  const voice = useVoice()
  if (word !== null) return voice.bi(word)
  if (count !== undefined) return voice.t('desk.made_count', { count })
  if (element !== null && (element.words !== undefined || element.type !== 'text')) return <FactValue element={element} value={value} />
  return <Name text={said(voice, value, DAY.test(String(value)) ? 'date' : undefined)} />
}

const DAY = /^\d{4}-\d{2}-\d{2}$/

const SIGNS: Readonly<Record<string, string>> = { '=': 'desk.asks_equal', '<': 'desk.asks_below', '<=': 'desk.asks_most', '>': 'desk.asks_above', '>=': 'desk.asks_least' }

/** What a condition asks for, in words, with the name of the limit where it has one. */
function asked(voice: Voice, { sign, value, label }: NonNullable<Condition['asks']>): string {
  const words = voice.t(SIGNS[sign] ?? 'desk.asks_equal', { value: said(voice, value) })
  return label === undefined ? words : voice.t('desk.asks_named', { words, name: voice.bi(label) })
}

function HeldCondition({ condition }: { readonly condition: Condition }) {
  const voice = useVoice()
  return (
    <li className="why__one">
      <p className="why__pair"><span>{voice.bi(condition.label)}</span> <strong>{said(voice, condition.value)}</strong></p>
      {condition.made.length === 0 ? null : <Tree made={condition.made} />}
    </li>
  )
}
