import { yearsAfter } from '../days.ts'
import type { Day } from '../days.ts'
import { personName, surname } from '../names.ts'
import type { Sex } from '../names.ts'
import type { Random } from '../random.ts'

/** The last day the generator knows about; everything generated happened on it or before, whatever day the city plays. */
export const LAST_DAY: Day = 20_758 // 2026-11-01

/** Someone of a generated family; spouse, father and mother are places in the family's list. */
export type Member = {
  name: string
  sex: Sex
  born: Day
  died: Day | null
  marital: 'unmarried' | 'married' | 'widowed' | 'divorced'
  spouse: number | null
  father: number | null
  mother: number | null
}

type Couple = { husband: number; wife: number; married: Day }

/** One household of up to three generations in which every date and relation agrees with the others. */
export function family(random: Random): Member[] {
  const members: Member[] = []
  const name = surname(random)
  const born = LAST_DAY - Math.floor(365.25 * headAge(random))
  const couple = random.chance(0.74) ? addCouple(random, members, name, born) : undefined
  if (!couple) add(members, random, name, random.chance(0.55) ? 'male' : 'female', born)
  if (couple) addChildren(random, members, couple)
  if (random.chance(0.28)) addParents(random, members, couple ? couple.husband : 0)
  if (couple && random.chance(0.05)) divorce(members, couple)
  for (const [at, one] of members.entries()) mayHaveDied(random, members, one, at)
  for (const one of members) widow(members, one)
  return members
}

function headAge(random: Random): number {
  // A sum of two draws gives the hump of working ages; a tenth of the households are old people.
  return random.chance(0.1) ? 62 + random.next() * 28 : 21 + (random.next() + random.next()) * 24
}

function add(members: Member[], random: Random, familyName: string, sex: Sex, born: Day, father: number | null = null, mother: number | null = null): number {
  members.push({ name: personName(random, familyName, sex), sex, born, died: null, marital: 'unmarried', spouse: null, father, mother })
  return members.length - 1
}

function addCouple(random: Random, members: Member[], name: string, born: Day): Couple | undefined {
  const wifeBorn = born + random.between(-600, 2000)
  // Civil Code article 1047: a man marries from 22, a woman from 20.
  const earliest = Math.max(yearsAfter(born, 22), yearsAfter(wifeBorn, 20))
  const married = earliest + random.between(30, 3600)
  if (married > LAST_DAY - 30) return undefined
  const husband = add(members, random, name, 'male', born)
  const wife = add(members, random, surname(random), 'female', wifeBorn)
  wed(members, husband, wife)
  return { husband, wife, married }
}

function wed(members: Member[], husband: number, wife: number): void {
  const [he, she] = [memberAt(members, husband), memberAt(members, wife)]
  he.spouse = wife
  she.spouse = husband
  he.marital = 'married'
  she.marital = 'married'
}

function addChildren(random: Random, members: Member[], couple: Couple): void {
  const [father, mother] = [memberAt(members, couple.husband), memberAt(members, couple.wife)]
  const wanted = random.pick([0, 1, 1, 1, 2, 2, 2, 3])
  let born = couple.married + random.between(280, 1500)
  for (let count = 0; count < wanted; count += 1) {
    const tooLate = born > LAST_DAY - 3 || born > yearsAfter(mother.born, 44)
    if (tooLate) return
    const familyName = familyNameOf(random.chance(0.95) ? father.name : mother.name)
    add(members, random, familyName, random.chance(0.52) ? 'male' : 'female', born, couple.husband, couple.wife)
    const isTwin = random.chance(0.012)
    if (!isTwin) born += random.between(400, 2200)
  }
}

function addParents(random: Random, members: Member[], child: number): void {
  const born = memberAt(members, child).born
  const fatherBorn = born - Math.floor(365.25 * (23 + random.next() * 14))
  const motherBorn = born - Math.floor(365.25 * (21 + random.next() * 14))
  const father = add(members, random, familyNameOf(memberAt(members, child).name), 'male', fatherBorn)
  const mother = add(members, random, surname(random), 'female', motherBorn)
  wed(members, father, mother)
  Object.assign(memberAt(members, child), { father, mother })
}

function divorce(members: Member[], couple: Couple): void {
  for (const at of [couple.husband, couple.wife]) Object.assign(memberAt(members, at), { marital: 'divorced', spouse: null })
}

function mayHaveDied(random: Random, members: readonly Member[], one: Member, at: number): void {
  const age = (LAST_DAY - one.born) / 365.25
  const isTooOldToLive = age > 104
  if (!isTooOldToLive && !random.chance(((Math.max(age, 30) - 30) / 78) ** 4)) return
  const died = isTooOldToLive ? one.born + Math.floor(365.25 * (66 + random.next() * 36)) : LAST_DAY - random.between(1, 2500)
  const lastBirth = Math.max(...members.map((child) => (child.father === at || child.mother === at ? child.born : -Infinity)))
  // Only those past 55 die here and never before a child of theirs is born, so no impossible orphan puzzles anyone.
  if (died > lastBirth && died - one.born > 55 * 365.25) one.died = died
}

function widow(members: readonly Member[], one: Member): void {
  const spouse = one.spouse === null ? undefined : members[one.spouse]
  if (!spouse || spouse.died === null) return
  if (one.died === null || spouse.died < one.died) one.marital = 'widowed'
}

function familyNameOf(name: string): string {
  return /^(欧阳|司徒)/.test(name) ? name.slice(0, 2) : name.slice(0, 1)
}

function memberAt(members: readonly Member[], at: number): Member {
  const found = members[at]
  if (!found) throw new Error(`the family has no member ${at}`)
  return found
}
