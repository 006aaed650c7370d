import { useQuery } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'

import { part, paths } from '../../paths.ts'
import type { Bi, Page } from '../../portal/api.ts'
import { fieldText } from '../../ui/certificate/drawing.tsx'
import { Qr } from '../../ui/certificate/qr.tsx'
import { Facts, Name, Notice, Unseen } from '../../ui/parts.tsx'
import { useVoice } from '../../ui/voice.tsx'
import { AgencyName } from '../../studio/outcomes.tsx'
import { get, post } from '../asking.ts'
import { Failed, Waiting } from '../states.tsx'
import { Title } from '../title.tsx'
import { useSecondsLeft } from '../time-left.ts'

type Field = { readonly id: string; readonly label: Bi; readonly type: string }
type Kind = { readonly id: string; readonly name: Bi; readonly fields: readonly Field[] }
type Purpose = { readonly id: string; readonly title: Bi }
type Asked = { readonly id: string; readonly link: string; readonly seconds: number; readonly kind: Kind }
type State = { readonly state: 'waiting' | 'answered' | 'read' | 'over' }
type Outcome = { readonly valid: boolean; readonly code: string; readonly detail: string; readonly credentials: Readonly<Record<string, readonly { readonly issuer: string; readonly validUntil: string | null; readonly claims: readonly { readonly path: readonly unknown[]; readonly value: unknown }[] }[]>> }

const LOOK_MS = 1500
/** The one credential that a question of this page asks for. */
const ASKED = 'certificate'

/** Every kind there is, however many. */
async function allKinds(signal: AbortSignal): Promise<readonly Kind[]> {
  const kinds: Kind[] = []
  for (let after: string | null = ''; after !== null; ) {
    const page: Page<Kind> = await get<Page<Kind>>(`/certificates/kinds?limit=100${after === '' ? '' : `&after=${part(after)}`}`, signal)
    kinds.push(...page.items)
    after = page.next === null ? null : String(page.next)
  }
  return kinds
}

const useKinds = () => useQuery({ queryKey: ['certificate-kinds'], queryFn: ({ signal }) => allKinds(signal), staleTime: Infinity })
const usePurposes = () => useQuery({ queryKey: ['showing-purposes'], queryFn: ({ signal }) => get<Page<Purpose>>('/certificates/purposes', signal), staleTime: Infinity })

/** `/desk/wallet`: asks whoever stands at the desk to show a certificate out of the wallet he uses, whichever it is. */
export function WalletQuestionPage() {
  const { t } = useVoice()
  const [kinds, purposes] = [useKinds(), usePurposes()]
  const [asked, setAsked] = useState<Asked | null>(null)
  const failed = kinds.error ?? purposes.error
  return (
    <div className="ratings">
      <Title>{t('walletask.title')}</Title>
      <p>{t('walletask.text')}</p>
      {failed !== null ? <Failed error={failed} again={() => { void kinds.refetch(); void purposes.refetch() }} /> : kinds.data === undefined || purposes.data === undefined ? <Waiting />
        : asked === null ? <Asking kinds={kinds.data} purposes={purposes.data.items} onAsked={setAsked} /> : <Answering key={asked.id} asked={asked} onAgain={() => setAsked(null)} />}
    </div>
  )
}

type AskingProps = { readonly kinds: readonly Kind[]; readonly purposes: readonly Purpose[]; readonly onAsked: (asked: Asked) => void }

/** Which certificate, which of its fields and what for: nothing is asked for that is not ticked. */
function Asking({ kinds, purposes, onAsked }: AskingProps) {
  const { t, bi } = useVoice()
  const [id, setId] = useState('')
  const [purpose, setPurpose] = useState('')
  const [fields, setFields] = useState<readonly string[]>([])
  const [failed, setFailed] = useState<unknown>(null)
  const [tried, setTried] = useState(false)
  const kind = kinds.find((one) => one.id === id)
  const lacks = kind === undefined || purpose === '' || fields.length === 0
  const send = (event: FormEvent): void => {
    event.preventDefault()
    setTried(true)
    if (lacks) return
    const query = { credentials: [{ id: ASKED, format: 'dc+sd-jwt', meta: { vct_values: [`urn:tongban:certificate:${kind.id}`] }, claims: fields.map((field) => ({ path: [field] })) }] }
    post<Omit<Asked, 'kind'>>('/certificates/openid/questions', { query, purpose }).then((one) => onAsked({ ...one, kind }), setFailed)
  }
  return (
    <form className="panel walletask" onSubmit={send} noValidate>
      <div className="field"><label className="field__label" htmlFor="kind">{t('walletask.kind')}</label>
        <select id="kind" className="field__input field__select" value={id} onChange={(event) => { setId(event.target.value); setFields([]) }}><option value="">{t('walletask.choose')}</option>{kinds.map((one) => <option key={one.id} value={one.id}>{bi(one.name)}</option>)}</select></div>
      {kind === undefined ? null : (
        <fieldset className="field"><legend className="field__label">{t('walletask.fields')}</legend>
          <p className="field__hint">{t('walletask.fields_hint')}</p>
          {kind.fields.map((field) => <label key={field.id} className="reason-pick"><input type="checkbox" checked={fields.includes(field.id)} onChange={(event) => setFields(event.target.checked ? [...fields, field.id] : fields.filter((one) => one !== field.id))} /><span>{bi(field.label)}</span></label>)}
        </fieldset>
      )}
      <div className="field"><label className="field__label" htmlFor="purpose">{t('walletask.purpose')}</label>
        <select id="purpose" className="field__input field__select" value={purpose} onChange={(event) => setPurpose(event.target.value)}><option value="">{t('walletask.choose')}</option>{purposes.map((one) => <option key={one.id} value={one.id}>{bi(one.title)}</option>)}</select></div>
      {tried && lacks ? <p className="field__error" role="alert">{t('walletask.lacks')}</p> : null}
      {failed === null ? null : <Failed error={failed} />}
      <button type="submit" className="button">{t('walletask.make')}</button>
    </form>
  )
}

