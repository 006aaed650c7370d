import type { Voice } from '../portal/voice.ts'

const WIDTH = 400
const HEIGHT = 22

type Props = { readonly low: number; readonly high: number; readonly rate: number | null; readonly limit: number | null; readonly bad: boolean; readonly whole?: number }

/** Where a true rate lies: the interval as a bar, the rate found as a stroke, and the limit across it. What it shows stands beside it in words. */
export function Interval({ low, high, rate, limit, bad, whole = 1 }: Props) {
  const at = (share: number): number => (share / whole) * WIDTH
  return (
    <svg className="interval" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true" focusable="false">
      <rect x={0} y={9} width={WIDTH} height={4} className="interval__whole" />
      <rect x={at(low)} y={6} width={Math.max(2, at(high) - at(low))} height={10} className={bad ? 'interval__range interval__range--over' : 'interval__range'} />
      {rate === null ? null : <rect x={Math.min(WIDTH - 3, Math.max(0, at(rate) - 1.5))} y={2} width={3} height={18} className="interval__rate" />}
      {limit === null ? null : <line x1={at(limit)} x2={at(limit)} y1={0} y2={HEIGHT} className="interval__limit" />}
    </svg>
  )
}

/** How much one thing is of the most there is, as a bar of its own. */
export const Bar = ({ share, kind }: { readonly share: number; readonly kind: string }) => (
  <svg className="interval" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true" focusable="false"><rect x={0} y={4} width={Math.max(2, share * WIDTH)} height={14} className={`bars__bar bars__bar--${kind}`} /></svg>
)

/** A share in percent, to a tenth. */
export const percentIn = ({ t, number }: Voice, share: number): string => t('value.percent', { value: number(Math.round(share * 1000) / 10) })
