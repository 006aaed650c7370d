// How many decisions a second one processor makes by a table of 30 rules, with the trace of every tested cell, beside others in the same run.
import { loadavg } from 'node:os'

import { median, tell } from './figure.ts'
import { cel, closures, feelin, ours, ruleOf, zen } from './rule-engines.ts'
import { cases, expected } from './thirty-rules.ts'

const ROUNDS = 21
/** Short turns of many rounds: what disturbs the machine then falls on every engine alike. */
const TURN_MS = 100
/** Until an engine's code has been compiled by Node. */
const WARM_MS = 1_000
/** Cases between two looks at the clock. */
const BATCH = 20

type Measured = { readonly key: string; readonly name: string; readonly decide: (one: (typeof cases)[number]) => unknown; readonly ruleOf: (answer: never) => string | null; wrong: number; readonly rates: number[] }

const plain = (rule: string | null): string | null => rule
const engine = (key: string, name: string, decide: Measured['decide'], named: Measured['ruleOf'] = plain): Measured => ({ key, name, decide, ruleOf: named, wrong: 0, rates: [] })

const own = engine('ours', 'ours', ours(), ruleOf)
const peers = [
  engine('zen-trace', 'zen-engine with its trace, one question after the other', zen(true)),
  engine('zen', 'zen-engine without trace', zen(false)),
  engine('feelin', 'feelin, one test at a time, without trace', feelin()),
  engine('cel', 'cel, one expression a rule, without trace', cel()),
  engine('closures', 'closures by hand with the same trace', closures(), ({ rule }: { rule: string | null }) => rule),
]
const engines = [own, ...peers]

for (const one of engines) one.wrong = await wrongAnswers(one)
if (own.wrong > 0) throw new Error(`ours is wrong about ${own.wrong} of ${cases.length} cases`) // No figure counts a wrong answer.
for (const one of engines) await perSecond(one, WARM_MS)
for (let round = 0; round < ROUNDS; round++) for (const one of engines) one.rates.push(await perSecond(one, TURN_MS))
for (const { key, name, rates, wrong } of peers) {
  tell({ name: `decision-table-${key}`, value: median(own.rates), unit: 'tables/s', peer: name, peerValue: median(rates), runs: ROUNDS },
    { wrong, ratioOfRounds: median(own.rates.map((rate, n) => rate / rates[n]!)), best: Math.max(...own.rates), peerBest: Math.max(...rates), load: loadavg()[0] })
}

async function wrongAnswers({ decide, ruleOf: named }: Measured): Promise<number> {
  let wrong = 0
  for (const [n, one] of cases.entries()) if (named(await decide(one) as never) !== expected[n]) wrong++
  return wrong
}

/** One engine over the cases again and again; only an answer that comes later is waited for. */
async function perSecond({ decide }: Measured, ms: number): Promise<number> {
  const began = performance.now()
  let done = 0
  while (performance.now() - began < ms) {
    for (let n = 0; n < BATCH; n++) {
      const answer = decide(cases[done++ % cases.length]!)
      if (answer instanceof Promise) await answer
    }
  }
  return (done * 1000) / (performance.now() - began)
}
