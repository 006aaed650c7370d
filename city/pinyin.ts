import { pinyin } from 'pinyin-pro'

const known = new Map<string, string>()

/**
 * The toneless syllables of a trade name, joined by spaces. Each character is read on its own with its commonest
 * reading, so that the same two characters always sound alike wherever they stand; non-Chinese text stays as it is.
 */
export function syllables(text: string): string {
  return [...text].map(syllable).join(' ')
}

function syllable(character: string): string {
  const read = known.get(character)
  if (read !== undefined) return read
  const sound = pinyin(character, { toneType: 'none', v: true, type: 'array' })[0] ?? character
  known.set(character, sound)
  return sound
}
