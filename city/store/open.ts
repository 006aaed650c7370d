import { DatabaseSync } from 'node:sqlite'

/** The open database of one city; only the files of this folder speak SQL to it. */
export type Book = DatabaseSync

/** One row as SQLite gives it. */
export type Row = Record<string, string | number | null>

// The ground truth. Days are whole numbers from 1970-01-01, money is fen, people and firms are referred to by n.
const TRUTH = `
  create table meta (key text primary key, value text not null) without rowid;
  create table people (
    n integer primary key, id_number text not null, name text not null, male integer not null, born integer not null,
    died integer, hukou text not null, address integer not null, marital text not null, spouse integer,
    father integer, mother integer, mobile text not null, capacity text, version integer not null default 1
  );
  create table addresses (
    n integer primary key, code text not null, text text not null, division text not null, kind text not null,
    illegal integer not null
  );
  create table firms (
    n integer primary key, code text not null, name text not null, region text not null, brand text not null,
    pinyin text not null, industry text not null, form text not null, division text not null, address integer,
    legal_rep integer, state text not null, registered integer not null, capital integer not null, scope text not null,
    ended integer, responsible integer, by_order integer not null default 0
  );
  create table spells (
    person integer not null, began integer not null, firm integer not null, ended integer, base integer not null,
    by_order integer not null default 0, primary key (person, began, firm)
  ) without rowid;
  create table funds (
    person integer primary key, account text not null, firm integer not null, balance integer not null,
    settled integer not null, state text not null, loan integer not null, defaulted integer not null, ended integer
  );
  create table pensions (person integer primary key, retired integer not null, monthly integer not null);
  create table cards (number text primary key, person integer not null, bank text not null, class text not null) without rowid;
  create table dishonest (person integer primary key, since integer not null, case_number text not null);
  create table crimes (person integer primary key, offence text not null, judged integer not null);
`

// What the departments did and were told to do since; everything here is emptied by a reset.
const EFFECTS = `
  create table orders (
    endpoint text not null, key text not null, department text not null, digest text not null, answer text not null,
    attempts integer not null, differing integer not null, made_at text not null, case_id text, purpose text,
    primary key (endpoint, key)
  ) without rowid;
  create table sms (id integer primary key, mobile text not null, text text not null, sent_at text not null);
  create table reservations (id integer primary key, name text not null, until integer not null, case_id text);
  create table seals (number text primary key, firm text not null, kind text not null, maker text not null) without rowid;
  create table units (firm text not null, kind text not null, number text not null, primary key (firm, kind)) without rowid;
  create table bookings (branch text not null, time text not null, firm text not null, primary key (branch, time)) without rowid;
  create table counters (name text primary key, value integer not null) without rowid;
  create table originals (kind text not null, n integer not null, row text not null, primary key (kind, n)) without rowid;
  create table overlays (
    department text not null, id_number text not null, changes text not null, as_of text, version integer not null,
    by_order integer not null, primary key (department, id_number, by_order)
  ) without rowid;
  create table behaviours (scope text primary key, settings text not null) without rowid;
  create table requests (at text not null, endpoint text not null, case_id text, purpose text, answered integer not null);
`

// Made after the bulk load, because building an index once is several times faster than keeping it current.
const INDEXES = `
  create unique index people_by_id on people (id_number);
  create index people_by_birth on people (born, id_number, hukou, died);
  create unique index addresses_by_code on addresses (code);
  create index addresses_by_division on addresses (division, text);
  create unique index firms_by_code on firms (code);
  create index firms_by_name on firms (name);
  create index firms_by_address on firms (address) where state = '存续';
  create index firms_by_industry on firms (industry, region, brand, pinyin, name) where state = '存续';
  create index firms_by_responsible on firms (responsible) where responsible is not null;
  create index firms_by_order on firms (by_order) where by_order = 1;
  create index spells_by_order on spells (by_order) where by_order = 1;
  create index cards_by_person on cards (person);
  create index sms_by_mobile on sms (mobile);
  create index requests_by_case on requests (case_id);
`

/** The text of the schema; another text means that an old file cannot be read. */
export const SCHEMA: string = TRUTH + EFFECTS + INDEXES

/** Creates an empty city for bulk loading; not crash safe until `settle` has run, so load into a file and rename it. */
export function createBook(path: string): Book {
  const book = new DatabaseSync(path)
  book.exec('pragma page_size = 8192; pragma journal_mode = off; pragma synchronous = off; pragma cache_size = -200000')
  book.exec(TRUTH + EFFECTS)
  return book
}

/** Builds the indexes after the bulk load. */
export function settle(book: Book): void {
  book.exec(INDEXES)
  book.exec('analyze')
}

/**
 * Opens a generated city. WAL with `synchronous = normal`: what was answered survives `kill -9` of the process;
 * only a power cut may lose the last moments, which a simulation may. The lock is held as long as the city runs: one
 * process owns a folder, and no statement has to ask the system for a lock (which cost more than the reading).
 */
export function openBook(path: string): Book {
  const book = new DatabaseSync(path)
  book.exec(
    'pragma locking_mode = exclusive; pragma journal_mode = wal; pragma synchronous = normal; pragma cache_size = -65536; pragma mmap_size = 2147483648; pragma busy_timeout = 5000',
  )
  return book
}

/** The value of a setting the generator wrote down, such as `seed`. */
export function metaOf(book: Book, key: string): string | undefined {
  const row = book.prepare('select value from meta where key = ?').get(key) as Row | undefined
  return row === undefined ? undefined : String(row['value'])
}

/** Writes a setting. */
export function writeMeta(book: Book, key: string, value: string): void {
  book.prepare('insert into meta (key, value) values (?, ?) on conflict (key) do update set value = excluded.value').run(key, value)
}

/** Runs work in one transaction: all of it is kept, or nothing. */
export function inTransaction<T>(book: Book, work: () => T): T {
  book.exec('begin immediate')
  // The catch undoes the half-done work and passes the fault on untouched.
  try {
    const result = work()
    book.exec('commit')
    return result
  } catch (fault) {
    book.exec('rollback')
    throw fault
  }
}
