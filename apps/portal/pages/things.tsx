import type { Drawn } from '../api.ts'

// Each thing as one would draw it in a few strokes on a sheet of 56 by 44: what is seen first is its outline.
const PAPER = 'M13 4h22l8 8v28H13zM35 4v8h8'
const SHAPES: Readonly<Record<Drawn, readonly string[]>> = {
  licence: ['M4 6h48v32H4z', 'M8 10h40v24H8z', 'M20 16h16M14 22h28M14 27h18', 'M40 24.500a3.500 3.500 0 1 1 0 7 3.500 3.500 0 0 1 0-7z'],
  seals: ['M14 34h16l2 6H12zM18 34c2-6 1-10-1-13a5.500 5.500 0 1 1 10 0c-2 3-3 7-1 13', 'M34 34h11l2 6H34M37 34c1-4 .5-7-1-9a4 4 0 1 1 7 0c-1.500 2-2 5-1 9'],
  tax: [PAPER, 'M19 20l9 8 9-8M28 28v8M22 31h12'],
  insurance: ['M28 4l17 6v11c0 9-7 15-17 19-10-4-17-10-17-19V10z', 'M28 15v14M21 22h14'],
  fund: ['M8 20L28 6l20 14', 'M12 20v18h32V20', 'M22 25l6 5 6-5M28 30v8M24 33h8'],
  bank: ['M6 16L28 5l22 11z', 'M11 16v18M22 16v18M34 16v18M45 16v18M6 39h44M8 34h40'],
  'electronic-seal': ['M16 5h24v34H16z', 'M16 32h24', 'M28 12a7 7 0 1 1 0 14 7 7 0 0 1 0-14z', 'M28 15l1.200 2.600 2.800.3-2.100 1.900.6 2.800-2.500-1.400-2.500 1.400.6-2.800-2.100-1.900 2.800-.3z'],
  invoices: ['M13 4h30v36l-5-3-5 3-5-3-5 3-5-3-5 3z', 'M19 13h18M19 20h18M19 27h10'],
  paper: [PAPER, 'M19 19h18M19 25h18M19 31h11'],
}

/** A small drawing of a thing; its words stand beside it. */
export const Thing = ({ drawn }: { readonly drawn: Drawn }) => (
  <svg className="thing" viewBox="0 0 56 44" width="56" height="44" aria-hidden="true" focusable="false">
    {SHAPES[drawn].map((shape, place) => <path key={shape} className={place === 0 ? 'thing__body' : 'thing__line'} d={shape} />)}
  </svg>
)
