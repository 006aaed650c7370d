import { part, paths, patterns } from '../../paths.ts'
import { FactValue } from '../../ui/fact-value.tsx'
import { Fold } from '../../ui/fold.tsx'
import { Button, Dot, Facts, Moment, More, Name, Notice, Tag, Unseen } from '../../ui/parts.tsx'
import { Prose } from '../../ui/prose.tsx'
import { useVoice } from '../../ui/voice.tsx'
import type { Case, Required } from '../api.ts'
import { param, Problem, typed, type Answer, type Route, type Visit } from '../visit.ts'

/** Sends the file on; what is wrong with it is said where it was chosen. `drawn`: the page of the form with what is wrong. */
export const uploadRoutes = (drawn: (visit: Visit, wrong: Wrong) => Promise<Answer>): readonly Route[] => [
  {
    method: 'POST', path: patterns.upload,
    answer: async (visit) => {
      const [id, requirement] = [param(visit, 'id'), param(visit, 'requirement')]
      try {
        await visit.ask.post(`/services/cases/${part(id)}/requirements/${part(requirement)}/uploads`, { name: typed(visit, 'file~name') || 'file', content: typed(visit, 'file') })
        return { to: `${paths.confirm(id)}#proof-${requirement}` }
      } catch (error) {
        // What was wrong with the file is said beside it; any other refusal is a page of its own.
        if (!(error instanceof Problem) || error.status !== 422) throw error
        return drawn(visit, { requirement, said: error.document.errors?.[0]?.detail ?? error.document.detail })
      }
    },
  },
]

/** What was wrong with a file, and for which requirement it was. */
export type Wrong = { readonly requirement: string; readonly said: string }

/** What must be proven and what proves it: which certificate or record, by whom, how it stands, what of it is used; a file only where nothing does. */
export function Proven({ case: one, wrong }: { readonly case: Case; readonly wrong?: Wrong | undefined }) {
  const { t } = useVoice()
  const { items, spared } = one.proven
  if (items.length === 0) return null
  const silent = items.some((item) => item.tried.some(({ why }) => why === 'down'))
  return (
    <section className="block proofs" aria-labelledby="proofs">
      <h2 id="proofs">{t('proven.title')}</h2>
      <p className="quiet">{t(spared.count > 0 ? 'proven.lead' : 'proven.lead_none', { count: spared.count })}</p>
      <ul className="proofs__list">{items.map((item) => <One key={`${item.case} ${item.id}`} of={one} item={item} wrong={wrong?.requirement === item.id ? wrong.said : undefined} />)}</ul>
      {silent && one.me.mayEdit ? <form method="post" action={paths.refill(one.id)}><Button kind="secondary">{t('proven.ask_again')}</Button></form> : null}
    </section>
  )
}

const TAGS = { met: 'good', file: 'plain', open: 'warning', contrary: 'bad', later: 'plain' } as const

function One({ of: one, item, wrong }: { readonly of: Case; readonly item: Required; readonly wrong: string | undefined }) {
  const { t, bi } = useVoice()
  return (
    <li className="proofs__one" id={`proof-${item.id}`}>
      <div className="proofs__head"><h3 className="proofs__what">{bi(item.proves)}</h3><Tag kind={TAGS[item.state]}>{t(`proven.is_${item.state}`)}</Tag></div>
      {item.by === null || item.by.means === 'upload' ? null : <By item={item} by={item.by} />}
      {item.upload === null ? null : <p>{t('proven.file')} <a className="link" href={paths.uploaded(item.case, item.upload.id)} target="_blank" rel="noreferrer"><Name text={item.upload.name} /><Unseen> {t('proven.opens')}</Unseen></a><Dot />{t('proven.size', { kilobytes: Math.max(1, Math.round(item.upload.size / 1000)) })}</p>}
      {item.state === 'later' ? <p className="quiet">{t('proven.later')}</p> : null}
      {item.tried.length === 0 || item.state === 'later' ? null : <Tried item={item} />}
      {item.state === 'contrary' ? <p>{t('proven.contrary_next')} <a className="link" href={paths.known()}>{t('proven.object')}</a></p> : null}
      {item.mayUpload ? <Upload of={one} item={item} wrong={wrong} /> : null}
      {item.by === null || item.by.fields.length === 0 ? <Law item={item} /> : null}
    </li>
  )
}