/** The picture to be scanned, and what comes of it. */
function Answering({ asked, onAgain }: { readonly asked: Asked; readonly onAgain: () => void }) {
  const { t, bi } = useVoice()
  const path = `/certificates/openid/questions/${part(asked.id)}`
  const { data, error } = useQuery({ queryKey: ['wallet-question', asked.id], queryFn: ({ signal }) => get<State>(path, signal), refetchInterval: ({ state: { data: last } }) => (last === undefined || last.state === 'waiting' ? LOOK_MS : false) })
  const state = data?.state ?? 'waiting'
  // An answer is handed out once, so it is asked for once and then stays with this page.
  const read = useQuery({ queryKey: ['wallet-answer', asked.id], queryFn: () => post<Outcome>(`${path}/reading`), enabled: state === 'answered', staleTime: Infinity, gcTime: 0, retry: false })
  const left = useSecondsLeft(asked.seconds)
  const again = <p className="buttons"><button type="button" className="button button--secondary" onClick={onAgain}>{t('walletask.again')}</button></p>
  if (read.data !== undefined) return <><Result outcome={read.data} kind={asked.kind} />{again}</>
  if (read.error !== null) return <><Failed error={read.error} />{again}</>
  if (state === 'over' || left === 0) return <><Notice kind="warning" title={t('walletask.over')}><p>{t('walletask.over_text')}</p></Notice>{again}</>
  return (
    <section className="panel walletask" aria-labelledby="scan">
      <h2 className="panel__title" id="scan">{t('walletask.scan', { kind: bi(asked.kind.name) })}</h2>
      <div className="walletask__ways">
        <Way name="own" link={`${window.location.origin}${paths.walletAsked(asked.id)}`} />
        <Way name="other" link={asked.link} />
      </div>
      <p role="status">{error === null ? t('walletask.waiting') : t('desk.unreached')}</p>
      <p className="quiet" aria-hidden="true">{t('walletask.left', { minutes: Math.floor(left / 60), seconds: left % 60 })}</p>
      <p className="buttons"><button type="button" className="button button--quiet" onClick={onAgain}>{t('walletask.stop')}</button></p>
    </section>
  )
}

/** One way to answer: by our own wallet, or by another. */
function Way({ name, link }: { readonly name: 'own' | 'other'; readonly link: string }) {
  const { t } = useVoice()
  return (
    <div className="walletask__way">
      <h3 className="studio__small">{t(`walletask.${name}`)}</h3>
      <Qr text={link} label={t(`walletask.${name}`)} />
      <p className="quiet">{t(`walletask.${name}_text`)}</p>
      <p><a className="link" href={link}>{t('walletask.here')}<Unseen> {t(`walletask.${name}`)}</Unseen></a></p>
    </div>
  )
}

function Result({ outcome, kind }: { readonly outcome: Outcome; readonly kind: Kind }) {
  const voice = useVoice()
  const { t, bi, day } = voice
  const [one] = outcome.credentials[ASKED] ?? []
  const declined = outcome.code === 'certificates.answer_declined'
  return (
    <>
      <div role="status"><Notice kind={outcome.valid ? 'good' : declined ? 'warning' : 'error'} title={t(outcome.valid ? 'verdict.valid' : declined ? 'walletask.declined' : 'walletask.not_valid')}><p>{declined ? t('walletask.over_text') : outcome.detail}</p></Notice></div>
      {one === undefined ? null : (
        <section className="panel" aria-labelledby="shown">
          <h2 className="panel__title" id="shown">{bi(kind.name)}</h2>
          <Facts rows={[
            ...one.claims.map(({ path, value }) => { const field = kind.fields.find(({ id }) => id === path[0]); return { key: String(path[0]), term: field === undefined ? String(path[0]) : bi(field.label), value: <Name text={field === undefined ? String(value) : fieldText(voice, { ...field, value } as Parameters<typeof fieldText>[1])} /> } }),
            { key: 'issuer', term: t('wallet.issuer'), value: <AgencyName id={one.issuer} /> },
            { key: 'until', term: t('wallet.until'), value: one.validUntil === null ? t('wallet.for_ever') : day(one.validUntil) },
          ]} />
          <p className="quiet">{t('walletask.forgotten')}</p>
        </section>
      )}
    </>
  )
}
