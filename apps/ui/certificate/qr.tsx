import { dotsOf } from '#kernel/dots'

/** A QR code: dark on white in every theme, or no camera reads it. */
export function Qr({ text, label }: { readonly text: string; readonly label: string }) {
  const { side, path } = dotsOf(text)
  return (
    <svg className="qr" viewBox={`0 0 ${side} ${side}`} role="img" aria-label={label} shapeRendering="crispEdges">
      <rect className="qr__light" width={side} height={side} />
      <path className="qr__dark" d={path} />
    </svg>
  )
}
