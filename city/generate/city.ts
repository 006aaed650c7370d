import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { CAST } from '../cast.ts'
import { dayOf } from '../days.ts'
import { FIXED_FIRMS } from '../fixed.ts'
import { hashOf } from '../random.ts'
import { batches, everyRow, loaderFor } from '../store/load.ts'
import type { Loader } from '../store/load.ts'
import { createBook, metaOf, openBook, SCHEMA, settle, writeMeta } from '../store/open.ts'
import type { Book } from '../store/open.ts'
import { writeCast } from './cast.ts'
import { emptyFirmRoll, FIRST_GENERATED_FIRM, writeFirm } from './firms.ts'
import { COUNTY_CODES, FIRST_GENERATED, numberBook, writeHousehold } from './people.ts'
import { emptyRoll } from './roll.ts'
import type { Roll } from './roll.ts'
import { writeWorkingLife } from './work.ts'

/** Raised whenever the same seed would give another city, so that old folders are generated anew. */
const GENERATOR_VERSION = '2'

/** How many people and firms each scale has. */
export const SCALES = {
  small: { people: 2_000, firms: 300 },
  medium: { people: 50_000, firms: 8_000 },
  full: { people: 1_000_000, firms: 150_000 },
} as const

/** The name of a scale. */
export type Scale = keyof typeof SCALES

/** Which city: the same choice always gives the same truth. */
export type CityChoice = { folder: string; scale: Scale; seed: number }

/** Told how far the generation is, as a fraction and the step's name. */
export type Progress = (step: string, fraction: number) => void

/**
 * Opens the city in this folder, generating it first unless the same scale, seed and generator made what is there.
 * The file appears under its name only when it is whole, so a generation that was cut off is simply done again.
 */
export function openCity(choice: CityChoice, progress: Progress = () => {}): Book {
  mkdirSync(choice.folder, { recursive: true })
  const path = join(choice.folder, 'city.sqlite')
  const wanted = `${choice.scale}/${choice.seed}/${GENERATOR_VERSION}.${hashOf(SCHEMA).toString(36)}`
  if (existsSync(path)) {
    const book = openBook(path)
    if (metaOf(book, 'city') === wanted) return book
    book.close()
  }
  for (const end of ['', '-wal', '-shm', '.partial']) rmSync(path + end, { force: true })
  generate(`${path}.partial`, choice, wanted, progress)
  renameSync(`${path}.partial`, path)
  return openBook(path)
}

/** A digest over every row of the ground truth; equal digests mean equal cities. */
export function digestOf(book: Book): string {
  const hash = createHash('sha256')
  for (const row of everyRow(book)) hash.update(row).update('\n')
  return hash.digest('hex')
}

function generate(path: string, choice: CityChoice, made: string, progress: Progress): void {
  const book = createBook(path)
  const size = SCALES[choice.scale]
  const loader = loaderFor(book)
  const batch = batches(book, 50_000)
  writeCast(loader)
  const people = emptyRoll(FIRST_GENERATED + size.people + 64)
  enrolCast(people)
  writeHouseholds(loader, people, batch, choice.seed, size.people, progress)
  writeFirmsAndWork(loader, people, batch, choice.seed, size.firms, progress)
  writeMeta(book, 'city', made)
  writeMeta(book, 'people', String(people.last - FIRST_GENERATED + 1 + CAST.length))
  writeMeta(book, 'firms', String(size.firms + FIXED_FIRMS.length))
  batch.finish()
  progress('indexes', 0)
  settle(book)
  progress('indexes', 1)
  book.close()
}

function enrolCast(people: Roll): void {
  CAST.forEach((one, at) => {
    people.born[at + 1] = dayOf(one.birthDate)
    people.male[at + 1] = one.sex === 'male' ? 1 : 0
    people.county[at + 1] = COUNTY_CODES.indexOf(one.hukou)
  })
  people.last = FIRST_GENERATED - 1
}

function writeHouseholds(loader: Loader, people: Roll, batch: ReturnType<typeof batches>, seed: number, wanted: number, progress: Progress): void {
  const numbers = numberBook()
  const target = FIRST_GENERATED - 1 + wanted
  for (let household = 0; people.last < target; household += 1) {
    const rows = writeHousehold(loader, people, numbers, seed, household)
    batch.count(rows * 2 + 1)
    if (household % 5_000 === 0) progress('people', (people.last - FIRST_GENERATED) / wanted)
  }
  progress('people', 1)
}

function writeFirmsAndWork(loader: Loader, people: Roll, batch: ReturnType<typeof batches>, seed: number, wanted: number, progress: Progress): void {
  const firms = emptyFirmRoll(
    FIRST_GENERATED_FIRM + wanted,
    FIXED_FIRMS.map((one) => one.name),
  )
  for (let at = 0; at < wanted; at += 1) {
    writeFirm(loader, people, firms, seed, FIRST_GENERATED_FIRM + at)
    batch.count(2)
    if (at % 5_000 === 0) progress('firms', at / wanted)
  }
  progress('firms', 1)
  for (let n = FIRST_GENERATED; n <= people.last; n += 1) {
    batch.count(writeWorkingLife(loader, people, firms, seed, n))
    if (n % 20_000 === 0) progress('work', n / people.last)
  }
  progress('work', 1)
}
