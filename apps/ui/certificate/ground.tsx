import { useId } from 'react'

import { braid, raysFrom, rosette } from '#kernel/curves'

import type { Layout } from '../../portal/api.ts'

type Part = { readonly layout: Layout }

/** What lies under the writing. Drawn from a few numbers, never from an emblem. */
export function Ground({ layout }: Part) {
  const id = useId()
  const { width, height, ground, seal } = layout
  if (ground === 'plain') return null
  if (ground === 'rosette') return <Rosette x={width / 2} y={height / 2} radius={height * 0.4} id={id} />
  if (ground === 'rays') return <path className="paper__ground" d={raysFrom(seal, width, height)} />
  const tile = ground === 'waves' ? { width: 24, height: 5, path: 'M0 2.5q6-4.4 12 0t12 0M0 4.2q6-4.4 12 0t12 0M0 .8q6-4.4 12 0t12 0' } : { width: 12, height: 12, path: 'M6 0a6 6 0 0 1 0 12a6 6 0 0 1 0-12M0-6a6 6 0 0 1 0 12M0 6a6 6 0 0 1 0 12M12-6a6 6 0 0 0 0 12M12 6a6 6 0 0 0 0 12' }
  const scale = width < 100 ? 0.45 : 1
  return (
    <>
      <pattern id={id} width={tile.width} height={tile.height} patternUnits="userSpaceOnUse" patternTransform={`scale(${scale})`}><path className="paper__ground" d={tile.path} /></pattern>
      <rect width={width} height={height} fill={`url(#${id})`} />
    </>
  )
}

const TURNS = 6
const SWINGS = 16

function Rosette({ x, y, radius, id }: { readonly x: number; readonly y: number; readonly radius: number; readonly id: string }) {
  return (
    <g className="paper__ground" transform={`translate(${x} ${y})`}>
      <g id={`${id}all`}>
        <path id={id} d={rosette(radius, SWINGS, 0.3)} />
        {Array.from({ length: TURNS - 1 }, (_, turn) => <use key={turn} href={`#${id}`} transform={`rotate(${((turn + 1) * 360) / SWINGS / TURNS})`} />)}
      </g>
      <use href={`#${id}all`} transform="scale(0.46)" />
    </g>
  )
}

/** The edge of the sheet. */
export function Border({ layout }: Part) {
  const { width, height, border, sheet } = layout
  const thin = Math.min(width, height) / 210
  if (border === 'ornate') return <Ornate width={width} height={height} />
  if (border === 'perforated') return <Perforated width={width} height={height} />
  if (border === 'line') return <Frame inset={sheet === 'card' ? 2 : 7} width={width} height={height} stroke={sheet === 'card' ? 0.35 : 0.8} round={sheet === 'card' ? 2 : 0} />
  return (
    <>
      <Frame inset={8 * thin + 2} width={width} height={height} stroke={1.1} round={0} />
      <Frame inset={8 * thin + 4} width={width} height={height} stroke={0.35} round={0} />
      {[0, 1, 2, 3].map((corner) => <path key={corner} className="paper__line" strokeWidth="0.35" transform={cornerAt(corner, width, height, 8 * thin + 4)} d="M0 9h9V0M0 6h6V0" />)}
    </>
  )
}

const cornerAt = (corner: number, width: number, height: number, inset: number): string => {
  const [right, down] = [corner % 2 === 1, corner > 1]
  return `translate(${right ? width - inset : inset} ${down ? height - inset : inset}) scale(${right ? -1 : 1} ${down ? -1 : 1})`
}

const Frame = ({ inset, width, height, stroke, round }: { readonly inset: number; readonly width: number; readonly height: number; readonly stroke: number; readonly round: number }) =>
  <rect className="paper__line" x={inset} y={inset} width={width - 2 * inset} height={height - 2 * inset} rx={round} strokeWidth={stroke} />

const BAND = 9
const INSET = 7

/** A band of braided curves on all four sides with a rosette in each corner, as large licences carry it. */
function Ornate({ width, height }: { readonly width: number; readonly height: number }) {
  const id = useId()
  const sides = [
    { key: 'top', x: INSET + BAND, y: INSET, length: width - 2 * (INSET + BAND), turn: 0 }, { key: 'bottom', x: INSET + BAND, y: height - INSET - BAND, length: width - 2 * (INSET + BAND), turn: 0 },
    { key: 'left', x: INSET + BAND, y: INSET + BAND, length: height - 2 * (INSET + BAND), turn: 90 }, { key: 'right', x: width - INSET, y: INSET + BAND, length: height - 2 * (INSET + BAND), turn: 90 },
  ] as const
  return (
    <>
      {sides.map(({ key, x, y, length, turn }) => {
        const tile = length / Math.round(length / (2 * BAND))
        return (
          <g key={key} transform={`translate(${x} ${y}) rotate(${turn})`}>
            <pattern id={`${id}${key}`} width={tile} height={BAND} patternUnits="userSpaceOnUse"><path className="paper__braid" d={braid(tile, BAND)} /></pattern>
            <rect width={length} height={BAND} fill={`url(#${id}${key})`} />
          </g>
        )
      })}
      {[[INSET, INSET], [width - INSET - BAND, INSET], [INSET, height - INSET - BAND], [width - INSET - BAND, height - INSET - BAND]].map(([x, y]) => (
        <path key={`${x} ${y}`} className="paper__braid" transform={`translate(${x! + BAND / 2} ${y! + BAND / 2})`} d={`${rosette(BAND / 2, 8, 0.3, 8)}${rosette(BAND / 3, 8, 0.4, 8)}${rosette(BAND / 6, 8, 0.4, 8)}`} />
      ))}
      <Frame inset={INSET} width={width} height={height} stroke={0.9} round={0} />
      <Frame inset={INSET + BAND} width={width} height={height} stroke={0.9} round={0} />
      <Frame inset={INSET + BAND + 1.6} width={width} height={height} stroke={0.3} round={0} />
    </>
  )
}

/** The stub of a slip that was torn off its book. */
const Perforated = ({ width, height }: { readonly width: number; readonly height: number }) => (
  <>
    <Frame inset={5} width={width} height={height} stroke={0.4} round={0} />
    <path className="paper__line" strokeWidth="0.5" strokeDasharray="1.6 1.4" d={`M10.5 5v${height - 10}`} />
    <path className="paper__band" d={`M5 5h5.5v${height - 10}h-5.5z`} />
  </>
)
