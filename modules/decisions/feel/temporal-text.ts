import { civilDate, dateParts, dayNanos } from './calendar.ts';
import type { CivilDate, DateTime, DaysDuration, MonthsDuration, TimeOfDay } from './values.ts';

/** Any value of the calendar or the clock face. */
export type Temporal = CivilDate | TimeOfDay | DateTime | DaysDuration | MonthsDuration;

const datePattern = /^(-?)(\d{4}|[1-9]\d{4,8})-(\d\d)-(\d\d)$/;
const timePattern = /^(\d\d):(\d\d):(\d\d)(?:\.(\d{1,9})\d*)?(?:(Z)|([+-])(\d\d):(\d\d)(?::(\d\d))?|@([A-Za-z0-9_+\-/]+))?$/;
const daysPattern = /^(-?)P(?:(\d+)D)?(?:T(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:\.(\d{1,9})\d*)?S)?)?$/;
const monthsPattern = /^(-?)P(?=\d)(?:(\d+)Y)?(?:(\d+)M)?$/;

/** A date from `YYYY-MM-DD`, or null where it is none (XML Schema date without a zone). */
export function parseDate(text: string): CivilDate | null {
  // Nearly every date there is has ten characters, and is read without a pattern in a tenth of the time.
  if (text.length === 10) return text[4] === '-' && text[7] === '-' ? civilDate({ year: digits(text, 0, 4), month: digits(text, 5, 7), day: digits(text, 8, 10) }) : null;
  const match = datePattern.exec(text);
  if (match === null) return null;
  return civilDate({ year: Number(`${match[1]}${match[2]}`), month: Number(match[3]), day: Number(match[4]) });
}

function digits(text: string, from: number, to: number): number {
  let value = 0;
  for (let at = from; at < to; at++) {
    const digit = text.charCodeAt(at) - 48;
    value = digit >= 0 && digit <= 9 ? value * 10 + digit : Number.NaN;
  }
  return value;
}

/** A time from `HH:MM:SS`, with an optional fraction and `Z`, `+08:00` or `@Asia/Shanghai`, or null. */
export function parseTime(text: string): TimeOfDay | null {
  const match = timePattern.exec(text);
  if (match === null) return null;
  const [hour, minute, second] = [Number(match[1]), Number(match[2]), Number(match[3])];
  if (hour > 23 || minute > 59 || second > 59) return null;
  const zone = match[10] ?? null;
  if (zone !== null && zoneOffset(zone, 0) === null) return null;
  const offset = match[5] === 'Z' ? 0 : match[6] === undefined ? null : offsetOf(match);
  if (offset !== null && Math.abs(offset) > 14 * 3600) return null;
  return { kind: 'time', nanos: ((hour * 60 + minute) * 60 + second) * 1e9 + fraction(match[4]), offset, zone };
}

function offsetOf(match: RegExpExecArray): number {
  const seconds = Number(match[7]) * 3600 + Number(match[8]) * 60 + Number(match[9] ?? 0);
  return match[6] === '-' ? -seconds : seconds;
}

/** A date and time from `YYYY-MM-DDTHH:MM:SS…`, or from a date alone (its midnight), or null. */
export function parseDateTime(text: string): DateTime | null {
  const split = text.indexOf('T');
  const date = parseDate(split < 0 ? text : text.slice(0, split));
  // The end of a day may be written as its hour 24: it is the start of the next (XML Schema 1.1 §3.3.7).
  const clock = split < 0 ? '00:00:00' : text.slice(split + 1);
  const late = /^24:00:00(?![.]0*[1-9])/.test(clock);
  const time = parseTime(late ? `00${clock.slice(2)}` : clock);
  if (date === null || time === null) return null;
  return { ...time, kind: 'date and time', day: date.day + (late ? 1 : 0) };
}

/** A duration from ISO 8601 text: `P1Y2M` in months, or `P1DT2H3M4.5S` in nanoseconds, or null. */
export function parseDuration(text: string): MonthsDuration | DaysDuration | null {
  const months = monthsPattern.exec(text);
  if (months !== null) return monthsDuration(months);
  const days = daysPattern.exec(text);
  if (days === null || !/\d/.test(text)) return null;
  const seconds = BigInt(days[2] ?? 0) * 86_400n + BigInt(days[3] ?? 0) * 3600n + BigInt(days[4] ?? 0) * 60n + BigInt(days[5] ?? 0);
  const nanos = seconds * 1_000_000_000n + BigInt(fraction(days[6]));
  return { kind: 'days and time duration', nanos: days[1] === '-' ? -nanos : nanos };
}

