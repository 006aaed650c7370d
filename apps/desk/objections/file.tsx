import { FactValue } from '../../ui/fact-value.tsx'
import { Moment, Name } from '../../ui/parts.tsx'
import { Row } from '../../ui/row.tsx'
import { useVoice } from '../../ui/voice.tsx'
import type { ObjectionFile } from '../api.ts'

type Props = { readonly file: ObjectionFile }

const elementOf = ({ element, source, sourceTitle }: ObjectionFile) => element ?? { id: source, label: sourceTitle, type: 'text' }

/** What the person says, before anything else: what is registered, what should be, and why. */
export function Said({ file }: Props) {
  const { t } = useVoice()
  return (
    <section className="why" aria-labelledby="says">
      <h2 id="says" className="why__head">{t('answering.says')}</h2>
      <p className="why__reason">{t(`objections.kind_${file.kind.replace('-', '_')}`)}</p>
      <dl className="why__conditions">
        <div className="why__condition"><dt>{t('answering.was')}</dt><dd><FactValue element={elementOf(file)} value={file.was} /></dd></div>
        {file.proposed === '' ? null : <div className="why__condition"><dt>{t('answering.proposed')}</dt><dd className="why__now"><strong><Name text={file.proposed} /></strong></dd></div>}
        {file.words === '' ? null : <div className="why__condition"><dt>{t('answering.words_of')}</dt><dd className="answering__given"><Name text={file.words} /></dd></div>}
      </dl>
    </section>
  )
}

/** Whose record it is, where it stands, and what it says now. */
export function Record({ file }: Props) {
  const { t, bi } = useVoice()
  return (
    <section className="panel" aria-labelledby="record">
      <h2 id="record" className="panel__title">{t('answering.about_it')}</h2>
      <p className="quiet">{t('desk.look_kept')}</p>
      <dl className="pairs">
        {file.subject === null ? null : <div className="pairs__one"><dt>{t('answering.who')}</dt><dd><Name text={file.subject.name} /></dd></div>}
        {(file.subject?.identifiers ?? []).map(({ type, value }) => <div className="pairs__one" key={type}><dt>{t('answering.number_of')}</dt><dd>{value}</dd></div>)}
        <div className="pairs__one"><dt>{t('answering.source')}</dt><dd>{bi(file.sourceTitle)}</dd></div>
        <div className="pairs__one"><dt>{t('answering.keeper')}</dt><dd><Name text={bi(file.agency.name)} /></dd></div>
        {file.now === null ? null : <div className="pairs__one"><dt>{t('answering.now')}</dt><dd><FactValue element={elementOf(file)} value={file.now.value} /> <span className="quiet"><Moment iso={file.now.obtainedAt} /></span></dd></div>}
        <div className="pairs__one"><dt>{t('answering.raised_at')}</dt><dd><Moment iso={file.raisedAt} /></dd></div>
      </dl>
    </section>
  )
}

/** Who rested something on the value that is said to be wrong. */
export function Users({ file }: Props) {
  const { t, bi } = useVoice()
  return (
    <section className="panel" aria-labelledby="users">
      <h2 id="users" className="panel__title">{t('answering.users')}</h2>
      {file.consumers.length === 0 ? <p className="quiet">{t('answering.users_none')}</p> : (
        <>
          <p className="quiet">{t('answering.users_text')}</p>
          <ul className="rows">{file.consumers.map((one) => (
            <Row key={one.look} light side={<Moment iso={one.at} />}>
              <p><strong><Name text={bi(one.agencyName ?? one.agency)} /></strong></p><p className="rows__sub">{bi(one.purposeTitle ?? one.purpose)}</p>
            </Row>
          ))}</ul>
        </>
      )}
    </section>
  )
}
