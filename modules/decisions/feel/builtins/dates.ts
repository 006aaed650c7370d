import { civilDate, dateParts, dayNumber, daysInMonth, fullMonthsBetweenDays, monthsBetweenDays, weekdayOf } from '../calendar.ts';
import type { Fault } from '../faults.ts';
import { moved } from '../temporal.ts';
import { parseDate, parseDateTime, parseDuration, parseTime, zoneOffset } from '../temporal-text.ts';
import type { CivilDate, DateTime, DaysDuration, Numeral, TimeOfDay, Value } from '../values.ts';
import { numeral } from '../values.ts';
import type { Builtins, Signature } from './signature.ts';
import { optional, param, signature } from './signature.ts';

function fromText(read: (text: string) => Value): Signature {
  return signature([param('from', 'string')], 'any', ([text], { fault }) => read(text) ?? fault('feel.literal', { literal: String(text).slice(0, 40) }));
}

function typed(returns: Signature['returns'], of: Signature): Signature {
  return { ...of, returns };
}

function dateOfParts(year: Numeral, month: Numeral, day: Numeral, fault: Fault): Value {
  const parts = { year: year.toNumber(), month: month.toNumber(), day: day.toNumber() };
  return civilDate(parts) ?? fault('feel.literal', { literal: `${year}-${month}-${day}` });
}

function timeOfParts(hour: Numeral, minute: Numeral, second: Numeral, offset: DaysDuration | null | undefined, fault: Fault): Value {
  const whole = hour.isInteger() && minute.isInteger() && hour.gte(0) && hour.lt(24) && minute.gte(0) && minute.lt(60);
  if (!whole || second.lt(0) || second.gte(60)) return fault('feel.literal', { literal: `${hour}:${minute}:${second}` });
  const nanos = hour.times(3600).plus(minute.times(60)).plus(second).times(1e9).trunc().toNumber();
  return { kind: 'time', nanos, offset: offset == null ? null : Number(offset.nanos / 1_000_000_000n), zone: null };
}

function momentOfParts([year, month, date, hour, minute, second]: readonly Numeral[], place: DaysDuration | string | null, fault: Fault): Value {
  const civil = dateOfParts(year!, month!, date!, fault);
  const time = timeOfParts(hour!, minute!, second!, typeof place === 'string' ? null : place, fault);
  if (civil === null || time === null) return null;
  if (typeof place === 'string' && zoneOffset(place, 0) === null) return fault('feel.literal', { literal: place.slice(0, 40) });
  return { ...time as TimeOfDay, kind: 'date and time', day: (civil as CivilDate).day, zone: typeof place === 'string' ? place : null };
}

function timeOf(moment: DateTime | TimeOfDay | CivilDate): TimeOfDay {
  if (moment.kind === 'date') return { kind: 'time', nanos: 0, offset: 0, zone: null };
  return { kind: 'time', nanos: moment.nanos, offset: moment.offset, zone: moment.zone };
}

const day = param('date', 'date', 'date and time');
const from = param('from', 'date', 'date and time');
const to = param('to', 'date', 'date and time');

function count(run: (from: number, to: number) => number): Signature[] {
  return [signature([from, to], 'number', ([a, b]) => numeral(run(a.day, b.day)))];
}

function lastDayOfMonth({ day: at }: CivilDate): CivilDate {
  const { year, month } = dateParts(at);
  return { kind: 'date', day: dayNumber({ year, month, day: daysInMonth(year, month) }) };
}

function addMonths(date: CivilDate | DateTime, months: Numeral, fault: Fault): Value {
  if (!months.isInteger() || months.abs().gt(1e10)) return fault('feel.out_of_range', { what: 'months' });
  return moved(date, { kind: 'years and months duration', months: months.toNumber() }, 1, fault);
}

function yearStart({ day: at }: CivilDate): number {
  return dayNumber({ year: dateParts(at).year, month: 1, day: 1 });
}

// ISO 8601: week 1 is the one with the year's first Thursday.
function weekOfYear({ day: at }: CivilDate): number {
  const thursday = at - weekdayOf(at) + 4;
  return Math.floor((thursday - yearStart({ kind: 'date', day: thursday })) / 7) + 1;
}

const weekdays = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];
const months = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'];

/**
 * Built-ins on dates, times and durations (DMN 1.5 §10.3.4.1, §10.3.4.7, §10.3.4.8), and our own:
 * `add months(date, months)` (a day the month lacks becomes its last), `days between(from, to)`,
 * `months between(from, to)` and `full years between(from, to)` (the most that can be added to
 * `from` without passing `to`; negative the other way), `last day of month(date)`.
 * There is no `today()` or `now()`: a decision is made as of a date it is given.
 */
export const dateBuiltins: Builtins = {
  date: [
    { ...typed('date', fromText(parseDate)), plain: (text) => (typeof text === 'string' ? parseDate(text)?.day : undefined) },
    signature([from], 'date', ([moment]) => ({ kind: 'date', day: moment.day })),
    signature([param('year', 'number'), param('month', 'number'), param('day', 'number')], 'date', ([y, m, d], { fault }) => dateOfParts(y, m, d, fault)),
  ],
  time: [
    typed('time', fromText(parseTime)),
    signature([param('from', 'date', 'date and time', 'time')], 'time', ([moment]) => timeOf(moment)),
    signature(
      [param('hour', 'number'), param('minute', 'number'), param('second', 'number'), optional('offset', 'days and time duration', 'null')],
      'time', ([h, m, s, offset], { fault }) => timeOfParts(h, m, s, offset, fault),
    ),
  ],
  'date and time': [
    typed('date and time', fromText(parseDateTime)),
    signature([param('from', 'date and time')], 'date and time', ([moment]) => moment),
    signature([day, param('time', 'time')], 'date and time', ([date, time]) => ({ ...time, kind: 'date and time', day: date.day })),
    ...(['offset', 'timezone'] as const).map((where) => signature(
      [...['year', 'month', 'day', 'hour', 'minute', 'second'].map((name) => param(name, 'number')), optional(where, where === 'offset' ? 'days and time duration' : 'string', 'null')],
      'date and time', ([y, mo, d, h, mi, s, place], { fault }) => momentOfParts([y, mo, d, h, mi, s], place ?? null, fault),
    )),
  ],
  duration: [
    fromText(parseDuration),
    signature([param('from', 'days and time duration', 'years and months duration')], 'any', ([duration]) => duration),
  ],
  'years and months duration': [signature([from, to], 'years and months duration', ([a, b]) => ({ kind: 'years and months duration', months: monthsBetweenDays(a.day, b.day) }))],
  'day of week': [signature([day], 'string', ([date]) => weekdays[weekdayOf(date.day) - 1] ?? null)],
  'day of year': [signature([day], 'number', ([date]) => numeral(date.day - yearStart(date) + 1))],
  'week of year': [signature([day], 'number', ([date]) => numeral(weekOfYear(date)))],
  'month of year': [signature([day], 'string', ([date]) => months[dateParts(date.day).month - 1] ?? null)],
  'last day of month': [signature([day], 'date', ([date]) => lastDayOfMonth(date))],
  'add months': [signature([day, param('months', 'number')], 'any', ([date, n], { fault }) => addMonths(date, n, fault))],
  'days between': count((a, b) => b - a),
  'months between': count(fullMonthsBetweenDays),
  'full years between': count((a, b) => Math.trunc(fullMonthsBetweenDays(a, b) / 12)),
};