function monthsDuration(match: RegExpExecArray): MonthsDuration | null {
  const months = Number(match[2] ?? 0) * 12 + Number(match[3] ?? 0);
  if (!Number.isSafeInteger(months)) return null;
  return { kind: 'years and months duration', months: match[1] === '-' && months !== 0 ? -months : months };
}

function fraction(digits: string | undefined): number {
  return digits === undefined ? 0 : Number(digits.padEnd(9, '0'));
}

/** What `@"…"` means: the first of duration, date and time, date or time that reads the text, or null. */
export function parseAtLiteral(text: string): Temporal | null {
  if (/^-?P/.test(text)) return parseDuration(text);
  return parseDate(text) ?? (text.includes('T') ? parseDateTime(text) : null) ?? parseTime(text);
}

/** The ISO 8601 text of a temporal value, which the parsers above read back to the same value. */
export function formatTemporal(value: Temporal): string {
  switch (value.kind) {
    case 'date': return formatDate(value.day);
    case 'time': return formatTime(value);
    case 'date and time': return `${formatDate(value.day)}T${formatTime(value)}`;
    case 'years and months duration': return formatMonths(value.months);
    case 'days and time duration': return formatNanos(value.nanos);
  }
}

function formatDate(day: number): string {
  const parts = dateParts(day);
  const year = String(Math.abs(parts.year)).padStart(4, '0');
  return `${parts.year < 0 ? '-' : ''}${year}-${two(parts.month)}-${two(parts.day)}`;
}

function formatTime(time: Pick<TimeOfDay, 'nanos' | 'offset' | 'zone'>): string {
  const seconds = Math.floor(time.nanos / 1e9);
  const rest = time.nanos % 1e9;
  const decimals = rest === 0 ? '' : `.${String(rest).padStart(9, '0').replace(/0+$/, '')}`;
  const clock = `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}${decimals}`;
  if (time.zone !== null) return `${clock}@${time.zone}`;
  return time.offset === null ? clock : clock + formatOffset(time.offset);
}

function formatOffset(offset: number): string {
  if (offset === 0) return 'Z';
  const size = Math.abs(offset);
  const seconds = size % 60 === 0 ? '' : `:${two(size % 60)}`;
  return `${offset < 0 ? '-' : '+'}${two(Math.floor(size / 3600))}:${two(Math.floor(size / 60) % 60)}${seconds}`;
}

function formatMonths(months: number): string {
  const years = Math.floor(Math.abs(months) / 12);
  const rest = Math.abs(months) % 12;
  if (months === 0) return 'P0M';
  return `${months < 0 ? '-' : ''}P${years === 0 ? '' : `${years}Y`}${rest === 0 ? '' : `${rest}M`}`;
}

function formatNanos(nanos: bigint): string {
  if (nanos === 0n) return 'PT0S';
  const size = nanos < 0n ? -nanos : nanos;
  const days = size / BigInt(dayNanos);
  const seconds = (size / 1_000_000_000n) % 86_400n;
  const rest = size % 1_000_000_000n;
  const [hours, minutes] = [seconds / 3600n, (seconds / 60n) % 60n];
  const decimals = rest === 0n ? '' : `.${String(rest).padStart(9, '0').replace(/0+$/, '')}`;
  const second = seconds % 60n !== 0n || rest !== 0n ? `${seconds % 60n}${decimals}S` : '';
  const clock = `${hours === 0n ? '' : `${hours}H`}${minutes === 0n ? '' : `${minutes}M`}${second}`;
  return `${nanos < 0n ? '-' : ''}P${days === 0n ? '' : `${days}D`}${clock === '' ? '' : `T${clock}`}`;
}

function two(count: number): string {
  return String(count).padStart(2, '0');
}

/** Seconds east of UTC of a named zone at an instant (seconds since 1970), or null for an unknown zone. */
export function zoneOffset(zone: string, at: number): number | null {
  try {
    const parts = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' }).formatToParts(at * 1000);
    const match = /^GMT(?:([+-])(\d\d):(\d\d)(?::(\d\d))?)?$/.exec(parts.find((part) => part.type === 'timeZoneName')?.value ?? '');
    if (match === null) return null;
    const seconds = Number(match[2] ?? 0) * 3600 + Number(match[3] ?? 0) * 60 + Number(match[4] ?? 0);
    return match[1] === '-' ? -seconds : seconds;
  } catch {
    // Intl says "unknown zone" only by throwing.
    return null;
  }
}
