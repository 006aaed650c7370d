import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

import { database } from '#kernel/database'

/** The schema of the database is not one this program can work with. The message says what to do. */
export class UnfitSchema extends Error {
  override name = 'UnfitSchema'
}

const LOCK = 7_220_046 // Any number, as long as every Tongban uses the same.

/**
 * Brings the schema forward: each `migrations/000N_*.sql` of the kernel and the modules once, all new ones in
 * one transaction under a lock, so a start that breaks half way leaves the old schema whole.
 * Throws UnfitSchema where a file changed after it ran, or the database is newer than the program.
 */
export async function migrate(root: string, places: readonly string[]): Promise<number> {
  const client = await database().connect()
  // Caught to undo everything that was begun, and to say what a person can do.
  try {
    await client.query('begin')
    await client.query('select pg_advisory_xact_lock($1)', [LOCK])
    await client.query('create table if not exists public.tongban_migrations (name text primary key, digest text not null, ran_at timestamptz not null default now())')
    const ran = new Map((await client.query<{ name: string; digest: string }>('select name, digest from public.tongban_migrations')).rows.map((row) => [row.name, row.digest]))
    const files = places.flatMap((place) => filesOf(root, place))
    refuseStrangers(ran, files)
    const fresh = files.filter((file) => !ran.has(file.name))
    for (const file of fresh) {
      await client.query(file.text)
      await client.query('insert into public.tongban_migrations (name, digest) values ($1, $2)', [file.name, file.digest])
    }
    await client.query('commit')
    return fresh.length
  } catch (error) {
    await client.query('rollback')
    throw error instanceof UnfitSchema ? error : explained(error as Error)
  } finally {
    client.release()
  }
}

type File = { readonly name: string; readonly text: string; readonly digest: string }

function filesOf(root: string, place: string): File[] {
  const folder = join(root, place, 'migrations')
  if (!existsSync(folder)) return []
  return readdirSync(folder).filter((file) => file.endsWith('.sql')).sort().map((file) => {
    const text = readFileSync(join(folder, file), 'utf8')
    return { name: `${place}/${file}`, text, digest: createHash('sha256').update(text).digest('hex') }
  })
}

function refuseStrangers(ran: ReadonlyMap<string, string>, files: readonly File[]): void {
  const changed = files.find((file) => ran.has(file.name) && ran.get(file.name) !== file.digest)
  if (changed) throw new UnfitSchema(`The migration ${changed.name} was changed after it ran on this database; put the file back as it was, or start with an empty DATA_DIR.`)
  const known = new Set(files.map((file) => file.name))
  const newer = [...ran.keys()].find((name) => !known.has(name))
  if (newer) throw new UnfitSchema(`This database was made by a newer Tongban (it knows ${newer}); start that version, or use another database.`)
}

/** A relation that exists without its migration on record means somebody ran half of one by hand, or restored half a backup. */
const explained = (error: Error & { code?: string }): Error =>
  ['42P07', '42P06', '42710', '42723', '42P01', '3F000'].includes(error.code ?? '')
    ? new UnfitSchema(`The database is half migrated (${error.message}); restore a whole backup, or empty the database and start again.`)
    : error
