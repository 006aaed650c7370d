import { part, paths, patterns } from '../../paths.ts'
import { Drawing } from '../../ui/certificate/drawing.tsx'
import { BackLink, Button, ButtonLink, Empty, Facts, Moment, Tag, Title } from '../../ui/parts.tsx'
import { Prose, Words } from '../../ui/prose.tsx'
import { useVoice } from '../../ui/voice.tsx'
import type { CertificateKind, Mapping, Page } from '../api.ts'
import { param, type Answer, type Route, type Visit } from '../visit.ts'
import type { Voice } from '../voice.ts'

const PAGE = 24
const TEXT_MAX = 100
/** So many matters are named; how many there are is said. */
const MATTERS_MAX = 50

type Wish = { readonly q: string; readonly holder: string }
const HOLDERS = ['person', 'firm'] as const

async function catalogue(visit: Visit): Promise<Answer> {
  const holder = HOLDERS.find((one) => one === visit.query['holder']) ?? ''
  const [q, after] = [(visit.query['q'] ?? '').trim().slice(0, TEXT_MAX), visit.query['after']]
  const wish = new URLSearchParams({ limit: String(PAGE), ...(q === '' ? {} : { text: q }), ...(holder === '' ? {} : { holder }), ...(after === undefined ? {} : { after: after.slice(0, TEXT_MAX) }) })
  const found = await visit.ask.get<Page<CertificateKind> & { readonly total: number }>(`/certificates/kinds?${wish.toString()}`)
  return { title: visit.voice.t('kinds.title'), page: <Catalogue found={found} wish={{ q, holder }} />, wide: true }
}

async function one(visit: Visit): Promise<Answer> {
  const id = param(visit, 'kind')
  const kind = await visit.ask.get<CertificateKind>(`/certificates/kinds/${part(id)}`)
  const taken = await visit.ask.get<{ readonly items: readonly Mapping[]; readonly total: number }>(`/services/mappings?kind=${part(id)}&limit=${MATTERS_MAX}`)
  return { title: visit.voice.bi(kind.name), page: <Kind kind={kind} taken={taken} address={`${visit.publicAddress}${paths.kind(kind.id)}`} />, wide: true }
}

/** `/certificate-kinds`: which certificates there are, how each looks, what stands on it, who issues it and where it is taken instead of paper. */
export const kindRoutes: readonly Route[] = [{ method: 'GET', path: patterns.kinds, answer: catalogue }, { method: 'GET', path: patterns.kind, answer: one }]

function Catalogue({ found, wish }: { readonly found: Page<CertificateKind> & { readonly total: number }; readonly wish: Wish }) {
  const { t } = useVoice()
  const kept = Object.fromEntries(Object.entries(wish).filter(([, value]) => value !== ''))
  return (
    <>
      <Title lead={t('kinds.lead')}>{t('kinds.title')}</Title>
      <form className="filters" role="search" method="get" action={paths.kinds()}>
        <div className="field"><label className="field__label" htmlFor="q">{t('kinds.text')}</label><input className="field__input" id="q" name="q" type="search" defaultValue={wish.q} maxLength={TEXT_MAX} autoComplete="off" /></div>
        <div className="field"><label className="field__label" htmlFor="holder">{t('kinds.holder')}</label>
          <select className="field__input field__select" id="holder" name="holder" defaultValue={wish.holder}><option value="">{t('kinds.any')}</option>{HOLDERS.map((holder) => <option key={holder} value={holder}>{t(`holder.${holder}`)}</option>)}</select></div>
        <Button kind="secondary">{t('kinds.find')}</Button>
      </form>
      <section className="block" aria-labelledby="found">
        <h2 id="found">{t('kinds.found', { count: found.total })}</h2>
        {found.items.length === 0 ? <Empty act={<ButtonLink kind="secondary" href={paths.kinds()}>{t('kinds.all')}</ButtonLink>}>{t('kinds.none')}</Empty> : <ul className="held__rows held__rows--two">{found.items.map((kind) => <Row key={kind.id} kind={kind} />)}</ul>}
        {found.next === null ? null : <p><ButtonLink kind="secondary" href={paths.kinds({ ...kept, after: String(found.next) })}>{t('kinds.more')}</ButtonLink></p>}
      </section>
    </>
  )
}

function Row({ kind }: { readonly kind: CertificateKind }) {
  const { t, bi } = useVoice()
  return (
    <li className="held__card">
      <span className="held__picture"><Drawing of={subjectOf(kind)} small /></span>
      <span className="held__text">
        <a className="held__link" href={paths.kind(kind.id)}>{bi(kind.name)}</a>
        <span className="held__number"><Prose>{bi(kind.issuers?.name)}</Prose></span>
        <span className="held__foot"><Tag kind="plain">{t(`holder.${kind.holder}`)}</Tag></span>
      </span>
    </li>
  )
}

