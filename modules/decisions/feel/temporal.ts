import { dateParts, dayAfterMonths, dayNanos, weekdayOf } from './calendar.ts';
import type { Fault } from './faults.ts';
import { zoneOffset } from './temporal-text.ts';
import type { CivilDate, DateTime, DaysDuration, MonthsDuration, TimeOfDay, Value } from './values.ts';
import { numeral } from './values.ts';

/** Nanoseconds since 1970-01-01T00:00Z of a date and time; a local one is read as if UTC, to be compared only with local ones. */
export function instantOf(moment: DateTime): bigint {
  const local = BigInt(moment.day) * BigInt(dayNanos) + BigInt(moment.nanos);
  return local - BigInt(offsetAt(moment)) * 1_000_000_000n;
}

function offsetAt(moment: DateTime): number {
  if (moment.zone === null) return moment.offset ?? 0;
  return zoneOffset(moment.zone, moment.day * 86_400 + Math.floor(moment.nanos / 1e9)) ?? 0;
}

/** Whether a date and time or a time says where on earth it holds. */
export function isZoned(moment: DateTime | TimeOfDay): boolean {
  return moment.offset !== null || moment.zone !== null;
}

/** Nanoseconds of a time of day since midnight UTC (named zones at their offset of 1970-01-01). */
export function utcNanosOf(time: TimeOfDay): number {
  const offset = time.zone === null ? time.offset ?? 0 : zoneOffset(time.zone, 0) ?? 0;
  return time.nanos - offset * 1e9;
}

/** A date as the date and time of its midnight UTC (DMN 1.5 §10.3.2.3.6 lets a date stand for that). */
export function midnight(date: CivilDate): DateTime {
  return { kind: 'date and time', day: date.day, nanos: 0, offset: 0, zone: null };
}

/** A moment moved by nanoseconds. */
export function movedByNanos(moment: DateTime, nanos: bigint): DateTime {
  const total = BigInt(moment.day) * BigInt(dayNanos) + BigInt(moment.nanos) + nanos;
  const day = floorDivide(total, BigInt(dayNanos));
  return { ...moment, day: Number(day), nanos: Number(total - day * BigInt(dayNanos)) };
}

/** A date or moment moved by a duration; a date stays a date and drops the part of a day (DMN 1.5 table 55). */
export function moved(from: CivilDate | DateTime, by: DaysDuration | MonthsDuration, sign: 1 | -1, fault: Fault): Value {
  if (by.kind === 'years and months duration') return inCalendar({ ...from, day: dayAfterMonths(from.day, sign * by.months) }, fault);
  const nanos = BigInt(sign) * by.nanos;
  if (from.kind === 'date and time') return inCalendar(movedByNanos(from, nanos), fault);
  return inCalendar({ kind: 'date', day: from.day + Number(floorDivide(nanos, BigInt(dayNanos))) }, fault);
}

/** A time of day moved round the clock. */
export function movedTime(from: TimeOfDay, by: DaysDuration, sign: 1 | -1): TimeOfDay {
  const day = BigInt(dayNanos);
  const total = (BigInt(from.nanos) + BigInt(sign) * by.nanos) % day;
  return { ...from, nanos: Number((total + day) % day) };
}

function inCalendar<T extends CivilDate | DateTime>(value: T, fault: Fault): T | null {
  const inside = Number.isSafeInteger(value.day) && Math.abs(value.day) < 365_242_500_000;
  return inside ? value : fault('feel.out_of_range', { what: 'date' });
}

function floorDivide(a: bigint, b: bigint): bigint {
  const quotient = a / b;
  return a % b < 0n ? quotient - 1n : quotient;
}

/** A named part of a temporal value (`.year`, `.hour`, `.days` …), or undefined where it has no such part (DMN 1.5 table 65). */
export function temporalPart(value: CivilDate | DateTime | TimeOfDay | DaysDuration | MonthsDuration, name: string): Value | undefined {
  if (value.kind === 'years and months duration') {
    if (name === 'years') return numeral(Math.trunc(value.months / 12));
    return name === 'months' ? numeral(value.months % 12) : undefined;
  }
  if (value.kind === 'days and time duration') return durationPart(value, name);
  const part = value.kind === 'time' ? undefined : datePart(value.day, name);
  return part ?? (value.kind === 'date' ? undefined : clockPart(value, name));
}

function durationPart(value: DaysDuration, name: string): Value | undefined {
  const seconds = value.nanos / 1_000_000_000n;
  if (name === 'days') return numeral(seconds / 86_400n);
  if (name === 'hours') return numeral((seconds / 3600n) % 24n);
  if (name === 'minutes') return numeral((seconds / 60n) % 60n);
  return name === 'seconds' ? numeral(value.nanos % 60_000_000_000n).div(1e9) : undefined;
}

function datePart(day: number, name: string): Value | undefined {
  const parts = dateParts(day);
  if (name === 'weekday') return numeral(weekdayOf(day));
  return name === 'year' || name === 'month' || name === 'day' ? numeral(parts[name]) : undefined;
}

function clockPart(value: DateTime | TimeOfDay, name: string): Value | undefined {
  const seconds = Math.floor(value.nanos / 1e9);
  if (name === 'hour') return numeral(Math.floor(seconds / 3600));
  if (name === 'minute') return numeral(Math.floor(seconds / 60) % 60);
  if (name === 'second') return numeral(value.nanos).div(1e9).mod(60);
  if (name === 'timezone') return value.zone;
  if (name !== 'time offset') return undefined;
  if (!isZoned(value)) return null;
  const offset = value.kind === 'time' ? (value.zone === null ? value.offset ?? 0 : zoneOffset(value.zone, 0) ?? 0) : offsetAt(value);
  return { kind: 'days and time duration', nanos: BigInt(offset) * 1_000_000_000n };
}
