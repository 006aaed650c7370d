import { Refusal } from '#kernel/refusal'

/**
 * One division under one name for one stretch of time. A code that was reused or renamed has several rows.
 * Codes: 6 digits (province, city, county; GB/T 2260), 9 (street or town; GB/T 10114), 12 (village; statistical code).
 */
export type Division = {
  readonly code: string
  readonly name: string
  readonly nameEn?: string
  /** First day in force, ISO 8601. Absent: since before the table's records begin. */
  readonly from?: string
  /** First day no longer in force. Absent: still in force. */
  readonly to?: string
  /** Codes that took over the territory, whole or in part, at `to` (for the same code: its next row). */
  readonly successors?: readonly string[]
}

/** Divisions by code, each code's rows in order of time. Made by `readDivisions`, never by hand. */
export type DivisionTable = ReadonlyMap<string, readonly Division[]>

/** Which step of the administrative ladder a code stands on. */
export type DivisionLevel = 'province' | 'city' | 'county' | 'town' | 'village'

const KEYS = new Set(['code', 'name', 'nameEn', 'from', 'to', 'successors'])
/** The name of every `…01` code that stands for all districts of a city at once: never a place, but in the identity numbers of cities that had no districts yet. */
const DISTRICTS_TOGETHER = '市辖区'
const DAY = /^\d{4}-\d{2}-\d{2}$/

/**
 * The table from parsed JSON: a list of rows of the shape of `Division`. Refuses (`unfit`, `codes.division.table`, with the row's
 * number from 0, its code and the key at fault) what has another shape, an unknown key, a row that ends before it begins,
 * rows of one code that overlap, and a row whose parent or whose successor in a province of the table is not in it.
 */
export function readDivisions(json: unknown): DivisionTable {
  if (!Array.isArray(json)) throw new Refusal('unfit', 'codes.division.table', { row: 0, division: '', key: '' })
  const table = new Map<string, Division[]>()
  json.forEach((row: unknown, place) => {
    const key = keyAtFault(row)
    if (key !== null) throw broken(place, row, key)
    const division = row as Division
    table.set(division.code, [...(table.get(division.code) ?? []), division].sort((a, b) => begin(a).localeCompare(begin(b))))
  })
  json.forEach((row: Division, place) => {
    const key = linkAtFault(table, row)
    if (key !== null) throw broken(place, row, key)
  })
  return table
}

function broken(place: number, row: unknown, key: string): Refusal {
  const code = typeof row === 'object' && row !== null && 'code' in row ? String(row.code) : ''
  return new Refusal('unfit', 'codes.division.table', { row: place, division: code, key })
}

function keyAtFault(row: unknown): string | null {
  if (typeof row !== 'object' || row === null) return 'code'
  const { code, name, nameEn = 'none', from = '0000-01-01', to = '9999-12-31', successors = [] } = row as Record<string, unknown>
  if (typeof code !== 'string' || !/^[1-9]\d{5}(\d{3}(\d{3})?)?$/.test(code)) return 'code'
  if (typeof name !== 'string' || name === '') return 'name'
  if (typeof nameEn !== 'string' || nameEn === '') return 'nameEn'
  if (typeof from !== 'string' || !DAY.test(from)) return 'from'
  if (typeof to !== 'string' || !DAY.test(to) || to <= from) return 'to'
  if (!Array.isArray(successors) || !successors.every((successor) => typeof successor === 'string')) return 'successors'
  return Object.keys(row).find((key) => !KEYS.has(key)) ?? null
}

function linkAtFault(table: DivisionTable, row: Division): string | null {
  const parents = parentCodes(row.code)
  if (parents.length > 0 && !parents.some((parent) => table.has(parent))) return 'code'
  const rows = table.get(row.code) ?? []
  const next = rows[rows.indexOf(row) + 1]
  if (next !== undefined && end(row) > begin(next)) return 'to'
  return (row.successors ?? []).every((code) => table.has(code) || !covers(table, code)) ? null : 'successors'
}

const begin = (division: Division) => division.from ?? '0000-01-01'
const end = (division: Division) => division.to ?? '9999-12-31'
const covers = (table: DivisionTable, code: string) => table.has(`${code.slice(0, 2)}0000`)

/** The table's own form of a code: a 12-digit statistical code of a county, city or street loses its trailing zeros (`440703000000` → `440703`). */
export function shortDivisionCode(code: string): string {
  if (code.length !== 12 || !code.endsWith('000')) return code
  return code.endsWith('000000') ? code.slice(0, 6) : code.slice(0, 9)
}

/** The level that a code of 6, 9 or 12 digits stands for. Cities without counties (`441900`) are cities. */
export function divisionLevel(code: string): DivisionLevel {
  const short = shortDivisionCode(code)
  if (short.length === 12) return 'village'
  if (short.length === 9) return 'town'
  if (short.endsWith('0000')) return 'province'
  return short.endsWith('00') ? 'city' : 'county'
}

