/** A curve of a guilloche: a circle whose radius swings `swings` times, as the engraver's machine draws it. */
export function rosette(radius: number, swings: number, depth: number, points = 14): string {
  const steps = swings * points
  const places = Array.from({ length: steps }, (_, step) => {
    const angle = (2 * Math.PI * step) / steps
    const reach = radius * (1 - depth + depth * Math.cos(swings * angle))
    return [reach * Math.cos(angle), reach * Math.sin(angle)] as const
  })
  const [first, ...rest] = places.map(([x, y]) => [rounded(x), rounded(y)] as const)
  let [x, y] = first!
  const path = rest.map(([nextX, nextY]) => {
    const step = `${rounded(nextX - x)} ${rounded(nextY - y)}`
    ;[x, y] = [nextX, nextY]
    return step
  })
  return `M${first!.join(' ')}l${path.join(' ')}z`.replaceAll(' -', '-')
}

const rounded = (value: number): number => Math.round(value * 10) / 10

const RAYS = 72

/** From around the seal to beyond the edges, which cut them off. */
export function raysFrom({ x, y, radius }: { readonly x: number; readonly y: number; readonly radius: number }, width: number, height: number): string {
  const reach = Math.hypot(width, height)
  return Array.from({ length: RAYS }, (_, ray) => {
    const [right, down] = [Math.cos((2 * Math.PI * ray) / RAYS), Math.sin((2 * Math.PI * ray) / RAYS)]
    return `M${rounded(x + radius * 1.15 * right)} ${rounded(y + radius * 1.15 * down)}l${rounded(reach * right)} ${rounded(reach * down)}`
  }).join('')
}

/** Six strands that cross: each swings once a tile, beginning a sixth later than the one before. */
export function braid(tile: number, band: number): string {
  const [middle, swing] = [band / 2, band * 0.62]
  return Array.from({ length: 6 }, (_, strand) => {
    const begin = (strand * tile) / 6 - tile
    return `M${rounded(begin)} ${middle}${`q${rounded(tile / 4)}-${swing} ${rounded(tile / 2)} 0t${rounded(tile / 2)} 0`.repeat(2)}`
  }).join('')
}

/** A star with five points around the origin. */
export function star(radius: number): string {
  const corners = Array.from({ length: 10 }, (_, n) => {
    const [angle, reach] = [(n * Math.PI) / 5, n % 2 === 0 ? radius : radius * 0.382]
    return `${(reach * Math.sin(angle)).toFixed(2)} ${(-reach * Math.cos(angle)).toFixed(2)}`
  })
  return `M${corners.join('L')}z`
}
