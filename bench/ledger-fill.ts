import type pg from 'pg'

import { perform } from '#kernel/act'
import { house } from '#kernel/actor'

import { signingKeyOf } from '../modules/ledger/actions/keys.ts'
import { logOrigin, signerOf } from '../modules/ledger/actions/sequence.ts'
import { signCheckpoint } from '../modules/ledger/note/checkpoint.ts'
import { addCheckpoint, addTiles } from '../modules/ledger/store/tree.ts'
import { grow, rootOfEdge, type Edge } from '../modules/ledger/tiles/tiles.ts'

type Index = { readonly name: string; readonly sql: string }

const TABLES = ['ledger.entries', 'ledger.leaves', 'certificates.certificates']

/**
 * Fills ledger and register with rows that nobody issued, `chunks` times, and lets `issue` add real ones after each; then gives every entry
 * its leaf, in the order of the ids, which is no order. Rows are made in the database; indexes are taken away and built again at the end.
 * The texts of the filling are shorter than real ones. Gives what `issue` gave.
 */
export async function fill(pool: pg.Pool, { entries, chunks, issue }: { entries: number; chunks: number; issue: () => Promise<string[]> }): Promise<string[]> {
  const issued: string[] = []
  for (let chunk = 0; chunk < chunks; chunk++) issued.push(...(await issue()))
  const client = await pool.connect()
  await client.query("set session_replication_role = replica; set synchronous_commit = off; set maintenance_work_mem = '1GB'; set work_mem = '512MB'; set enable_seqscan = on")
  const { rows: [kept] } = await client.query<{ entries: string }>('select count(*) as entries from ledger.entries')
  const indexes = await takeIndexes(client)
  const wanted = entries - Number(kept!.entries)
  for (let chunk = 0; chunk < chunks; chunk++) {
    const [from, to] = [Math.floor((chunk * wanted) / chunks), Math.floor(((chunk + 1) * wanted) / chunks) - 1]
    await client.query(ENTRIES, [from, to])
    await client.query(CERTIFICATES, [from, to])
    // The real ones move to the end of the table as it is now, so that they lie apart.
    await client.query('update certificates.certificates set id = id where code = any($1)', [issued.slice(Math.floor((chunk * issued.length) / chunks), Math.floor(((chunk + 1) * issued.length) / chunks))])
  }
  await client.query(LEAVES)
  for (const { sql } of indexes) await client.query(sql)
  await client.query('analyze')
  client.release(true)
  return issued
}

const ENTRIES = `
  insert into ledger.entries (id, kind, about, digest, salt, commitment, entered_at, entered_by)
  select gen_random_uuid(), 'certificate', e.about, e.digest, e.salt, sha256(e.salt || e.digest || convert_to(e.about, 'UTF8')), now(), 'house:bench'
  from (select 'c_' || lpad(n::text, 22, '0') as about, sha256(int8send(n)) as digest, substring(sha256(int8send(-n)) for 16) as salt from generate_series($1::bigint, $2::bigint) n) e`

const CERTIFICATES = `
  insert into certificates.certificates (id, identifier, type, number, version, code, holder, holder_name, holder_code, holder_code_type, issuer, issuer_code, issuer_name,
    fields, definition, case_id, decision, valid_from, valid_until, issued_at, issued_by, payload, digest, jws, entry, status_number)
  select 'c_' || lpad(n::text, 22, '0'), '1.2.156.3005.2.bench.' || n, 'business-licence', 'B' || n, '001', upper(substr(md5(n::text), 1, 20)), 'p_' || md5((n / 3)::text), '某某公司', 'code' || n, 'social-credit-code',
    'pengjiang-market', '11440703MBTB0021XM', '{"zh":"某局","en":"A bureau"}', '{"name":"某某公司"}', repeat('0', 64), 'case-' || n, 'decision-' || n, '2026-03-02', null, now(), 'house:bench',
    repeat('p', 200), encode(sha256(int8send(n)), 'hex'), repeat('j', 300), gen_random_uuid(), 1000000 + n
  from generate_series($1::bigint, $2::bigint) n`

const LEAVES = `
  truncate ledger.leaves;
  insert into ledger.leaves (leaf_index, entry, leaf_hash)
  select row_number() over (order by id) - 1, id, sha256('\\x00'::bytea || convert_to(case when issuer is null
    then '{"commitment":"' || encode(commitment, 'hex') || '","kind":"' || kind || '","v":1}'
    else '{"commitment":"' || encode(commitment, 'hex') || '","issuer":"' || issuer || '","kind":"' || kind || '","v":2}' end, 'UTF8'))
  from ledger.entries`

/** Takes constraints and indexes of the large tables away; gives what builds them again. */
async function takeIndexes(client: pg.PoolClient): Promise<Index[]> {
  const { rows: keys } = await client.query<{ name: string; table: string; sql: string }>(`
    select conname as name, conrelid::regclass::text as table, format('alter table %s add constraint %I %s', conrelid::regclass, conname, pg_get_constraintdef(oid)) as sql
    from pg_constraint where contype in ('p', 'u') and conrelid::regclass::text = any($1)`, [TABLES])
  // What refers to them stays out: nothing is written any more.
  for (const { name, table } of keys) await client.query(`alter table ${table} drop constraint ${name} cascade`)
  const { rows: plain } = await client.query<{ name: string; sql: string }>(`select indexrelid::regclass::text as name, pg_get_indexdef(indexrelid) as sql from pg_index where indrelid::regclass::text = any($1)`, [TABLES])
  for (const { name } of plain) await client.query(`drop index ${name}`)
  return [...keys, ...plain]
}

const BATCH = 256 * 160

/** Builds the tiles over all leaves by the code of the sequencer, and signs a checkpoint over them. */
export async function growTree(pool: pg.Pool): Promise<void> {
  let [edge, size]: [Edge, number] = [[], 0]
  for (;;) {
    const { rows } = await pool.query<{ leaf_hash: Buffer }>({ name: 'leaves', text: 'select leaf_hash from ledger.leaves where leaf_index >= $1 and leaf_index < $2 order by leaf_index', values: [size, size + BATCH] })
    if (rows.length === 0) break
    const grown = grow(edge, size, rows.map((row) => row.leaf_hash))
    edge = grown.edge
    size += rows.length
    if (grown.full.length > 0) await perform(house('bench'), (act) => addTiles(act.tx, grown.full))
  }
  await perform(house('bench'), async (act) => {
    const key = await signingKeyOf(act, `log:${logOrigin()}`, 'Ed25519')
    const root = rootOfEdge(edge)
    await addCheckpoint(act.tx, { size, root, note: await signCheckpoint({ origin: logOrigin(), size, root }, signerOf(key)), key: key.id, written: '1', position: size, at: act.at })
  })
}
