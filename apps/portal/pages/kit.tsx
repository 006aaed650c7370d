import { paths } from '../../paths.ts'
import { Button, Facts, Moment, Name, Notice } from '../../ui/parts.tsx'
import { useVoice } from '../../ui/voice.tsx'
import type { Case, Kit, KitItem } from '../api.ts'
import type { Voice } from '../voice.ts'
import { StageTag } from './case-rows.tsx'
import { Thing } from './things.tsx'

const THERE: ReadonlySet<string> = new Set(['made', 'in kit', 'delivered'])

/** The kit: everything that comes out, each thing drawn and opening to what is known of it, and the one receipt. */
export function KitBox({ case: one, kit }: { readonly case: Case; readonly kit: Kit }) {
  const { t, bi } = useVoice()
  const wanted = kit.items.filter((item) => item.state !== 'not wanted')
  return (
    <section className="kit" aria-labelledby="kit">
      <div className="block__head"><h2 id="kit">{bi(kit.title)}</h2><p className="kit__count">{t('kit.count', { there: wanted.filter((item) => THERE.has(item.state)).length, of: wanted.length })}</p></div>
      <ul className="kit__items">{kit.items.map((item) => <Item key={item.id} item={item} certificates={one.certificates.filter((certificate) => certificate.case === item.case)} />)}</ul>
      {kit.receivedAt !== null ? <Notice kind="good" title={t('kit.received_title')}><p>{t('kit.received')} <Moment iso={kit.receivedAt} /></p></Notice> : null}
      {kit.receivedAt === null && one.me.maySignReceipt ? (
        <form method="post" action={paths.receipt(one.id)} className="kit__receipt"><p>{t('kit.receipt_text')}</p><Button>{t('kit.receipt')}</Button></form>
      ) : null}
      {kit.receivedAt === null && !one.me.maySignReceipt && !kit.ready ? <p className="quiet">{t('kit.not_yet')}</p> : null}
    </section>
  )
}

function Item({ item, certificates }: { readonly item: KitItem; readonly certificates: Case['certificates'] }) {
  const { t, bi } = useVoice()
  const look = item.state === 'declined' ? 'declined' : THERE.has(item.state) ? 'there' : 'coming'
  return (
    <li className={`kit__item kit__item--${look}`}>
      <details open={item.state === 'declined'}>
        <summary className="kit__line">
          <Thing drawn={item.drawn} />
          <span className="kit__name"><span className="kit__label">{bi(item.label)}{item.count > 1 ? ` × ${item.count}` : ''}</span><StageTag of="item" stage={item.state} /></span>
        </summary>
        <Inside item={item} certificates={certificates} />
      </details>
      {certificates.length === 0 ? null : <p className="kit__open">{certificates.map((certificate) => <a key={certificate.id} className="link" href={paths.certificate(certificate.id)}>{t('kit.open', { title: bi(certificate.title) })}</a>)}</p>}
    </li>
  )
}

/** What it is, where it is, how to use it, and whom to ask; of what was declined, why and what else there is. */
function Inside({ item, certificates }: { readonly item: KitItem; readonly certificates: Case['certificates'] }) {
  const voice = useVoice()
  const { t, bi } = voice
  const alternatives = item.alternatives ?? []
  const rows = [
    ...(item.what === undefined ? [] : [{ key: 'what', term: t('kit.what'), value: bi(item.what) }]),
    { key: 'where', term: t('kit.where'), value: item.state === 'declined' ? t('kit.where_declined') : !THERE.has(item.state) ? t('kit.where_coming') : certificates.length > 0 ? t('kit.where_wallet') : t('kit.where_given') },
    ...outcomeOf(voice, item.result ?? {}).map(({ key, term, text }) => ({ key, term, value: <Name text={text} /> })),
    ...(item.use === undefined ? [] : [{ key: 'use', term: t('kit.use'), value: bi(item.use) }]),
    ...(item.agency === null ? [] : [{ key: 'ask', term: t('kit.ask'), value: <>{bi(item.agency)}{item.phone === null ? null : <> <a className="link" href={`tel:${item.phone}`}>{item.phone}</a></>}</> }]),
  ]
  return (
    <div className="kit__more">
      {item.reason === undefined || item.reason === null ? null : <p className="kit__reason">{bi(item.reason)}</p>}
      {alternatives.length === 0 ? null : <><p>{t('kit.alternatives')}</p><ul className="plainlist">{alternatives.map((text) => <li key={text}><Name text={text} /></li>)}</ul></>}
      {item.state === 'declined' && item.case !== undefined && item.case !== null ? <p><a className="link" href={paths.timeline(item.case)}>{t('kit.mend')}</a></p> : null}
      <Facts rows={rows} />
    </div>
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
