// Decides many cases by many tables and says the digest of the bytes of all decisions, table by table. Run as a process of its own it
// does so under whatever time zone, language and way of running it was started with.
import { createHash } from 'node:crypto'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'

import { canonical } from '#kernel/canonical'
import { bitsFrom } from '#tests/chance'

import { byInputs, given } from '../modules/decisions/table/boundary.ts'
import { compileTable, type CompiledTable } from '../modules/decisions/table/compile.ts'
import { evaluateTable } from '../modules/decisions/table/decide.ts'
import { readTable } from '../modules/decisions/table/read.ts'
import { tableShape } from '../modules/decisions/table/schema.ts'
import { spaceOf } from '../modules/decisions/table/space.ts'
import { toJson } from '../modules/decisions/feel/json.ts'

const root = join(import.meta.dirname, '..')
const CASES = 400
const DAY = '2026-06-30'

/** Where engines and platforms differ if they differ at all: long decimals, roots and logarithms, days and zones, the order and the length of texts, patterns. */
const HARD = tableShape.parse(parse(`
table: hard
title: { zh: 难算的, en: Hard to work out }
effective: { from: 2020-01-01, to: null }
hitPolicy: COLLECT
inputs:
  - { id: third, label: { zh: 甲, en: A }, type: number, is: 'amount / 3' }
  - { id: root, label: { zh: 乙, en: B }, type: number, is: 'sqrt(abs(amount)) + exp(share) + log(abs(amount) + 1)' }
  - { id: compound, label: { zh: 丙, en: C }, type: number, is: 'amount * (1 + share / 365) ** 30' }
  - { id: later, label: { zh: 丁, en: D }, type: date, is: 'date(day) + duration("P1M")' }
  - { id: zoned, label: { zh: 戊, en: E }, type: string, is: 'string(date and time(day + "T23:30:00@Asia/Shanghai") + duration("PT45M")) + string(week of year(date(day))) + day of week(date(day))' }
  - { id: sorted, label: { zh: 己, en: F }, type: string, is: 'string join(sort(words, function(x, y) x < y), "|") + upper case(words[1]) + string(string length(words[2]))' }
  - { id: rounded, label: { zh: 庚, en: G }, type: number, is: 'round half up(amount * share, 2) + decimal(amount / 7, 5) + modulo(amount, 0.3)' }
  - { id: cut, label: { zh: 辛, en: H }, type: string, is: 'replace(words[1], "[aeiouİı\\\\p{Lu}]", "*", "i") + substring(words[2], 2)' }
outputs:
  - { id: said, label: { zh: 说, en: Said }, type: string }
rows:
  - { id: all, when: { third: '< 10 ** 12', compound: 'not(null)' }, set: { said: 'string(third) + string(root) + string(compound) + string(later) + zoned + sorted + string(rounded) + cut' }, law: { zh: 试, en: t } }
  - { id: some, when: { root: '>= 3', later: '> date("2026-03-01")' }, set: { said: 'string(rounded * rounded)' }, law: { zh: 试, en: t } }
`))
const WORDS = ['İstanbul', 'ıssız', '广东', '𠮷野家', 'naïve', 'ﬁ', 'Straße', 'zebra', 'Äpfel', '']

function digestOf(table: CompiledTable, answersAt: (random: (below: number) => number) => Record<string, unknown>): string {
  const next = bitsFrom(20261123)
  const hash = createHash('sha256')
  for (let n = 0; n < CASES; n++) hash.update(canonical(evaluateTable(table, given(answersAt((below) => next() % below)), DAY)))
  return hash.digest('hex')
}

/** The digest of what the hard table decides; the same on every machine, so it is written down in the test. */
export function hardBytes(): string {
  const { compiled, faults } = compileTable(HARD)
  if (compiled === null) throw new Error(JSON.stringify(faults))
  return digestOf(compiled, (random) => ({
    amount: random(2_000_000_000) * 1000 + random(1000) - 1_000_000_000, share: random(10_000) / 10_000,
    day: `20${String(20 + random(10))}-${String(1 + random(12)).padStart(2, '0')}-${String(1 + random(28)).padStart(2, '0')}`,
    words: Array.from({ length: 2 + random(4) }, () => WORDS[random(WORDS.length)]!),
  }))
}

/** The digests of what every table of the content decides on combinations of its own numbers, words and days. */
export function contentBytes(): Record<string, string> {
  const files = globSync('content/**/*.table.yaml', { cwd: root }).toSorted()
  return Object.fromEntries(files.flatMap((file) => {
    const { table } = readTable(readFileSync(join(root, file), 'utf8'))
    const asked = table === null ? null : byInputs(table)
    const space = asked === null ? null : spaceOf(asked, DAY)
    if (asked === null || space === null) return []
    const ids = space.inputs.map((at) => asked.inputs[at]!.input.id)
    return [[file, digestOf(asked, (random) => Object.fromEntries(ids.map((id, at) => [id, toJson(space.regions[at]![random(space.regions[at]!.length)]!)])))]]
  }))
}

if (process.argv[1] === import.meta.filename) console.log(JSON.stringify({ hard: hardBytes(), ...contentBytes() }))
