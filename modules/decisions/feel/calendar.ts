import type { CivilDate } from './values.ts';

/** Nanoseconds of one day. */
export const dayNanos = 86_400_000_000_000;

/** The parts of a civil date; months count from 1. */
export interface DateParts { readonly year: number; readonly month: number; readonly day: number }

/** Days since 1970-01-01 of a proleptic Gregorian date (Hinnant, "days_from_civil"). The parts must exist. */
export function dayNumber({ year, month, day }: DateParts): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}

/** The date of a day number (Hinnant, "civil_from_days"). */
export function dateParts(day: number): DateParts {
  const shifted = day + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const month = shiftedMonth + (shiftedMonth < 10 ? 3 : -9);
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1,
  };
}

/** How many days a month has. */
export function daysInMonth(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** The date of the parts, or null where the calendar has no such day or the year is beyond ±999,999,999 (DMN 1.5 §10.3.2.3.4). */
export function civilDate(parts: DateParts): CivilDate | null {
  const { year, month, day } = parts;
  const whole = Number.isInteger(year) && Number.isInteger(month) && Number.isInteger(day);
  if (!whole || Math.abs(year) > 999_999_999 || month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return null;
  return { kind: 'date', day: dayNumber(parts) };
}

/** The day so many months later; a day the month does not have becomes its last (31 January + 1 month = 28 or 29 February). */
export function dayAfterMonths(day: number, months: number): number {
  const from = dateParts(day);
  const index = from.year * 12 + from.month - 1 + months;
  const year = Math.floor(index / 12);
  const month = index - year * 12 + 1;
  return dayNumber({ year, month, day: Math.min(from.day, daysInMonth(year, month)) });
}

/** Whole months from one day to another, counted toward zero: a month is full when its day number is reached. */
export function monthsBetweenDays(from: number, to: number): number {
  if (to < from) return -monthsBetweenDays(to, from);
  const a = dateParts(from);
  const b = dateParts(to);
  return (b.year - a.year) * 12 + (b.month - a.month) - (b.day < a.day ? 1 : 0);
}

/**
 * The most months that can be added to `from` without passing `to` (for `to` before `from`: mirrored).
 * Unlike `monthsBetweenDays`, 31 January to 28 February is one month, as in Civil Code art. 202.
 */
export function fullMonthsBetweenDays(from: number, to: number): number {
  if (to < from) return -fullMonthsBetweenDays(to, from);
  const months = monthsBetweenDays(from, to);
  return dayAfterMonths(from, months + 1) <= to ? months + 1 : months;
}

/** 1 for Monday … 7 for Sunday (ISO 8601). */
export function weekdayOf(day: number): number {
  return ((day + 3) % 7 + 7) % 7 + 1;
}
