/** How wide a piece of text is in its own size, guessed well enough that nothing runs over: no browser measures for us on the server. */
export function widthOf(text: string): number {
  let width = 0
  for (const letter of text) width += widthOfLetter(letter)
  return width
}

const WIDE = /[\u1100-\u115f\u2014\u2018-\u201d\u2026\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]/u
const widthOfLetter = (letter: string): number => {
  if (WIDE.test(letter)) return 1
  if (/[MWmw@%]/.test(letter)) return 0.86
  if (/[A-Z&]/.test(letter)) return 0.7
  return /[\sijlft.,:;'|!()[\]]/.test(letter) ? 0.33 : 0.54
}

/** These never begin a line (GB/T 15834-2011, 5.1). */
const CLOSING = /^[、，。；：？！）》〉」』】〕”’％%]/u

/** These never end one. */
const OPENING = /[（《〈「『【〔“‘]+$/u

/** What must stay together: a word, a number or a code; a Chinese character stands for itself. */
const PIECES = /[A-Za-z0-9@#¥$€.,:;'"()/&_*+\-–]+\s*|\s+|./gsu

/**
 * Breaks text into lines of at most `width`, by how wide `measure` says text is; where nobody measures, in times of its own size. A piece that
 * is too long for a line of its own is broken where it must be.
 */
export function linesOf(text: string, width: number, measure: (text: string) => number = widthOf): string[] {
  const lines: string[] = []
  let line = ''
  const put = (piece: string): void => {
    if (line !== '' && measure(line + piece.trimEnd()) > width && piece.trim() !== '' && !CLOSING.test(piece)) {
      const opening = OPENING.exec(line)?.[0] ?? ''
      const carried = opening.length < line.length && measure(opening + piece.trimEnd()) <= width ? opening : ''
      lines.push(line.slice(0, line.length - carried.length).trimEnd())
      line = carried
    }
    line += line === '' ? piece.trimStart() : piece
  }
  for (const [piece] of text.matchAll(PIECES)) {
    if (measure(piece) <= width) put(piece)
    else for (const letter of piece) put(letter)
  }
  return line === '' ? lines : [...lines, line.trimEnd()]
}
