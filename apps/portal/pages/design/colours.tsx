import { Icon, type IconName } from '../../../ui/icon.tsx'
import { Name } from '../../../ui/parts.tsx'
import { useVoice } from '../../../ui/voice.tsx'
import { NAMES } from './samples.ts'
import { Specimen, State } from './specimen.tsx'

/** The tokens of the theme that colour something, in the order of the theme. */
const COLOURS = ['ground', 'surface', 'sunken', 'ink', 'ink-soft', 'rule', 'edge', 'accent', 'accent-soft', 'focus', 'good', 'good-soft', 'warn', 'warn-soft', 'bad', 'bad-soft'] as const
const ICONS: readonly IconName[] = ['services', 'cases', 'inbox', 'wallet', 'data', 'desk', 'verify', 'larger', 'language', 'aloud', 'stop']

/** Type, colours and drawings. */
export function Ground() {
  const { t } = useVoice()
  return (
    <>
      <Specimen of="type">
        <div className="specimen__state">
          <p className="page__title type__title">{t('design.sample_title')}</p>
          <p className="page__lead">{t('design.sample_lead')}</p>
          <p>{t('design.sample_text')}</p>
          <p className="quiet">{t('design.sample_small')}</p>
          <p className="type__figures">0123456789 · ¥83,412.37 · 2026-11-27 21:09</p>
          <p className="type__formal">{t('design.sample_formal')}</p>
        </div>
      </Specimen>
      <Specimen of="names"><State><ul className="plainlist narrow">{NAMES.map((name) => <li key={name}><Name text={name} /></li>)}</ul></State></Specimen>
      <Specimen of="colours"><ul className="swatches">{COLOURS.map((colour) => <li key={colour} className="swatches__one"><span className={`swatches__field swatches__field--${colour}`} /><code>{`--${colour}`}</code></li>)}</ul></Specimen>
      <Specimen of="icons"><ul className="swatches">{ICONS.map((name) => <li key={name} className="swatches__one"><Icon name={name} /><code>{name}</code></li>)}</ul></Specimen>
    </>
  )
}