/**
 * What kind of place a 9-digit code names, by its last three digits: `subdistrict` (街道, 001–099), `town` (镇, 100–199),
 * `township` (乡, 200–399), or a `special` zone that is counted like a town (400–599). Null for other codes. Source: GB/T 10114-2003 and the
 * National Bureau of Statistics' rules for statistical division codes.
 */
export function townKind(code: string): 'subdistrict' | 'town' | 'township' | 'special' | null {
  const short = shortDivisionCode(code)
  if (short.length !== 9) return null
  const last = Number(short.slice(6))
  if (last < 100) return 'subdistrict'
  if (last < 200) return 'town'
  return last < 400 ? 'township' : 'special'
}

/** The codes that may stand above, nearest first: a county reports to its city, or to the province where there is no such city. */
function parentCodes(code: string): string[] {
  const short = shortDivisionCode(code)
  if (short.length > 6) return [short.slice(0, short.length - 3)]
  const above = { province: [], city: [`${short.slice(0, 2)}0000`], county: [`${short.slice(0, 4)}00`, `${short.slice(0, 2)}0000`] }
  return above[divisionLevel(short) as 'province' | 'city' | 'county']
}

/** The division that `code` (6, 9 or 12 digits) named on `day` (ISO 8601); null if none. A street is in force only while its county is. */
export function divisionAt(table: DivisionTable, code: string, day: string): Division | null {
  const short = shortDivisionCode(code)
  const division = table.get(short)?.find((row) => begin(row) <= day && day < end(row)) ?? null
  if (division === null || short.length === 6) return division
  return divisionAt(table, short.slice(0, short.length - 3), day) === null ? null : division
}

/** The division above `code` on `day`; null above a province and where `code` was not in force. */
export function parentAt(table: DivisionTable, code: string, day: string): Division | null {
  if (divisionAt(table, code, day) === null) return null
  const parents = parentCodes(code).map((parent) => divisionAt(table, parent, day))
  return parents.find((parent) => parent !== null) ?? null
}

/** The division and all above it on `day`, province first. Empty where `code` was not in force. */
export function ancestryAt(table: DivisionTable, code: string, day: string): Division[] {
  const division = divisionAt(table, code, day)
  if (division === null) return []
  const parent = parentAt(table, code, day)
  return parent === null ? [division] : [...ancestryAt(table, parent.code, day), division]
}

/** The divisions directly below `code` on `day`, in order of code, without the summary code of a city's districts (`440301`). */
export function childrenAt(table: DivisionTable, code: string, day: string): Division[] {
  const short = shortDivisionCode(code)
  return [...table.keys()]
    .filter((child) => parentCodes(child).includes(short) && parentAt(table, child, day)?.code === short)
    .sort()
    .flatMap((child) => divisionAt(table, child, day) ?? [])
    .filter((child) => child.name !== DISTRICTS_TOGETHER)
}

/**
 * The name in full on `day`, null where `code` was not in force: `广东省江门市新会区` in Chinese, largest first without spaces;
 * `Xinhui District, Jiangmen, Guangdong` in English, smallest first. A division without an English name keeps its Chinese one.
 */
export function fullNameAt(table: DivisionTable, code: string, day: string, language: 'zh' | 'en' = 'zh'): string | null {
  const ancestry = ancestryAt(table, code, day)
  if (ancestry.length === 0) return null
  if (language === 'zh') return ancestry.map((division) => division.name).join('')
  return ancestry.map((division) => division.nameEn ?? division.name).reverse().join(', ')
}

/** The divisions in force on `day` that hold the territory which `code` named at any earlier time, following successors; itself if it still stands. */
export function successorsAt(table: DivisionTable, code: string, day: string): Division[] {
  const found = new Set<Division>()
  const seen = new Set<string>()
  const queue = [shortDivisionCode(code)]
  for (const next of queue) {
    if (seen.has(next)) continue
    seen.add(next)
    const standing = divisionAt(table, next, day)
    if (standing !== null) found.add(standing)
    else queue.push(...(table.get(next) ?? []).filter((row) => end(row) <= day).flatMap((row) => row.successors ?? []))
  }
  return [...found].sort((a, b) => a.code.localeCompare(b.code))
}

/**
 * Whether `code` (6 digits) named a division on any day from `from` to `until`, both included, ISO 8601. Null where the
 * table does not hold that province, so that nobody is refused for our ignorance.
 */
export function existedBetween(table: DivisionTable, code: string, from: string, until: string): boolean | null {
  if (!covers(table, code)) return null
  return (table.get(code) ?? []).some((row) => begin(row) <= until && from < end(row))
}
