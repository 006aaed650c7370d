// The table that engines of rules are compared on: 30 rules, 25 typed inputs, 3 to 6 conditions a rule, the first that holds decides.
// Drawn from a fixed seed, so that every run and every engine has the same one.
import { fractionsFrom } from '#tests/chance'

/** What an input is: a whole number, money in fen, one of some words, yes or no, a day as an ISO text. */
export type Input = { readonly id: string; readonly kind: 'integer' | 'money' | 'word' | 'boolean' | 'day'; readonly words?: readonly string[] }

/** One condition; every engine is given it in its own language. */
export type Condition = { readonly input: string } & (
  | { readonly asks: 'least' | 'below'; readonly limit: number }
  | { readonly asks: 'between'; readonly from: number; readonly to: number }
  | { readonly asks: 'since' | 'before'; readonly day: string }
  | { readonly asks: 'one-of'; readonly words: readonly string[] }
  | { readonly asks: 'is'; readonly value: boolean }
)

/** One rule: all of its conditions hold, or it does not. */
export type Rule = { readonly id: string; readonly conditions: readonly Condition[] }

/** One case: a value for each input. */
export type Case = Readonly<Record<string, number | string | boolean>>

const CASES = 1_000
const RULES = 30
const CONDITIONS_MIN = 3
const CONDITIONS_MAX = 6
/** How often a condition holds of a case drawn at random: then nearly every case meets its rule, after seven on average. */
const HOLDS = 0.64
const INTEGER_END = 100
const MONEY_END = 50_000_000
const FIRST_DAY = Date.UTC(1940, 0, 1)
const DAYS = 31_000

const words = (...of: string[]): Pick<Input, 'kind' | 'words'> => ({ kind: 'word', words: of })

/** The inputs, in their order. */
export const inputs: readonly Input[] = [
  ...['age', 'children', 'employees', 'years', 'occupancy', 'points'].map((id) => ({ id, kind: 'integer' as const })),
  ...['income', 'rent', 'savings', 'capital', 'tax'].map((id) => ({ id, kind: 'money' as const })),
  { id: 'district', ...words('futian', 'nanshan', 'luohu', 'baoan', 'longgang', 'yantian') },
  { id: 'trade', ...words('food', 'retail', 'design', 'transport', 'building') },
  { id: 'standing', ...words('good', 'warned', 'listed') },
  { id: 'schooling', ...words('none', 'primary', 'secondary', 'college', 'university') },
  { id: 'household', ...words('single', 'couple', 'family', 'elders') },
  ...['insured', 'resident', 'disabled', 'married', 'owner'].map((id) => ({ id, kind: 'boolean' as const })),
  ...['born', 'registered', 'founded', 'expires'].map((id) => ({ id, kind: 'day' as const })),
]

const random = fractionsFrom(20_261_122)
const below = (end: number): number => Math.floor(random() * end)
const dayAt = (share: number): string => new Date(FIRST_DAY + Math.floor(share * DAYS) * 86_400_000).toISOString().slice(0, 10)

function condition({ id, kind, words: all = [] }: Input): Condition {
  const low = random() < 0.5
  if (kind === 'boolean') return { input: id, asks: 'is', value: low }
  if (kind === 'word') return { input: id, asks: 'one-of', words: all.toSorted(() => random() - 0.5).slice(0, Math.max(1, Math.round(all.length * HOLDS))) }
  if (kind === 'day') return low ? { input: id, asks: 'since', day: dayAt(1 - HOLDS) } : { input: id, asks: 'before', day: dayAt(HOLDS) }
  const end = kind === 'integer' ? INTEGER_END : MONEY_END
  const from = below(Math.floor(end * (1 - HOLDS)))
  if (random() < 0.3) return { input: id, asks: 'between', from, to: from + Math.floor(end * HOLDS) }
  return low ? { input: id, asks: 'least', limit: Math.floor(end * (1 - HOLDS)) } : { input: id, asks: 'below', limit: Math.floor(end * HOLDS) }
}

/** The rules, in their order. */
export const rules: readonly Rule[] = Array.from({ length: RULES }, (_, n) => {
  const tested = new Set<Input>()
  const count = CONDITIONS_MIN + below(CONDITIONS_MAX - CONDITIONS_MIN + 1)
  while (tested.size < count) tested.add(inputs[below(inputs.length)]!)
  return { id: `rule-${n + 1}`, conditions: inputs.filter((input) => tested.has(input)).map(condition) }
})

const valueOf: Readonly<Record<Input['kind'], (input: Input) => number | string | boolean>> = {
  integer: () => below(INTEGER_END),
  money: () => below(MONEY_END),
  word: ({ words: all = [] }) => all[below(all.length)]!,
  boolean: () => random() < 0.5,
  day: () => dayAt(random()),
}

/** The cases. */
export const cases: readonly Case[] = Array.from({ length: CASES }, () => Object.fromEntries(inputs.map((input) => [input.id, valueOf[input.kind](input)])))

/** Whether a condition holds, in the plainest words: the reference that every engine is compared with. ISO days come in the order of their texts. */
export function holds(one: Condition, value: number | string | boolean): boolean {
  switch (one.asks) {
    case 'least': return (value as number) >= one.limit
    case 'below': return (value as number) < one.limit
    case 'between': return (value as number) >= one.from && (value as number) <= one.to
    case 'since': return (value as string) >= one.day
    case 'before': return (value as string) < one.day
    case 'one-of': return one.words.includes(value as string)
    case 'is': return value === one.value
  }
}

/** The rule that decides each case, or null where none does. */
export const expected: readonly (string | null)[] = cases.map((one) => rules.find((rule) => rule.conditions.every((asked) => holds(asked, one[asked.input]!)))?.id ?? null)
