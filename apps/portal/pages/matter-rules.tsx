import { Fold } from '../../ui/fold.tsx'
import { More } from '../../ui/parts.tsx'
import { useVoice } from '../../ui/voice.tsx'
import type { Guide, MatterRules } from '../api.ts'

const OUTCOMES = ['GRANT', 'ROUTE', 'RETURN'] as const

/** The rows of the decision tables as sentences: when it is granted at once, when a person looks, when it comes back, each with its article. */
export function Rules({ guide }: { readonly guide: Guide }) {
  const { t, bi } = useVoice()
  const [only] = guide.rules
  if (only === undefined) return null
  return (
    <Fold id="rules" title={t('matter.rules')} answer={t('matter.rules_answer', { count: guide.rules.reduce((sum, one) => sum + one.rows.length, 0) })}>
      <p>{t('matter.rules_text')}</p>
      {guide.rules.length === 1 ? <RulesOf rules={only} /> : guide.rules.map((rules) => <More key={rules.matter} summary={bi(rules.title)}><RulesOf rules={rules} /></More>)}
      <p className="quiet">{t('matter.rules_missing')}</p>
    </Fold>
  )
}

function RulesOf({ rules }: { readonly rules: MatterRules }) {
  const { t, bi } = useVoice()
  return (
    <>
      {OUTCOMES.map((outcome) => {
        const rows = rules.rows.filter((row) => row.outcome === outcome)
        if (rows.length === 0) return null
        return (
          <section key={outcome} className={`verdicts verdicts--${outcome.toLowerCase()}`}>
            <h3 className="verdicts__title">{t(`rules.${outcome}`)}{outcome === 'ROUTE' && rules.officers !== null ? <span className="quiet verdicts__who">{t('rules.officers', { officers: bi(rules.officers) })}</span> : null}</h3>
            <ul className="verdicts__rows">{rows.map((row, place) => (
              <li className="verdicts__one" key={place}>
                <p>{bi(row.text)}</p>
                {row.fix === null ? null : <p className="verdicts__fix">{bi(row.fix)}</p>}
                {row.law === null ? null : <cite className="verdicts__law">{bi(row.law)}</cite>}
              </li>
            ))}</ul>
          </section>
        )
      })}
    </>
  )
}
