import type { ReactNode } from 'react'

import { paths } from '../../paths.ts'
import { Drawing, fieldText } from '../../ui/certificate/drawing.tsx'
import { ButtonLink, Facts, Moment, More, Name } from '../../ui/parts.tsx'
import { Words } from '../../ui/prose.tsx'
import { Speaking, useVoice } from '../../ui/voice.tsx'
import type { Bi, SeenCopy, Verification } from '../api.ts'
import { voiceOf } from '../voice.ts'

/** Good, known but not good, or nothing of ours: the one word that a stranger needs. */
type Word = 'valid' | 'invalid' | 'unknown'

const NOWHERE = new Set(['certificates.unknown_code', 'certificates.identifier_wrong'])

const meantBy = (one: Pick<Verification, 'valid' | 'code'>): Word => (one.valid ? 'valid' : NOWHERE.has(one.code) ? 'unknown' : 'invalid')

/** The key of the word of a verdict. */
export const wordOf = (one: Pick<Verification, 'valid' | 'code'>): string => `verdict.${meantBy(one)}`

/** What a code is worth: one word, very large, in both languages, then what it is and how to compare. */
export function Verdict({ verification: one }: { readonly verification: Verification }) {
  const { t } = useVoice()
  return (
    <>
      <Answer word={meantBy(one)} reason={one.reason} checkedAt={one.checkedAt} />
      {one.typeName === null ? <Both>{(say) => <p>{say('verify.unknown_next')}</p>}</Both> : <What one={one} compare={t(!one.valid ? 'verify.compare_over' : one.fields.length === 0 ? 'verify.compare_little' : 'verify.compare')} />}
      <Another />
    </>
  )
}

/** What a one-time code gave: the verdict, and for whom, for what and until when it may be relied on. */
export function SeenVerdict({ copy: one }: { readonly copy: SeenCopy }) {
  const { t, bi, day } = useVoice()
  const { viewer, purpose, seenAt, keepUntil, meantFor, withheld } = one.copy
  return (
    <>
      <Answer word={meantBy(one)} reason={one.reason} checkedAt={one.checkedAt} />
      <section className="copy" aria-labelledby="copy">
        <h2 id="copy">{t('copy.title')}</h2>
        <Facts rows={[
          { key: 'viewer', term: t('copy.viewer'), value: <Name text={viewer} /> },
          ...(meantFor === null || meantFor === viewer ? [] : [{ key: 'meant', term: t('copy.meant_for'), value: <Name text={meantFor} /> }]),
          { key: 'purpose', term: t('copy.purpose'), value: bi(purpose) },
          { key: 'seen', term: t('copy.seen'), value: <Moment iso={seenAt} /> },
          { key: 'until', term: t('copy.until'), value: <Moment iso={keepUntil} as="day" /> },
        ]} />
        <p className="quiet">{t('copy.once')}</p>
      </section>
      {one.typeName === null ? null : <What one={one} compare={withheld > 0 ? t('copy.withheld', { count: withheld }) : t('copy.whole')} mark={t('copy.mark', { viewer, purpose: bi(purpose), day: day(seenAt) })} />}
      <Another />
    </>
  )
}

/** A one-time code that is over, was used, or never was: all the same to whoever holds it. */
export function Gone() {
  return (
    <>
      <div className="answer answer--unknown">
        <Sign word="unknown" />
        <BothWords phrase="verify.gone" />
        <Both>{(say) => <p className="answer__why">{say('verify.gone_why')}</p>}</Both>
      </div>
      <Another />
    </>
  )
}

function Answer({ word, reason, checkedAt }: { readonly word: Word; readonly reason: Bi; readonly checkedAt: string }) {
  const { t, bi, language } = useVoice()
  const other = voiceOf(language === 'zh' ? 'en' : 'zh')
  return (
    <div className={`answer answer--${word}`}>
      <Sign word={word} />
      <BothWords phrase={`verdict.${word}`} />
      <p className="answer__why">{bi(reason)}</p>
      <p className="answer__why answer__why--other" lang={other.tag}>{other.bi(reason)}</p>
      <p className="answer__when">{t('verify.checked')} <Moment iso={checkedAt} as="second" /></p>
    </div>
  )
}

