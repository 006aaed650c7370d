/** One of many: what it is called, and how its Chinese name sounds, syllable by syllable (`shen zhen`). */
type Named = { readonly label: string; readonly sounds: string }

/** What fits the text, best first: by its own words, by its pinyin, by the initials of it, and where nothing else does by initials with some left out. */
export function fitting<T extends Named>(all: readonly T[], text: string): readonly T[] {
  const wanted = bare(text)
  if (wanted === '') return all
  const ranked = all.map((one) => ({ one, rank: rankOf(one, wanted) })).filter(({ rank }) => rank !== null).toSorted((a, b) => a.rank! - b.rank!)
  const sure = ranked.filter(({ rank }) => rank! < LOOSE)
  return (sure.length > 0 ? sure : ranked).map(({ one }) => one)
}

const LOOSE = 4

/** Letters and signs only: input methods put spaces and marks between syllables. */
const bare = (text: string): string => text.normalize('NFKC').toLowerCase().replaceAll(/[\s'’·,.()-]/g, '')

function rankOf({ label, sounds }: Named, wanted: string): number | null {
  const words = bare(label)
  if (words === wanted) return -1
  if (words.startsWith(wanted)) return 0
  if (words.includes(wanted)) return 1
  const syllables = sounds === '' ? [] : sounds.split(' ')
  const initials = syllables.map(([first]) => first).join('')
  const isSpelled = (from: number): boolean => syllables.slice(from).join('').startsWith(wanted) || initials.slice(from).startsWith(wanted)
  if (isSpelled(0)) return 2
  if (syllables.some((_, from) => isSpelled(from))) return 3
  return wanted.length > 1 && isWithin(wanted, initials) ? LOOSE : null
}

/** Whether the letters stand in the other word in this order, with others between. */
function isWithin(letters: string, word: string): boolean {
  let at = -1
  return [...letters].every((letter) => (at = word.indexOf(letter, at + 1)) >= 0)
}
