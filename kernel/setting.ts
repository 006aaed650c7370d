import { linesOf, widthOf } from '#kernel/lines'

/** A box in which pairs of a label and a value flow one below the other; `label` is the width that labels take beside the values, 0 puts them above. */
export type Box = { readonly x: number; readonly y: number; readonly width: number; readonly height: number; readonly size: number; readonly label: number }
/** A label and its value, as they are read. */
export type Pair = { readonly id: string; readonly label: string; readonly text: string }
/** One line of type: where its base line begins, and how large it is. */
export type Line = { readonly key: string; readonly text: string; readonly size: number; readonly x: number; readonly y: number; readonly label: boolean }

/** How large labels are beside values of their size, and how wide text is in type of size 1, where somebody can measure. */
type How = { readonly label: number; readonly measure?: (text: string) => number }

const LEADING = 1.5
const BETWEEN = 0.5
const LEAST = 0.42
const LONG = 80

/** Sets pairs into a box: where there is more text than room its type shrinks, and what then still does not fit is left out. */
export function setInto(box: Box, pairs: readonly Pair[], how: How): Line[] {
  const long = pairs.some(({ text }) => text.length > LONG)
  let smaller = 1
  // A long text makes room by its own type first; names beside it keep their size.
  const sizeOf = ({ text }: Pair): number => box.size * (!long || text.length > LONG ? smaller : Math.max(smaller, 0.85))
  let set = setIn(box, pairs, sizeOf, how)
  while (set.height > box.height && smaller > LEAST) {
    smaller *= 0.94
    set = setIn(box, pairs, sizeOf, how)
  }
  return set.lines.filter((line) => line.y <= box.y + box.height + 0.5)
}

/** Every line, each pair in its size of type, and how high they are together. */
function setIn(box: Box, pairs: readonly Pair[], sizeOf: (pair: Pair) => number, { label: scale, measure = widthOf }: How): { readonly lines: readonly Line[]; readonly height: number } {
  const lines: Line[] = []
  const above = box.label === 0
  let top = box.y
  for (const pair of pairs) {
    const size = sizeOf(pair)
    const labelSize = (above ? size * 0.82 : box.size) * scale
    const [lead, labelLead] = [size * LEADING, labelSize * 1.3]
    const labels = linesOf(pair.label, (above ? box.width : box.label - box.size * 0.5) / labelSize, measure)
    const values = linesOf(pair.text, (box.width - box.label) / size, measure)
    const first = top + (above ? labels.length * labelLead + size * 1.1 : Math.max(size, labelSize))
    lines.push(...labels.map((text, n): Line => ({ key: `${pair.id} label ${n}`, text, size: labelSize, x: box.x, y: (above ? top + labelSize : first) + n * labelLead, label: true })))
    lines.push(...values.map((text, n): Line => ({ key: `${pair.id} ${n}`, text, size, x: box.x + box.label, y: first + n * lead, label: false })))
    top = Math.max(first + (values.length - 1) * lead, above ? 0 : first + (labels.length - 1) * labelLead) + box.size * (LEADING - 1 + BETWEEN)
  }
  return { lines, height: top - box.size * BETWEEN - box.y }
}
