import { seededRandom } from '../random.ts'
import type { Random } from '../random.ts'
import type { Loader } from '../store/load.ts'
import { LAST_DAY } from './families.ts'
import { firmsOf } from './firms.ts'
import type { FirmRoll } from './firms.ts'
import { COUNTY_CODES } from './people.ts'
import { ALIVE } from './roll.ts'
import type { Roll } from './roll.ts'

/** 30 June, on which provident-fund interest is settled every year. */
const LAST_SETTLEMENT = LAST_DAY - 124 // 2026-06-30

/** Writes what a person earned and owes: work and insurance spells, fund account, pension, court and crime records. */
export function writeWorkingLife(loader: Loader, people: Roll, firms: FirmRoll, seed: number, n: number): number {
  const random = seededRandom(seed, 'work', n)
  const born = people.born[n] ?? 0
  const died = people.died[n] ?? ALIVE
  const years = (LAST_DAY - born) / 365.25
  if (years < 18) return 0
  // The ages of the law before 2025: men 60, women 55 or 50; the pension register is believed, not recomputed.
  const retirement = born + Math.floor(365.25 * (people.male[n] === 1 ? 60 : random.pick([50, 55])))
  const isRetired = Math.min(LAST_DAY, died) >= retirement && random.chance(0.85)
  if (isRetired) loader.pension(n, retirement, random.between(180, 650) * 1000)
  const worked = writeSpells(loader, random, people, firms, n, Math.min(retirement, died, LAST_DAY))
  if (worked && random.chance(0.7)) writeFund(loader, random, n, worked, isRetired)
  if (random.chance(0.003)) loader.dishonest(n, LAST_DAY - random.below(1500), `(20${random.between(22, 26)})粤执${random.between(1000, 9999)}号`)
  if (random.chance(0.0005)) loader.crime(n, '合同诈骗罪', LAST_DAY - random.below(3000))
  return worked ? 3 : 1
}

type LastSpell = { firm: number; base: number; began: number; ended: number | null }

function writeSpells(loader: Loader, random: Random, people: Roll, firms: FirmRoll, n: number, end: number): LastSpell | undefined {
  const city = `${(COUNTY_CODES[people.county[n] ?? 0] ?? '').slice(0, 4)}00`
  const choices = firmsOf(firms, city)
  if (choices.length === 0 || !random.chance(0.78)) return undefined
  let began = (people.born[n] ?? 0) + Math.floor(365.25 * (18 + random.next() * 8))
  let last: LastSpell | undefined
  for (let count = random.between(1, 3); count > 0 && began < end - 60; count -= 1) {
    const firm = random.pick(choices)
    const from = Math.max(began, firms.registered[firm] ?? began)
    if (from >= end - 60) break
    const isLast = count === 1
    const stillThere = isLast && end === LAST_DAY && random.chance(0.85)
    const ended = stillThere ? null : from + 30 + random.below(end - from - 30)
    last = { firm, base: random.between(30, 260) * 10_000, began: from, ended }
    loader.spell(n, from, firm, ended, last.base)
    if (ended === null) break
    began = ended + random.between(1, 300)
  }
  return last
}

function writeFund(loader: Loader, random: Random, n: number, spell: LastSpell, isRetired: boolean): void {
  const months = Math.max(1, Math.floor(((spell.ended ?? LAST_DAY) - spell.began) / 30.4))
  const deposits = Math.floor(Math.min(months, 240) * spell.base * 0.1 * (0.3 + random.next() * 0.7))
  const isClosed = isRetired && random.chance(0.6)
  loader.fund({
    person: n,
    account: `GJJ${String(n).padStart(9, '0')}`,
    firm: spell.firm,
    balance: isClosed ? 0 : deposits + random.below(100),
    settled: LAST_SETTLEMENT,
    state: isClosed ? 'closed' : spell.ended === null ? 'normal' : 'sealed',
    loan: random.chance(0.12),
    defaulted: random.chance(0.004),
    ended: spell.ended,
  })
}
