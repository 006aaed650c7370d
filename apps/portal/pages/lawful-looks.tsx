import { useVoice } from '../../ui/voice.tsx'
import type { LawfulLook } from '../api.ts'

/** What agencies look at about the reader because a law says so, whether he signs or not: what, by whom, when and on which law. */
export function LawfulLooks({ looks }: { readonly looks: readonly LawfulLook[] }) {
  const { t, bi, list } = useVoice()
  if (looks.length === 0) return null
  const agencies = [...Map.groupBy(looks, (look) => look.agency.zh).values()]
  return (
    <section className="block" aria-labelledby="lawful">
      <h2 id="lawful">{t('sign.lawful')}</h2>
      <p>{t('sign.lawful_text')}</p>
      <dl className="pledge__looks">
        {agencies.map((same) => (
          <div key={same[0]!.agency.zh}>
            <dt>{bi(same[0]!.agency)}</dt>
            {[...Map.groupBy(same, (look) => `${look.source.zh} ${look.when} ${look.law.zh}`).values()].map(([look, ...more]) => (
              <dd key={`${look!.source.zh} ${look!.when}`}>
                <span className="pledge__source">{t('sign.looks', { source: bi(look!.source), elements: list([...new Set([look!, ...more].flatMap((one) => one.elements.map(bi)))]) })}</span>
                <span className="facts__basis">{t(`sign.when_${look!.when}`)} <cite>{bi(look!.law)}</cite></span>
              </dd>
            ))}
          </div>
        ))}
      </dl>
    </section>
  )
}
