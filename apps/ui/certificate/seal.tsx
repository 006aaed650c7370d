import { useId } from 'react'

import { star } from '#kernel/curves'

type Props = { readonly x: number; readonly y: number; readonly radius: number; readonly issuer: string; readonly foot: string }

const SWEEP = (4 / 3) * Math.PI

// Drawn in a circle of a hundred units and made as small as the sheet wants: browsers place text on a path badly in small type.
const RADIUS = 100
const RING = 70

/** The round red stamp of an agency, drawn from its name. It stands on a certificate only while that is valid. */
export function Seal({ x, y, radius, issuer, foot }: Props) {
  const id = useId()
  const count = [...issuer].length
  const room = (RING * SWEEP) / count
  const size = Math.min(27, room / 1.1)
  // A short name spreads out along the ring, as it does on a cut seal.
  const spacing = Math.min(size * 0.6, (room - size) * 0.85)
  const [endX, endY] = [RING * Math.sin(SWEEP / 2), -RING * Math.cos(SWEEP / 2)]
  return (
    <g className="paper__seal" transform={`translate(${x} ${y}) scale(${radius / RADIUS})`}>
      <circle r={RADIUS} fill="none" strokeWidth="5" />
      <path id={id} fill="none" stroke="none" d={`M${-endX} ${endY}A${RING} ${RING} 0 1 1 ${endX} ${endY}`} />
      <text className="paper__stamped" fontSize={size} letterSpacing={spacing} textAnchor="middle"><textPath href={`#${id}`} startOffset="50%">{issuer}</textPath></text>
      <path className="paper__star" d={star(30)} />
      <text className="paper__stamped" fontSize="15" textAnchor="middle" y="68">{foot}</text>
    </g>
  )
}
