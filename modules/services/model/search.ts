import { z } from 'zod'

import { pinyin } from 'pinyin-pro'

import type { ContentFault, ContentKind, Found, Release } from '#kernel/content'

import { Bundles } from './bundle.ts'
import { Matters } from './matter.ts'

/** Words of a question that name no matter (`我想`, `how do I`), and words that mean the same (`开公司`, `办企业`). */
const SearchWords = z.strictObject({
  fillers: z.strictObject({ zh: z.array(z.string()), en: z.array(z.string()) }),
  /** Each list is one meaning; the first word is the one that keywords use. */
  same: z.array(z.array(z.string()).min(2)),
})
/** How people of the place say things: `search.yaml`. */
export const SearchVocabulary: ContentKind<z.infer<typeof SearchWords>> = { name: 'search', path: /^(search)\.yaml$/, schema: SearchWords }

const Query = z.strictObject({ ask: z.string().min(1), want: z.string().nullable(), part: z.string().optional() })
/** What people type and what they must find (null: nothing we do): `queries.yaml`, by which the search is measured. */
export const Queries: ContentKind<z.infer<typeof Query>[]> = {
  name: 'queries', path: /^(queries)\.yaml$/, schema: z.array(Query),
  check: (found: Found<z.infer<typeof Query>[]>, release: Release): ContentFault[] => found.value.flatMap(({ ask, want, part }) =>
    [want, part ?? null].filter((id): id is string => id !== null && !release.get(Bundles, id) && !release.get(Matters, id))
      .map((id) => ({ file: found.path, pointer: `/${ask}`, code: 'services.no_definition', detail: `The query ${ask} wants ${id}, which no file describes.` }))),
}

/** A matter that was found: how well, and which part of it where the words were those of a part. */
export type Hit = { readonly kind: 'matter' | 'bundle'; readonly id: string; readonly score: number; readonly part: string | null }

type Term = { readonly signs: readonly string[]; readonly sounds: readonly string[]; readonly words: readonly string[]; readonly weight: number }
type Entry = { readonly kind: 'matter' | 'bundle'; readonly id: string; readonly part: string | null; readonly terms: readonly Term[] }
type Index = { readonly entries: readonly Entry[]; readonly fillers: readonly string[]; readonly idle: ReadonlySet<string>; readonly same: readonly (readonly string[])[] }

/** What a title, a keyword and a summary count. A hit below `ENOUGH` is only near. Chosen so that the place's queries come out right. */
const WEIGHT = { title: 5, keyword: 4.5, summary: 1.4 } as const
const ENOUGH = 1.9
const PART_COUNTS = 0.96

const indexes = new WeakMap<Release, Index>()

/** What fits the words, best first; and, where nothing fits, what comes nearest. */
export function found(release: Release, text: string): { hits: readonly Hit[]; near: readonly Hit[] } {
  const index = indexOf(release)
  const asked = askedIn(index, text)
  const best = new Map<string, Hit>()
  for (const entry of index.entries) {
    const score = scoreOf(entry, asked) * (entry.part === null ? 1 : PART_COUNTS)
    const known = best.get(`${entry.kind} ${entry.id}`)
    if (score > 0 && (known === undefined || score > known.score)) best.set(`${entry.kind} ${entry.id}`, { kind: entry.kind, id: entry.id, score, part: entry.part })
  }
  const sorted = [...best.values()].toSorted((a, b) => b.score - a.score)
  return { hits: sorted.filter(({ score }) => score >= ENOUGH), near: sorted.filter(({ score }) => score < ENOUGH) }
}

function indexOf(release: Release): Index {
  let index = indexes.get(release)
  if (index === undefined) indexes.set(release, (index = indexed(release)))
  return index
}

type Named = { readonly title: { zh: string; en: string }; readonly summary: { zh: string; en: string }; readonly keywords?: { zh: string[]; en: string[] } | undefined }