/** The word in the reader's language, and below it in the other: whoever checks a stranger's paper may not share his. */
function BothWords({ phrase }: { readonly phrase: string }) {
  const { t, language } = useVoice()
  const other = voiceOf(language === 'zh' ? 'en' : 'zh')
  return <h1 className="answer__word"><Words>{t(phrase)}</Words> <span className="answer__other" lang={other.tag}>{other.t(phrase)}</span></h1>
}

function Both({ children }: { readonly children: (say: (key: string) => string) => ReactNode }) {
  const voice = useVoice()
  const other = voiceOf(voice.language === 'zh' ? 'en' : 'zh')
  return <div className="both">{children(voice.t)}<div className="both__other" lang={other.tag}><Speaking voice={other}>{children(other.t)}</Speaking></div></div>
}

function What({ one, compare, mark }: { readonly one: Verification; readonly compare: string; readonly mark?: string }) {
  const voice = useVoice()
  const { t, bi } = voice
  return (
    <section className="block" aria-labelledby="what">
      <h2 id="what">{bi(one.typeName)}</h2>
      <p>{compare}</p>
      <Facts rows={[
        ...(one.holderName === null ? [] : [{ key: 'holder', term: t('verify.holder'), value: <><Name text={one.holderName} />{one.holderCode === null ? null : <> <span className="digest">{one.holderCode}</span></>}</> }]),
        ...one.fields.filter((field) => field.value !== one.holderName && field.value !== one.holderCode).map((field) => ({ key: field.id, term: bi(field.label), value: <Name text={fieldText(voice, field)} /> })),
        { key: 'number', term: t('verify.number'), value: one.number },
        ...(one.issuer === null ? [] : [{ key: 'issuer', term: t('verify.issuer'), value: <Name text={bi(one.issuer.name)} /> }]),
        ...(one.issuedAt === null ? [] : [{ key: 'issued', term: t('verify.since'), value: <Moment iso={one.issuedAt} as="day" /> }]),
        { key: 'until', term: t('wallet.until'), value: one.validUntil === null ? t('wallet.for_ever') : <Moment iso={one.validUntil} as="day" /> },
        ...(one.signedAt == null ? [] : [{ key: 'signed', term: t('verify.signed'), value: <Moment iso={one.signedAt} /> }]),
      ]} />
      <Picture one={one} {...(mark === undefined ? {} : { mark })} />
      <More summary={t('verify.proof')}>
        <Facts rows={[
          { key: 'proof', term: t('verify.ledger'), value: one.proof === null ? t('verify.proof_waiting') : t('verify.proof_text', { leaf: Number(one.proof.leafIndex) + 1, size: Number(one.proof.treeSize) }) },
          { key: 'identifier', term: t('wallet.identifier'), value: <code className="digest">{one.identifier}</code> },
        ]} />
        <p className="quiet">{t('verify.proof_why')}</p>
      </More>
    </section>
  )
}

/** How the certificate looks, so that a forged paper gives itself away. */
function Picture({ one, mark }: { readonly one: Verification; readonly mark?: string }) {
  const { t } = useVoice()
  if (one.layout === null || one.typeName === null || one.issuer === null || one.issuedAt === null || one.number === null || one.fields.length === 0) return null
  const subject = { typeName: one.typeName, layout: one.layout, number: one.number, standing: one.standing ?? 'valid', fields: one.fields, issuer: one.issuer, issuedAt: one.issuedAt }
  return <More summary={t('verify.picture')} open={mark !== undefined}><figure className={`shown shown--${one.layout.sheet}`}><Drawing of={subject} {...(mark === undefined ? {} : { mark })} /></figure></More>
}

const Another = () => {
  const { t } = useVoice()
  return <p><ButtonLink kind="secondary" href={paths.verify()}>{t('verify.another')}</ButtonLink></p>
}

const SIGNS: Readonly<Record<Word, string>> = { valid: 'M13 25l8 8 15-17', invalid: 'M16 16l16 16M32 16L16 32', unknown: 'M17.500 18.500c0-8.500 13-8.500 13 0c0 5-6.500 5-6.500 10.500M24 34.500v.6' }

const Sign = ({ word }: { readonly word: Word }) => (
  <svg className="answer__sign" viewBox="0 0 48 48" width="64" height="64" aria-hidden="true" focusable="false">
    <circle cx="24" cy="24" r="22" fill="none" stroke="currentColor" strokeWidth="3" />
    <path d={SIGNS[word]} fill="none" stroke="currentColor" strokeWidth="4" strokeLinecap="round" strokeLinejoin="round" />
  </svg>
)
