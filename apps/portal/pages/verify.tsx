import { paths, patterns } from '../../paths.ts'
import { Button, Facts, Moment, Name, Title } from '../../ui/parts.tsx'
import { useVoice } from '../../ui/voice.tsx'
import type { Verification } from '../api.ts'
import { param, typed, type Answer, type Route, type Visit } from '../visit.ts'
import { fieldText } from './certificate-sheet.tsx'

const CODE_MAX = 100

async function ask(visit: Visit): Promise<Answer> {
  return { title: visit.voice.t('verify.title'), page: <Ask /> }
}

async function check(visit: Visit): Promise<Answer> {
  const code = typed(visit, 'code').replaceAll(/[\s-]/g, '').slice(0, CODE_MAX)
  return { to: code === '' ? paths.verify() : paths.verifyCode(code) }
}

async function answer(visit: Visit): Promise<Answer> {
  const verification = await visit.ask.post<Verification>('/certificates/verifications', { code: param(visit, 'code').slice(0, CODE_MAX) })
  return { title: visit.voice.t(verification.valid ? 'verify.valid' : 'verify.invalid'), page: <Verdict verification={verification} /> }
}

/** `/verify`: for anybody who was handed a certificate and has never seen one before. */
export const verifyRoutes: readonly Route[] = [
  { method: 'GET', path: patterns.verify, answer: ask },
  { method: 'POST', path: patterns.verify, answer: check },
  { method: 'GET', path: patterns.verifyCode, answer },
]

function Ask() {
  const { t } = useVoice()
  return <><Title lead={t('verify.lead')}>{t('verify.title')}</Title><CodeForm /></>
}

function CodeForm() {
  const { t } = useVoice()
  return (
    <form method="post" action={paths.verify()} className="form">
      <div className="field">
        <label className="field__label" htmlFor="code">{t('verify.code')}</label>
        <p className="field__hint" id="code-hint">{t('verify.code_hint')}</p>
        <input className="field__input field__input--code" id="code" name="code" autoComplete="off" spellCheck={false} maxLength={CODE_MAX} aria-describedby="code-hint" />
      </div>
      <Button>{t('verify.check')}</Button>
    </form>
  )
}

function Verdict({ verification: one }: { readonly verification: Verification }) {
  const voice = useVoice()
  const { t, bi } = voice
  return (
    <>
      <div className={one.valid ? 'answer answer--valid' : 'answer answer--invalid'}>
        <Sign valid={one.valid} />
        <h1 className="answer__word">{t(one.valid ? 'verify.valid' : 'verify.invalid')}</h1>
        <p className="answer__why">{one.detail}</p>
        <p className="answer__when">{t('verify.checked')} <Moment iso={one.checkedAt} /></p>
      </div>
      {one.typeName === null ? <p>{t('verify.unknown_next')}</p> : (
        <section className="block" aria-labelledby="what">
          <h2 id="what">{bi(one.typeName)}</h2>
          <p>{t('verify.compare')}</p>
          <Facts rows={[
            { key: 'holder', term: t('verify.holder'), value: <Name text={`${one.holderName ?? ''} ${one.holderCode ?? ''}`} /> },
            { key: 'number', term: t('verify.number'), value: one.number },
            ...one.fields.map((field) => ({ key: field.id, term: bi(field.label), value: <Name text={fieldText(voice, field)} /> })),
            ...(one.issuer === null ? [] : [{ key: 'issuer', term: t('verify.issuer'), value: bi(one.issuer.name) }]),
            ...(one.issuedAt === null ? [] : [{ key: 'issued', term: t('wallet.issued'), value: <Moment iso={one.issuedAt} as="day" /> }]),
            ...(one.validUntil === null ? [] : [{ key: 'until', term: t('wallet.until'), value: <Moment iso={one.validUntil} as="day" /> }]),
            { key: 'proof', term: t('verify.proof'), value: one.proof === null ? t('verify.proof_waiting') : t('verify.proof_text', { leaf: String(one.proof.leafIndex), size: String(one.proof.treeSize) }) },
          ]} />
        </section>
      )}
      <section className="block" aria-labelledby="another"><h2 id="another">{t('verify.another')}</h2><CodeForm /></section>
    </>
  )
}

const Sign = ({ valid }: { readonly valid: boolean }) => (
  <svg className="answer__sign" viewBox="0 0 48 48" width="64" height="64" aria-hidden="true" focusable="false">
    <circle cx="24" cy="24" r="22" fill="none" stroke="currentColor" strokeWidth="3" />
    <path d={valid ? 'M13 25l8 8 15-17' : 'M16 16l16 16M32 16L16 32'} fill="none" stroke="currentColor" strokeWidth="4" strokeLinecap="round" strokeLinejoin="round" />
  </svg>
)