function indexed(release: Release): Index {
  const words = release.get(SearchVocabulary, 'search')?.value
  const bundles = release.all(Bundles).flatMap(({ id, value }): Entry[] => [
    { kind: 'bundle', id, part: null, terms: termsOf(value) },
    ...value.steps.map((step): Entry => ({ kind: 'bundle', id, part: step.matter, terms: termsOf(release.get(Matters, step.matter)!.value) })),
  ])
  const matters = release.all(Matters).filter(({ value }) => !value.partOnly).map(({ id, value }): Entry => ({ kind: 'matter', id, part: null, terms: termsOf(value) }))
  return {
    entries: [...bundles, ...matters], fillers: (words?.fillers.zh ?? []).toSorted((a, b) => b.length - a.length),
    idle: new Set(words?.fillers.en ?? []), same: (words?.same ?? []).map((list) => list.map(plain)),
  }
}

const termsOf = ({ title, summary, keywords }: Named): Term[] => [
  termOf(title.zh, WEIGHT.title), termOf(title.en, WEIGHT.title), termOf(summary.zh, WEIGHT.summary), termOf(summary.en, WEIGHT.summary),
  ...[...(keywords?.zh ?? []), ...(keywords?.en ?? [])].map((word) => termOf(word, WEIGHT.keyword)),
]

const plain = (text: string): string => text.normalize('NFKC').toLowerCase().replace(/[^\p{L}\p{N}]+/gu, ' ').trim()
const HAN = /\p{Script=Han}/u

function termOf(text: string, weight: number): Term {
  const said = plain(text)
  const signs = [...said.replace(/ /g, '')].filter((sign) => HAN.test(sign) || /\d/.test(sign))
  return { signs, sounds: signs.map(soundOf), words: said.split(' ').filter((word) => word !== '' && !HAN.test(word)), weight }
}

const sounds = new Map<string, string>()

/** The syllable of a sign without its tone: the same for 營 and 营, and for what is mistyped by ear. */
function soundOf(sign: string): string {
  let sound = sounds.get(sign)
  if (sound === undefined) sounds.set(sign, (sound = HAN.test(sign) ? (pinyin(sign, { toneType: 'none', v: true, type: 'array' })[0] ?? sign) : sign))
  return sound
}

const spoken = new Map<string, string>()

/** How a Chinese name sounds, syllable by syllable without tones (`shen zhen shi`); signs that are no Chinese are left out. */
export function soundsOf(name: string): string {
  let sounded = spoken.get(name)
  if (sounded === undefined) spoken.set(name, (sounded = pinyin(name, { toneType: 'none', v: true, nonZh: 'removed' })))
  return sounded
}

type Asked = { readonly runs: readonly { readonly signs: readonly string[]; readonly sounds: readonly string[] }[]; readonly words: readonly string[] }

/** The words that count: fillers gone, other words for the same thing put into the one that keywords use. */
function askedIn(index: Index, text: string): Asked {
  const said = plain(text)
  let left = said
  // A particle stands inside a word (`开个公司`), so nothing is left in its place; a phrase parts what stands around it.
  for (const filler of index.fillers) left = left.replaceAll(filler, [...filler].length === 1 ? '' : ' ')
  const kept = left.split(' ').filter((word) => word !== '' && !index.idle.has(word)).join(' ')
  const settled = index.same.reduce((now, [first, ...others]) => others.reduce((sentence, other) => replaced(sentence, other, first!), now), kept === '' ? said : kept)
  const parts = settled.match(/[\p{Script=Han}\d]+|[^\s\p{Script=Han}]+/gu) ?? []
  const runs = parts.filter((part) => HAN.test(part)).map((part) => ({ signs: [...part], sounds: [...part].map(soundOf) }))
  return { runs, words: parts.filter((part) => !HAN.test(part)) }
}

/** Chinese words are found anywhere, Latin ones only whole. */
const replaced = (sentence: string, from: string, to: string): string =>
  HAN.test(from) ? sentence.replaceAll(from, to) : ` ${sentence} `.replaceAll(` ${from} `, ` ${to} `).trim()

