import { COUNTIES, divisionName } from './divisions.ts'
import { FAMOUS_MARKS, industryCode, INDUSTRIES, ORGANISATION_FORMS } from './industries.ts'
import { BRAND_ENDINGS } from './names.ts'
import { syllables } from './pinyin.ts'
import { hashOf } from './random.ts'
import type { Reader, Rival } from './store/read.ts'

/** From here on two names are called alike; the same bar above which an applicant is warned. */
const ALIKE = 0.85

/** The four parts of a firm's name; `region` and `industry` are codes. */
export type NameParts = { region: string; brand: string; industry: string; orgForm: string }

/** What the register finds about a name; the similarity is a decimal text with four places. */
export type NameFinding = {
  identical: string[]
  homophones: string[]
  closest: { name: string; similarity: string } | null
  famous: boolean
  suggestions: string[]
}

/**
 * Compares a wanted trade name with those of trading firms of the same industry whose name carries the same county, or
 * the city around it (for a city: the city and all its counties). Identical means the same characters; homophone means
 * the same toneless syllables in other characters.
 */
export function checkName(reader: Reader, wanted: NameParts): NameFinding {
  const rivals = rivalsOf(reader, wanted.region, industryCode(wanted.industry))
  const sound = syllables(wanted.brand)
  const identical = rivals.filter((one) => one.brand === wanted.brand)
  const homophones = rivals.filter((one) => one.brand !== wanted.brand && one.pinyin === sound)
  return {
    identical: identical.map((one) => one.name),
    homophones: homophones.map((one) => one.name),
    closest: closestTo(rivals, wanted.brand, sound),
    famous: isFamous(wanted.brand),
    suggestions: suggestionsFor(rivals, wanted.brand),
  }
}

/**
 * How alike two trade names are, from 0 to 1: the mean of one minus the edit distance of the characters and one minus
 * that of the letters of their toneless pinyin, each divided by the longer length.
 */
export function similarity(brand: string, sound: string, otherBrand: string, otherSound: string): number {
  const characters = likeness(brand, otherBrand)
  const letters = likeness(sound.replaceAll(' ', ''), otherSound.replaceAll(' ', ''))
  return (characters + letters) / 2
}

/** Splits a full name such as `江门市蓬江区晨曦贸易有限公司` into its parts, as far as they are known words. */
export function partsOf(name: string): NameParts {
  const places = [...COUNTIES.values()].flatMap((one) => [one.code, one.city.code])
  const region = places.find((code) => name.startsWith(divisionName(code))) ?? ''
  const orgForm = ORGANISATION_FORMS.find((form) => name.endsWith(form)) ?? ''
  const middle = name.slice(divisionName(region).length, name.length - orgForm.length)
  const words = INDUSTRIES.toSorted((a, b) => b.word.length - a.word.length)
  const industry = words.find((one) => middle.endsWith(one.word) && middle.length > one.word.length)
  return { region, brand: industry ? middle.slice(0, -industry.word.length) : middle, industry: industry?.code ?? '00', orgForm }
}

function rivalsOf(reader: Reader, region: string, industry: string): readonly Rival[] {
  if (region.endsWith('00')) return reader.rivals(industry, region, `${region.slice(0, 4)}99`)
  const city = `${region.slice(0, 4)}00`
  return [...reader.rivals(industry, region, region), ...reader.rivals(industry, city, city)]
}

function closestTo(rivals: readonly Rival[], brand: string, sound: string): NameFinding['closest'] {
  let best: { name: string; score: number } | undefined
  for (const one of rivals) {
    const score = similarityAbove(best?.score ?? -1, brand, sound, one)
    if (score !== undefined) best = { name: one.name, score }
  }
  return best ? { name: best.name, similarity: best.score.toFixed(4) } : null
}

/**
 * The similarity to a rival when it is above the bar. The letters can add at most a half, so rivals whose characters
 * alone leave the bar out of reach cost almost nothing: a name is compared with thousands.
 */
function similarityAbove(bar: number, brand: string, sound: string, rival: Rival): number | undefined {
  const longer = Math.max(brand.length, rival.brand.length)
  const editsAtLeast = brand === rival.brand ? 0 : Math.max(1, Math.abs(brand.length - rival.brand.length))
  if (1 - editsAtLeast / longer / 2 <= bar) return undefined
  if ((1 + likeness(brand, rival.brand)) / 2 <= bar) return undefined
  const score = similarity(brand, sound, rival.brand, rival.pinyin)
  return score > bar ? score : undefined
}

function isFamous(brand: string): boolean {
  return FAMOUS_MARKS.some((mark) => brand.includes(mark))
}

/** Five trade names near the wanted one that nobody of the industry holds and that do not sound like anyone's. */
function suggestionsFor(rivals: readonly Rival[], brand: string): string[] {
  const sounds = new Set(rivals.map((one) => one.pinyin))
  const stem = isFamous(brand) ? '侨' : brand.slice(0, 3)
  const start = hashOf(brand) % BRAND_ENDINGS.length
  const free: string[] = []
  for (let step = 0; free.length < 5 && step < BRAND_ENDINGS.length; step += 1) {
    const ending = BRAND_ENDINGS[(start + step) % BRAND_ENDINGS.length] ?? ''
    const candidate = stem + ending
    const sound = syllables(candidate)
    const isFree = !stem.includes(ending) && !sounds.has(sound) && !isTooAlike(rivals, candidate, sound) && !isFamous(candidate)
    if (isFree) free.push(candidate)
  }
  return free
}

function isTooAlike(rivals: readonly Rival[], candidate: string, sound: string): boolean {
  return rivals.some((one) => similarityAbove(ALIKE, candidate, sound, one) !== undefined)
}

function likeness(left: string, right: string): number {
  const longer = Math.max(left.length, right.length)
  return longer === 0 ? 1 : 1 - editDistance(left, right) / longer
}

// Two rows of the distance table are kept and reused: names are short and comparisons many.
let above = new Uint16Array(256)
let current = new Uint16Array(256)

function editDistance(left: string, right: string): number {
  const width = Math.min(right.length, 255)
  for (let column = 0; column <= width; column += 1) above[column] = column
  for (let row = 1; row <= left.length; row += 1) {
    current[0] = row
    const character = left.charCodeAt(row - 1)
    for (let column = 1; column <= width; column += 1) {
      const replaced = (above[column - 1] ?? 0) + (character === right.charCodeAt(column - 1) ? 0 : 1)
      current[column] = Math.min(replaced, (above[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1)
    }
    ;[above, current] = [current, above]
  }
  return above[width] ?? 0
}
