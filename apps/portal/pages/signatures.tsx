import { paths } from '../../paths.ts'
import { Button, Moment, Name, Tag } from '../../ui/parts.tsx'
import { useVoice } from '../../ui/voice.tsx'
import type { Case } from '../api.ts'

/** Who has signed and who has not, and for who applies a way to remind the others, once he himself has signed. */
export function Signatures({ case: one }: { readonly case: Case }) {
  const { t } = useVoice()
  const { signatories } = one
  const open = signatories.filter((signatory) => signatory.signedAt === null && !signatory.me)
  const reminded = one.timeline.findLast((happening) => happening.type === 'services.reminded')
  return (
    <section className="block" aria-labelledby="signatures">
      <h2 id="signatures">{t('sign.signatures', { signed: signatories.length - signatories.filter((signatory) => signatory.signedAt === null).length, of: signatories.length })}</h2>
      <ul className="signers">
        {signatories.map((signatory) => (
          <li className="signers__one" key={signatory.party}>
            <span className="signers__name"><Name text={signatory.name} />{signatory.me ? ` ${t('sign.you')}` : ''}</span>
            {signatory.signedAt === null ? <Tag kind="warning">{t('sign.open')}</Tag> : <span className="signers__done"><Tag kind="good">{t('sign.signed')}</Tag> <Moment iso={signatory.signedAt} /></span>}
          </li>
        ))}
      </ul>
      {open.length === 0 || !one.me.mayEdit || one.me.mustSign ? null : (
        <form method="post" action={paths.reminders(one.id)} className="signers__remind">
          <p className="quiet">{reminded === undefined ? t('sign.waiting') : <>{t('sign.reminded')} <Moment iso={reminded.at} /></>}</p>
          <Button kind="secondary">{t('sign.remind')}</Button>
        </form>
      )}
    </section>
  )
}
