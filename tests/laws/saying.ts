import { join } from 'node:path'

import { parse } from 'yaml'

import { checkRelease } from '#kernel/content'
import { kindsOf } from '#kernel/house'
import { releaseFromFiles } from '#kernel/releases'

import { modules as running } from '../../house.ts'
import { all, filesIn, modules, namesIn, roomOf, sources, textOf, withoutComments, wrongIn } from './tree.ts'

const LANGUAGES = ['zh', 'en'] as const
const LOCALES = filesIn('content').filter((path) => /\/locales\/(zh|en)\/[a-z-]+\.yaml$/.test(path))

/** The sentences of the content packs, by language and code. */
const sentences = Object.fromEntries(LANGUAGES.map((language) => [language, new Map(LOCALES.filter((path) => path.includes(`/locales/${language}/`)).flatMap((path) => Object.entries(parse(textOf(path)) as Record<string, string>)))])) as Record<(typeof LANGUAGES)[number], Map<string, string>>

/** Every power that a post or a client can be given. */
const powers = new Set([
  ...Object.values(parse(textOf('content/base/roles.yaml')) as Record<string, { powers: string[] }>).flatMap((role) => role.powers),
  ...(parse(textOf('content/base/clients.yaml')) as { powers?: string[] }[]).flatMap((client) => client.powers ?? []),
])

const declared = new Set(running.flatMap(({ facts }) => Object.keys(facts ?? {})))
const jobs = new Set(running.flatMap((module) => Object.keys(module.jobs ?? {})))
const KERNEL_FACTS = new Set(['kernel.published', 'kernel.drafted', 'kernel.job_released', 'kernel.fact_released'])

const WORD = `(?:${[...modules, 'kernel', 'codes', 'content'].join('|')})\\.[a-z_]+(?:\\.[a-z_]+)*`

/** Powers that the code asks for and no content gives. */
export const powersOfNobody = (): string[] => wrongIn(sources.filter(({ path }) => /policy\.ts$|^kernel\/(operation|releases)\.ts$/.test(path)), ({ path, text }) => {
  const asked = path.endsWith('policy.ts') ? all(withoutComments(text), /'([a-z]+\.[a-z_-]+)'/g).filter((word) => !word.endsWith('.ts')) : all(text, /holds\([\w.]+, '([a-z.]+)'\)/g)
  return asked.filter((power) => !powers.has(power)).map((power) => `no role has ${power}`)
})

/** Facts recorded by another module than their name says, or that nobody declares; and declared ones nobody records. */
export function strayFacts(): string[] {
  const recorded = new Set<string>()
  const wrong = wrongIn(sources.filter(({ path }) => /^(kernel|modules)\//.test(path)), ({ path, text }) =>
    all(withoutComments(text), /\btype: [^,}\n]*?['`]([a-z]+\.[a-z_$]+)/g).filter((type) => modules.includes(type.split('.')[0]!) || type.startsWith('kernel.')).flatMap((type) => {
      const whole = [...declared, ...KERNEL_FACTS].filter((known) => known === type || (type.endsWith('$') && known.startsWith(type.slice(0, -1))))
      for (const one of whole) recorded.add(one)
      return [...(type.split('.')[0] === roomOf(path) ? [] : [`records ${type}`]), ...(whole.length > 0 ? [] : [`records ${type}, which nobody declares`])]
    }))
  const text = sources.map((file) => file.text).join('\n')
  const silent = [...declared].filter((type) => !recorded.has(type) && text.split(`'${type}'`).length < 3)
  return [...wrong, ...silent.map((type) => `${type} is declared and never recorded`), ...[...declared].filter((type) => !/^[a-z]+\.[a-z]+(_[a-z]+)*$/.test(type)).map((type) => `${type} is no name of a fact`)]
}

