import { z } from 'zod'

/** The sheets that a kind is drawn on, width and height in millimetres (ISO 216; ISO/IEC 7810 ID-1 for cards). */
const SHEETS = {
  'a4-landscape': [297, 210], 'a4-portrait': [210, 297], 'a5-landscape': [210, 148], 'a5-portrait': [148, 210], slip: [210, 99], card: [85.6, 54],
} as const

const mm = z.number().min(0).max(297)
const spot = { x: mm, y: mm }
const rectangle = { ...spot, width: mm.min(5), height: mm.min(3) }
const size = z.number().min(1.5).max(24)

/**
 * How a kind is drawn: the sheet, what its ground and border look like, and where everything stands, in millimetres from
 * the upper left corner. Sizes of type are in millimetres too.
 */
export const Layout = z.strictObject({
  sheet: z.enum(['a4-landscape', 'a4-portrait', 'a5-landscape', 'a5-portrait', 'slip', 'card']),
  /** A colour of the theme, for the title, the labels and the ornament. */
  colour: z.enum(['red', 'blue', 'green', 'amber', 'grey']),
  ground: z.enum(['rosette', 'waves', 'lattice', 'rays', 'plain']),
  border: z.enum(['ornate', 'double', 'line', 'perforated']),
  /** The middle of the title's line; `spacing` is the room between its Chinese characters, in their own size. */
  title: z.strictObject({ ...spot, size, spacing: z.number().min(0).max(1).default(0.2), align: z.enum(['middle', 'start']).default('middle') }),
  /** Where the number begins, if it is not one of the fields. */
  number: z.strictObject({ ...spot, size, align: z.enum(['middle', 'start', 'end']).default('start') }).optional(),
  /** Rectangles in which fields flow one below the other; type shrinks where there is more text than room. */
  areas: z.array(z.strictObject({
    ...rectangle, size,
    /** The width that labels take beside the values; 0 puts them above. */
    label: mm,
    /** Amounts of money in figures, or in the words of a Chinese cheque. */
    amounts: z.enum(['figures', 'words']).default('figures'),
    fields: z.array(z.string()).min(1),
  })).min(1),
  /** The middle of the issuer's name, with the day of issue below and the seal over both. */
  seal: z.strictObject({ ...spot, size, radius: z.number().min(5).max(30) }),
  qr: z.strictObject({ ...spot, size: z.number().min(12).max(60) }),
  photo: z.strictObject(rectangle).optional(),
})

/** How a kind of certificate is drawn. */
export type Layout = z.infer<typeof Layout>

/** A layout with the size of its sheet in millimetres. */
export type DrawnLayout = Layout & { readonly width: number; readonly height: number }

/** The layout with the size of its sheet. */
export const drawn = (layout: Layout): DrawnLayout => ({ ...layout, width: SHEETS[layout.sheet][0], height: SHEETS[layout.sheet][1] })

/** Something wrong with a layout: where below `/layout`, and what to do about it. */
export type LayoutFault = { readonly pointer: string; readonly detail: string }

type Box = { readonly pointer: string; readonly x: number; readonly y: number; readonly width: number; readonly height: number }

/** Fields without a place, with two, or unknown; and things that leave the sheet or lie over each other. */
export function faultsOfLayout(layout: Layout, fields: readonly string[]): LayoutFault[] {
  const placed = layout.areas.flatMap(({ fields: ids }, area) => ids.map((id, place) => ({ id, pointer: `/areas/${area}/fields/${place}` })))
  const boxes = boxesOf(layout)
  const [width, height] = SHEETS[layout.sheet]
  const beyond = (box: Box): boolean => box.x < 0 || box.y < 0 || box.x + box.width > width || box.y + box.height > height
  return [
    ...placed.filter(({ id }) => !fields.includes(id)).map(({ id, pointer }) => ({ pointer, detail: `There is no field ${id}; take it out or name one of: ${fields.join(', ')}.` })),
    ...placed.filter(({ id }, n) => placed.findIndex((other) => other.id === id) < n).map(({ id, pointer }) => ({ pointer, detail: `The field ${id} has two places; keep one.` })),
    ...fields.filter((id) => !placed.some((one) => one.id === id)).map((id) => ({ pointer: '/areas', detail: `The field ${id} has no place; put it into an area.` })),
    ...[...boxes, sealBox(layout)].filter(beyond).map(({ pointer }) => ({ pointer, detail: `This leaves the sheet, which is ${width} by ${height} mm; move it or make it smaller.` })),
    ...boxes.flatMap((box, n) => boxes.slice(0, n).filter((other) => overlap(box, other)).map((other) => ({ pointer: box.pointer, detail: `This lies over ${other.pointer}; move one of them.` }))),
  ]
}

/** What must not lie over each other. The seal may: it is stamped over what is written. */
const boxesOf = ({ areas, qr, photo }: Layout): Box[] => [
  ...areas.map(({ x, y, width, height }, n) => ({ pointer: `/areas/${n}`, x, y, width, height })),
  { pointer: '/qr', x: qr.x, y: qr.y, width: qr.size, height: qr.size },
  ...(photo === undefined ? [] : [{ pointer: '/photo', ...photo }]),
]

const sealBox = ({ seal: { x, y, radius } }: Layout): Box => ({ pointer: '/seal', x: x - radius, y: y - radius, width: 2 * radius, height: 2 * radius })

const overlap = (one: Box, other: Box): boolean => one.x < other.x + other.width && other.x < one.x + one.width && one.y < other.y + other.height && other.y < one.y + one.height
