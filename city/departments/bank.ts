import { luhnFits } from '../codes.ts'
import { dayText, weekday } from '../days.ts'
import type { Day } from '../days.ts'
import { aboutPerson, absent, divisionPrefix, present, textIn, wholeIn } from '../department.ts'
import type { Answer, Asking, Department, Desk, Facts } from '../department.ts'
import { BRANCHES, DECLINING_BRANCH } from '../fixed.ts'
import type { Branch } from '../fixed.ts'

const HOURS = ['09:30', '10:30', '14:30', '15:30']
const WORKING_DAYS_OFFERED = 3

/** The banks: bound cards, branches with free times, bookings for opening an account, payments. */
export function bank(desk: Desk): Department {
  return {
    name: 'bank',
    questions: {
      cards: aboutPerson(desk, 'bank', (person) => ({ idNumber: person.id_number, cards: desk.reader.cards(person.n) })),
      branches: (asking, parameters) =>
        present({
          branches: branchesIn(textIn(parameters, 'division')).map((one) => ({ code: one.code, name: one.name, slots: freeSlots(desk, one.code, asking.moment.day) })),
        }),
    },
    orders: {
      book: (asking, parameters) => book(desk, asking, parameters),
      pay: (asking, parameters) => pay(desk, asking, parameters),
    },
  }
}

function branchesIn(division: string): readonly Branch[] {
  const prefix = divisionPrefix(division)
  return BRANCHES.filter((one) => one.division.startsWith(prefix))
}

/** The free times of a branch on the next working days; Saturdays and Sundays are off. */
function freeSlots(desk: Desk, branch: string, today: Day): string[] {
  const taken = new Set(desk.reader.booked(branch))
  const slots: string[] = []
  for (let day = today + 1, found = 0; found < WORKING_DAYS_OFFERED; day += 1) {
    if (weekday(day) > 5) continue
    found += 1
    slots.push(...HOURS.map((hour) => `${dayText(day)}T${hour}:00+08:00`))
  }
  return slots.filter((slot) => !taken.has(slot))
}

function book(desk: Desk, asking: Asking, parameters: Facts): Answer {
  const branch = BRANCHES.find((one) => one.code === textIn(parameters, 'branch'))
  if (!branch) return absent('unknown-branch')
  const free = freeSlots(desk, branch.code, asking.moment.day)
  const time = textIn(parameters, 'time') || (free[0] ?? '')
  if (branch.code === DECLINING_BRANCH) {
    const others = branchesIn(branch.division)
      .filter((one) => one.code !== DECLINING_BRANCH)
      .slice(0, 2)
    return declined(
      'corporate-accounts-suspended',
      others.map((one) => slotAt(one, freeSlots(desk, one.code, asking.moment.day)[0] ?? '')),
    )
  }
  if (time === '') return declined('no-free-slot', [])
  if (!desk.effects.booked(branch.code, time, textIn(parameters, 'socialCreditCode'))) {
    return declined(
      'slot-taken',
      free
        .filter((slot) => slot !== time)
        .slice(0, 2)
        .map((slot) => slotAt(branch, slot)),
    )
  }
  return present({ booking: `YY${branch.code}${String(desk.effects.next('booking')).padStart(6, '0')}`, branch: branch.code, name: branch.name, time })
}

function declined(reason: string, alternatives: readonly Facts[]): Answer {
  return present({ declined: true, reason, alternatives })
}

function slotAt(branch: Branch, time: string): Facts {
  return { branch: branch.code, name: branch.name, time }
}

function pay(desk: Desk, asking: Asking, parameters: Facts): Answer {
  const card = textIn(parameters, 'card')
  const amountFen = wholeIn(parameters, 'amountFen')
  if (!luhnFits(card)) return absent('invalid-card')
  if (amountFen === undefined || amountFen <= 0) return absent('invalid-amount')
  if (desk.reader.cardHolder(card) === undefined) return absent('unknown-card')
  const receipt = `ZF${asking.moment.text.slice(0, 10).replaceAll('-', '')}${String(desk.effects.next('payment')).padStart(8, '0')}`
  return present({ receipt, amountFen, reference: parameters['reference'] ?? null })
}