/** What a fault in a content file says it says itself, in full, with its place: it needs no sentence. */
const ownWords = (text: string): string => text.replace(/\bfault\([^()]*(?:\([^()]*\)[^()]*)*/g, '').replace(/code: '[a-z._]+', detail:?/g, '').replace(/nextval\('[a-z._]+'\)/g, '')

/** Files that check content: every code in them goes with words of its own. */
const CHECKERS = /^modules\/decisions\/table\/(check|compile|read)\.ts$/

/** Codes that the code can give a reader, whole or by their beginning (`x.already_` of `x.already_${…}`). */
function codesUsed(): { whole: Map<string, string>; begun: Map<string, string> } {
  const whole = new Map<string, string>()
  const begun = new Map<string, string>()
  for (const { path, text } of sources.filter((file) => /^(kernel|modules)\//.test(file.path) && !CHECKERS.test(file.path))) {
    const bare = ownWords(withoutComments(text))
    for (const code of [...all(bare, new RegExp(`'(${WORD})'`, 'g')), ...all(bare, /'(not_permitted|not_understood)'/g)]) whole.set(code, path)
    for (const start of all(bare, new RegExp(`\`((?:${[...modules, 'kernel', 'codes'].join('|')})\\.[a-z_.]*)\\$\\{`, 'g'))) begun.set(start, path)
  }
  return { whole, begun }
}

/** Dotted words of ours that are no sentence: powers, facts, jobs, and names of a module's own that stay inside. */
const isName = (code: string): boolean => powers.has(code) || declared.has(code) || jobs.has(code) || KERNEL_FACTS.has(code)

/** Refusals, verdicts and faults that a reader could meet without a sentence in his language. */
export function unspokenCodes(): string[] {
  const { whole, begun } = codesUsed()
  return LANGUAGES.flatMap((language) => [
    ...[...whole].filter(([code]) => !isName(code) && !sentences[language].has(code)).map(([code, path]) => `${path}: ${code} has no sentence in ${language}`),
    ...[...begun].filter(([start]) => ![...sentences[language].keys(), ...declared].some((code) => code.startsWith(start))).map(([start, path]) => `${path}: ${start}… has no sentence in ${language}`),
  ])
}

/** Sentences that nothing in the code can say. The time line names its own from facts. */
export function idleSentences(): string[] {
  const { whole, begun } = codesUsed()
  const text = sources.map((file) => file.text).join('\n')
  return [...sentences.zh.keys()].filter((code) => !whole.has(code) && ![...begun.keys()].some((start) => code.startsWith(start)) && !code.startsWith('timeline.') && !text.includes(`'${code}'`) && !text.includes(`\`${code}\``))
}

/** The blanks of an ICU sentence: `{name}`, `{name, plural, …}`. */
const blanksOf = (text: string): string => [...new Set(all(text.replace(/'\{[^']*'/g, ''), /\{\s*(\w+)\s*[,}]/g).filter((word) => new RegExp(`\\{\\s*${word}\\s*(,|\\})`).test(text)))].toSorted().join()

/** Sentences that stand in one language only, or whose blanks differ between the languages. */
export function unevenSentences(): string[] {
  const codes = new Set([...sentences.zh.keys(), ...sentences.en.keys()])
  return [...codes].flatMap((code) => {
    const [zh, en] = [sentences.zh.get(code), sentences.en.get(code)]
    if (zh === undefined || en === undefined) return [`${code} stands only in ${zh === undefined ? 'en' : 'zh'}`]
    return outerBlanks(zh) === outerBlanks(en) ? [] : [`${code}: {${outerBlanks(zh)}} in zh, {${outerBlanks(en)}} in en`]
  })
}

/** Blanks at the outermost level only: the arms of a `select` are words, not blanks. */
function outerBlanks(text: string): string {
  let depth = 0
  let outer = ''
  for (const letter of text) {
    if (letter === '{') depth++
    if (depth <= 1) outer += letter
    if (letter === '}') depth--
    if (depth === 1 && letter === '}') outer += ' '
  }
  return blanksOf(outer.replace(/\{(\w+)[^{}]*\}/g, '{$1}'))
}

/** Every fault of every content pack, with its place. */
export function unfitContent(): string[] {
  const kinds = kindsOf(running)
  const root = join(import.meta.dirname, '../../content')
  return namesIn('content').filter((name) => name.endsWith('/')).map((name) => name.slice(0, -1)).flatMap((pack) =>
    checkRelease(releaseFromFiles(root, pack), kinds).map((fault) => `${pack}: ${fault.file}${fault.line === undefined ? '' : `:${fault.line}`} ${fault.pointer} ${fault.detail}`))
}

/** Laws of the Republic that people read under their whole name in one place and under a shorter one in another. */
export function lawsOfTwoNames(): string[] {
  const read = filesIn('content').filter((path) => path.endsWith('.yaml')).map((path) => ({ path, text: textOf(path) }))
  const whole = new Set(read.flatMap(({ text }) => all(text, /《中华人民共和国([^》]+)》/g)))
  return wrongIn(read, ({ text }) => [...new Set(all(text, /《([^》]+)》/g))].filter((name) => whole.has(name)).map((name) => `《${name}》 is called 《中华人民共和国${name}》 elsewhere`))
}