/** What the specimen is drawn from: filled in, of nobody, and without a seal. */
const subjectOf = ({ name, layout, specimen, issuers, definedBy, publishedOn }: CertificateKind) =>
  ({ typeName: name, layout, number: specimen.number, standing: 'specimen', fields: specimen.fields, issuer: { name: issuers?.name ?? definedBy?.name ?? name }, issuedAt: publishedOn ?? '' })

function Kind({ kind, taken, address }: { readonly kind: CertificateKind; readonly taken: { readonly items: readonly Mapping[]; readonly total: number }; readonly address: string }) {
  const { t, bi } = useVoice()
  return (
    <>
      <BackLink href={paths.kinds()}>{t('kinds.title')}</BackLink>
      <Title lead={bi(kind.proves)}>{bi(kind.name)}</Title>
      <figure className={`shown shown--${kind.layout.sheet}`}><Drawing of={subjectOf(kind)} address={address} /></figure>
      <p className="quiet">{t('kinds.specimen_why')}</p>
      <div className="sides">
        <div className="sides__main">
          <section className="block" aria-labelledby="fields"><h2 id="fields">{t('wallet.content')}</h2><Facts rows={kind.fields.map((field) => ({ key: field.id, term: bi(field.label), value: <FieldSaid field={field} /> }))} /></section>
          <section className="block" aria-labelledby="taken"><h2 id="taken">{t('kinds.taken')}</h2><Taken kind={kind} taken={taken} /></section>
        </div>
        <div className="sides__side"><section className="block" aria-labelledby="about"><h2 id="about">{t('kinds.about')}</h2><About kind={kind} /></section></div>
      </div>
    </>
  )
}

/** What a field holds: its form, who may see it, and whether it may be left out. */
function FieldSaid({ field }: { readonly field: CertificateKind['fields'][number] }) {
  const { t } = useVoice()
  return <>{t(`holds.${field.type.replaceAll('-', '_')}`)} <Tag kind="plain">{t(field.public ? 'kinds.public' : 'kinds.private')}</Tag>{field.optional ? <> <Tag kind="plain">{t('kinds.optional')}</Tag></> : null}</>
}

function Taken({ kind, taken: { items, total } }: { readonly kind: CertificateKind; readonly taken: { readonly items: readonly Mapping[]; readonly total: number } }) {
  const { t, bi, list } = useVoice()
  if (items.length === 0) return <p className="quiet">{t('kinds.taken_none')}</p>
  const labelOf = (id: string): string => bi(kind.fields.find((field) => field.id === id)?.label ?? id)
  return (
    <>
      <ul className="kinds">{items.map((item) => <li key={`${item.matter} ${item.material}`}><strong><Words>{bi(item.title)}</Words></strong> {t('kinds.taken_by', { fields: list(item.fields.map(labelOf)) })}</li>)}</ul>
      {total > items.length ? <p className="quiet">{t('kinds.taken_more', { count: total - items.length })}</p> : null}
    </>
  )
}

function About({ kind }: { readonly kind: CertificateKind }) {
  const voice = useVoice()
  const { t, bi, list } = voice
  const { definedBy, issuers, matters, publishedOn } = kind
  return (
    <Facts rows={[
      { key: 'code', term: t('kinds.code'), value: <><code className="digest">{kind.code}</code>{kind.codeFrom === 'ours' ? <><br />{t('kinds.code_ours')}</> : null}</> },
      { key: 'definer', term: t('kinds.definer'), value: definedBy === null ? '' : `${bi(definedBy.name)} · ${t(`level.${definedBy.level}`)}` },
      { key: 'issuer', term: t('kinds.issuer'), value: issuers === null ? '' : `${bi(issuers.name)} · ${list(issuers.levels.map((level) => t(`level.${level}`)))}` },
      { key: 'holder', term: t('kinds.holder'), value: t(`holder.${kind.holder}`) },
      { key: 'validity', term: t('kinds.validity'), value: validityIn(voice, kind.validity) },
      { key: 'matters', term: t('kinds.matters'), value: matters.map(({ name, code }) => <span key={name.zh} className="kinds__matter">{bi(name)}{code === null ? null : <> <code className="digest">{code}</code></>}</span>) },
      { key: 'language', term: t('kinds.language'), value: list(kind.languages.map((language) => t(`tongue.${language}`))) },
      ...(publishedOn === null ? [] : [{ key: 'published', term: t('kinds.published'), value: <Moment iso={publishedOn} as="day" /> }]),
      { key: 'law', term: t('wallet.law'), value: bi(kind.law) },
    ]} />
  )
}

const validityIn = ({ t }: Voice, validity: CertificateKind['validity']): string => (validity === 'unlimited' ? t('wallet.for_ever') : t(`lasts.${validity.unit}`, { amount: validity.amount }))
