import { paths } from '../../paths.ts'
import { Button, Moment, Name, Notice } from '../../ui/parts.tsx'
import { useVoice } from '../../ui/voice.tsx'
import type { Case, Kit, KitItem } from '../api.ts'
import type { Voice } from '../voice.ts'
import { StageTag } from './case-rows.tsx'

/** The kit: everything that comes out, each thing opening to what is known of it, and the one receipt. */
export function KitBox({ case: one, kit }: { readonly case: Case; readonly kit: Kit }) {
  const { t, bi } = useVoice()
  const there = kit.items.filter((item) => item.state !== 'waiting' && item.state !== 'declined' && item.state !== 'with officer' && item.state !== 'not wanted').length
  return (
    <section className="kit" aria-labelledby="kit">
      <div className="block__head"><h2 id="kit">{bi(kit.title)}</h2><p className="kit__count">{t('kit.count', { there, of: kit.items.filter((item) => item.state !== 'not wanted').length })}</p></div>
      <ul className="kit__items">{kit.items.map((item) => <Item key={item.id} item={item} certificates={one.certificates.filter((certificate) => certificate.case === item.case)} />)}</ul>
      {kit.receivedAt !== null ? <Notice kind="good"><p>{t('kit.received')} <Moment iso={kit.receivedAt} /></p></Notice> : null}
      {kit.receivedAt === null && one.me.maySignReceipt ? (
        <form method="post" action={paths.receipt(one.id)} className="kit__receipt"><p>{t('kit.receipt_text')}</p><Button>{t('kit.receipt')}</Button></form>
      ) : null}
    </section>
  )
}

function Item({ item, certificates }: { readonly item: KitItem; readonly certificates: Case['certificates'] }) {
  const voice = useVoice()
  const { t, bi } = voice
  const outcome = outcomeOf(voice, item.result ?? {})
  const label = <><span className="kit__label">{bi(item.label)}{item.count > 1 ? ` × ${item.count}` : ''}</span> <StageTag of="item" stage={item.state} /></>
  const empty = (item.reason ?? null) === null && outcome.length === 0 && certificates.length === 0 && (item.alternatives ?? []).length === 0
  if (empty) return <li className="kit__item"><span className="kit__line">{label}</span></li>
  return (
    <li className="kit__item">
      <details open={item.state === 'declined'}>
        <summary className="kit__line">{label}</summary>
        <div className="kit__more">
          {item.reason === undefined || item.reason === null ? null : <p>{bi(item.reason)}</p>}
          {outcome.map(({ key, term, text }) => <p key={key}><span className="quiet">{term}</span> <Name text={text} /></p>)}
          {certificates.map((certificate) => <p key={certificate.id}><a className="link" href={paths.certificate(certificate.id)}>{t('kit.open', { title: bi(certificate.title) })}</a></p>)}
          {(item.alternatives ?? []).length === 0 ? null : <><p>{t('kit.alternatives')}</p><ul className="plainlist">{item.alternatives!.map((text) => <li key={text}>{text}</li>)}</ul></>}
        </div>
      </details>
    </li>
  )
}

/** What came out, as far as there are words for it; what only machines use has none and stays out. */
function outcomeOf(voice: Voice, result: Readonly<Record<string, unknown>>): { readonly key: string; readonly term: string; readonly text: string }[] {
  return Object.entries(result).filter(([key]) => voice.knows(`result.${key}`)).map(([key, value]) => ({ key, term: voice.t(`result.${key}`), text: outcomeText(voice, key, value) }))
}

function outcomeText(voice: Voice, key: string, value: unknown): string {
  if (Array.isArray(value)) return voice.list(value.map((one: unknown) => (typeof one === 'object' && one !== null ? String((one as { number?: unknown }).number ?? '') : String(one))))
  if (key.endsWith('Fen')) return voice.money(Number(value))
  return /^\d{4}-\d\d-\d\dT/.test(String(value)) ? voice.moment(String(value)) : String(value)
}
