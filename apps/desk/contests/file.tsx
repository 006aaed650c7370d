import { paths } from '../../paths.ts'
import { Dot, Moment, Name } from '../../ui/parts.tsx'
import { Prose } from '../../ui/prose.tsx'
import { Row } from '../../ui/row.tsx'
import { useVoice } from '../../ui/voice.tsx'
import type { Contest } from '../api.ts'

type Props = { readonly contest: Contest }

/** What the person says, before anything else; or why the house asks. */
export function Said({ contest: one }: Props) {
  const { t, bi } = useVoice()
  return (
    <section className="panel" aria-labelledby="said">
      <h2 id="said" className="panel__title">{one.by === null ? t(`again.ground_${one.ground}`) : <><Name text={one.by.name} /> {t('again.says')}</>}</h2>
      {one.by === null ? <p>{t('again.ground_text')}</p> : <blockquote className="dialog__quote"><Name text={one.words} /></blockquote>}
      {one.condition === null ? null : <p>{t('again.condition')} <strong>{bi(one.condition)}</strong></p>}
    </section>
  )
}

/** How it was decided: by whom, on which rules, and the receipt that proves it. */
export function Receipt({ contest: { decision } }: Props) {
  const { t, bi, day } = useVoice()
  return (
    <section className="panel" aria-labelledby="receipt">
      <h2 id="receipt" className="panel__title">{t('again.receipt')}</h2>
      <dl className="pairs">
        <div className="pairs__one"><dt>{t('again.by')}</dt><dd>{decision.by === null ? t('again.by_machine') : <Name text={decision.by.name} />}<Dot /><Moment iso={decision.decidedAt} /></dd></div>
        <div className="pairs__one"><dt>{t('again.rules')}</dt><dd><Prose>{t('again.rules_on', { table: bi(decision.table), day: day(decision.asOf) })}</Prose></dd></div>
        <div className="pairs__one"><dt>{t('again.digest')}</dt><dd className="digest"><a className="link" href={paths.proof(decision.entry)}>{decision.digest.slice(0, 16)}…</a></dd></div>
      </dl>
    </section>
  )
}

/** What the decision brought, and which later decisions its correction led to. */
export function Brought({ contest: one }: Props) {
  const { t, bi, knows } = useVoice()
  if (one.certificates.length + one.led.length === 0) return null
  return (
    <section className="panel" aria-labelledby="brought">
      <h2 id="brought" className="panel__title">{t('again.brought')}</h2>
      <ul className="rows">
        {one.certificates.map((certificate) => <Row key={certificate.id} light side={knows(`standing.${certificate.standing}`) ? t(`standing.${certificate.standing}`) : undefined}><p>{bi(certificate.title)}</p><p className="rows__sub">{certificate.number}</p></Row>)}
        {one.led.map((other) => <Row key={other.number} light side={t(other.outcome === null ? 'again.led_open' : `again.${other.outcome}`)}><p>{bi(other.title)}</p><p className="rows__sub"><Prose>{other.number}</Prose></p></Row>)}
      </ul>
    </section>
  )
}
