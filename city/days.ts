/**
 * Days are whole numbers counted from 1970-01-01, so that no file here needs the clock or a time zone.
 * The civil calendar arithmetic is Howard Hinnant's "days_from_civil" and its inverse.
 */
export type Day = number

/** The day of an ISO text `2026-11-01` (anything after the tenth character is ignored); throws on other texts. */
export function dayOf(text: string): Day {
  const parts = /^(\d{4})-(\d{2})-(\d{2})/.exec(text)
  if (!parts) throw new Error(`not a day: ${text}`)
  return dayFrom(Number(parts[1]), Number(parts[2]), Number(parts[3]))
}

/** The day with this year, month (1–12) and day of the month. */
export function dayFrom(year: number, month: number, date: number): Day {
  const y = month <= 2 ? year - 1 : year
  const era = Math.floor(y / 400)
  const yearOfEra = y - era * 400
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + date - 1
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear
  return era * 146_097 + dayOfEra - 719_468
}

/** Year, month and day of the month of a day. */
export function civil(day: Day): { year: number; month: number; date: number } {
  const shifted = day + 719_468
  const era = Math.floor(shifted / 146_097)
  const dayOfEra = shifted - era * 146_097
  const yearOfEra = Math.floor((dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365)
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153)
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
  return { year, month, date: dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1 }
}

/** The ISO text of a day. */
export function dayText(day: Day): string {
  const { year, month, date } = civil(day)
  return `${year}-${two(month)}-${two(date)}`
}

/** The eight digits of a day as a citizen id holds them: `19900517`. */
export function dayDigits(day: Day): string {
  const { year, month, date } = civil(day)
  return `${year}${two(month)}${two(date)}`
}

/** Whole years lived on a day by someone born on another; one born on 29 February ages on 1 March in other years. */
export function ageOn(born: Day, on: Day): number {
  const birth = civil(born)
  const then = civil(on)
  const birthdayPassed = then.month > birth.month || (then.month === birth.month && then.date >= birth.date)
  return then.year - birth.year - (birthdayPassed ? 0 : 1)
}

/** The day so many years later; 29 February becomes 1 March. */
export function yearsAfter(day: Day, years: number): Day {
  const { year, month, date } = civil(day)
  return dayFrom(year + years, month, date)
}

/** Monday is 1 and Sunday is 7. */
export function weekday(day: Day): number {
  return ((((day + 3) % 7) + 7) % 7) + 1
}

function two(value: number): string {
  return value < 10 ? `0${value}` : String(value)
}