/** What proves it, in a line; what of it is used folds out. */
function By({ item, by }: { readonly item: Required; readonly by: NonNullable<Required['by']> }) {
  const { t, bi } = useVoice()
  const title = by.title === null ? '' : bi(by.title)
  return (
    <>
      <p className="proofs__by"><strong>{by.means === 'certificate' && by.ref !== null && by.fields.length > 0 ? <a className="link" href={paths.certificate(by.ref)}>{title}</a> : title}</strong>{by.issuer === null ? null : <><Dot /><Name text={bi(by.issuer)} /></>}{by.number === null ? null : <><Dot /><Prose>{t('wallet.number', { number: by.number })}</Prose></>}</p>
      <p className="quiet">{t(`proven.stands_${by.means}`)} <Moment iso={by.at} /><Dot />{t('proven.instead', { material: bi(item.material) })}</p>
      {by.fields.length === 0 ? null : (
        <More summary={t('proven.used', { count: by.fields.length })}>
          <Facts rows={by.fields.map((field) => ({ key: field.id, term: bi(field.label), value: <FactValue element={field} value={field.value} /> }))} />
          <Law item={item} />
        </More>
      )}
    </>
  )
}

/** By which law it must be proven. */
function Law({ item }: { readonly item: Required }) {
  const { t, bi } = useVoice()
  return <p className="quiet"><cite>{bi(item.law)}</cite><Dot />{t('proven.since')} <Moment iso={item.since} as="day" /></p>
}

/** Why nothing else proves it: each thing that was tried, in the order in which it was. */
function Tried({ item }: { readonly item: Required }) {
  const { t, bi } = useVoice()
  return (
    <>
      <p>{t('proven.tried')}</p>
      <ul className="plainlist">{item.tried.map((one) => <li key={one.title.zh}>{t('proven.tried_one', { what: bi(one.title), why: bi(one.said) })}</li>)}</ul>
    </>
  )
}

function Upload({ of: one, item, wrong }: { readonly of: Case; readonly item: Required; readonly wrong: string | undefined }) {
  const { t, bi } = useVoice()
  const name = `file-${item.id}`
  return (
    <form method="post" encType="multipart/form-data" action={paths.upload(one.id, item.id)} className="form proofs__upload">
      <div className={wrong === undefined ? 'field' : 'field field--wrong'}>
        <label className="field__label" htmlFor={name}>{t(item.upload === null ? 'proven.hand_in' : 'proven.hand_in_other', { material: bi(item.material) })}</label>
        <p className="field__hint" id={`${name}-hint`}>{t(item.needsFile ? 'proven.must' : 'proven.may')} {t('proven.kinds')}</p>
        {wrong === undefined ? null : <p className="field__error" id={`${name}-error`}>{wrong}</p>}
        <input className="field__input field__file" id={name} name="file" type="file" accept="application/pdf,image/jpeg,image/png" required aria-describedby={wrong === undefined ? `${name}-hint` : `${name}-hint ${name}-error`} aria-invalid={wrong === undefined ? undefined : true} />
      </div>
      <Button kind="secondary">{t('proven.send')}</Button>
    </form>
  )
}

/** How many papers nobody had to bring for this case, and which: said where it has gone its way. */
export function Spared({ case: one }: { readonly case: Case }) {
  const { t, bi, list } = useVoice()
  const { count, materials } = one.proven.spared
  if (count === 0) return null
  return <Notice kind="good" title={t('proven.spared', { count })}><p>{t('proven.spared_which', { materials: list([...new Set(materials.map(bi))]) })}</p></Notice>
}

/** The same once it is signed: what was used, to be read. */
export function ProvenFold({ case: one }: { readonly case: Case }) {
  const { t } = useVoice()
  if (one.proven.items.length === 0) return null
  return <Fold id="proofs" title={t('proven.title')} answer={t('proven.line', { count: one.proven.items.length })}><ul className="proofs__list">{one.proven.items.map((item) => <One key={`${item.case} ${item.id}`} of={one} item={item} wrong={undefined} />)}</ul></Fold>
}