function scoreOf({ terms }: Entry, { runs, words }: Asked): number {
  const chinese = runs.map((run) => bestOf(terms, (term) => Math.max(likeness(run.signs, term.signs), 0.85 * likeness(run.sounds, term.sounds))))
  // Pinyin is typed with and without spaces, so all Latin letters are looked at together as well as word by word.
  const spelled = words.length === 0 ? 0 : bestOf(terms, (term) => spelling(words.join(''), term.sounds))
  const latin = words.map((word) => Math.max(spelled, bestOf(terms, (term) => Math.max(0, ...term.words.map((other) => wordLikeness(word, other))))))
  const all = [...chinese, ...latin]
  return all.length === 0 ? 0 : all.reduce((sum, one) => sum + one, 0) / all.length
}

/** The best term counts whole, the second a quarter: a question that names two things of a matter means it more. */
function bestOf(terms: readonly Term[], likenessOf: (term: Term) => number): number {
  const [first = 0, second = 0] = terms.map((term) => likenessOf(term) * term.weight).toSorted((a, b) => b - a)
  return first + second / 4
}

/** How much two rows of signs (or syllables) are alike, 0 to 1: equal, one inside the other, or pairs in common. */
function likeness(asked: readonly string[], known: readonly string[]): number {
  if (asked.length === 0 || known.length === 0) return 0
  const [a, b] = [asked.join(' '), known.join(' ')]
  if (a === b) return 1
  if (asked.length >= 2 && ` ${b} `.includes(` ${a} `)) return 0.9
  if (known.length >= 2 && ` ${a} `.includes(` ${b} `)) return 0.55 + (0.4 * known.length) / asked.length
  const pairs = pairsOf(asked)
  const common = pairs.filter((pair) => pairsOf(known).includes(pair)).length
  return pairs.length === 0 ? 0 : (0.75 * common) / pairs.length
}

const pairsOf = (row: readonly string[]): string[] => row.slice(1).map((sign, n) => `${row[n]} ${sign}`)

/** How much Latin letters are the pinyin of a term: whole, its beginning, a part from a syllable on, its initials, or nearly so. */
function spelling(typed: string, known: readonly string[]): number {
  if (known.length < 2 || typed.length < 2) return 0
  const [whole, initials] = [known.join(''), known.map((sound) => sound[0]).join('')]
  if (typed === whole) return 1
  if (typed === initials) return 0.9
  const tails = known.map((_, n) => known.slice(n).join(''))
  if (typed.length >= 4 && tails.some((tail) => tail.startsWith(typed))) return whole.startsWith(typed) ? 0.85 : 0.75
  if (typed.length >= 3 && initials.includes(typed)) return 0.65
  if (typed.length >= 6 && whole.length >= 6 && distance(typed, whole) <= (typed.length >= 9 ? 2 : 1)) return 0.7
  return typed.length >= 8 && typed.includes(whole) && whole.length >= 6 ? 0.6 : 0
}

const stem = (word: string): string => word.replace(/(?:ies)$/, 'y').replace(/(?<=\w{3})(?:ing|ed|es|s|al)$/, '')

/** How much two Latin words are alike: equal, of one stem, begun, or mistyped by one letter (two in long ones). */
function wordLikeness(asked: string, known: string): number {
  if (asked === known) return 1
  if (stem(asked) === stem(known)) return 0.9
  if (asked.length >= 3 && known.startsWith(asked)) return 0.8
  if (asked.length < 4 || /\d/.test(asked)) return 0
  return distance(asked, known) <= (asked.length >= 8 ? 2 : 1) ? 0.7 : 0
}

/** Letters to add, drop, change or swap with their neighbour (optimal string alignment). */
function distance(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > 2) return 3
  let [before, last] = [[] as number[], Array.from({ length: b.length + 1 }, (_, n) => n)]
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const swap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? before[j - 2]! + 1 : Infinity
      row.push(Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1), swap))
    }
    ;[before, last] = [last, row]
  }
  return last[b.length]!
}
