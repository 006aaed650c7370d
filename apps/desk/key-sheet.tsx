import { useVoice } from '../ui/voice.tsx'
import { SHORTCUTS } from './shortcuts.ts'

/** Every key of the desk and what it does. */
export function KeySheet() {
  const { t } = useVoice()
  return (
    <div className="keys">
      {SHORTCUTS.map(({ group, keys }) => (
        <section className="keys__group" key={group}>
          <h2 className="keys__title">{t(group)}</h2>
          <dl className="keys__list">
            {keys.map(({ keys: pressed, text }) => (
              <div className="keys__one" key={text}><dt>{pressed.map((key) => <kbd className="key" key={key}>{key}</kbd>)}</dt><dd>{t(text)}</dd></div>
            ))}
          </dl>
        </section>
      ))}
    </div>
  )
}
