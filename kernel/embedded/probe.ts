import pg from 'pg'

import { UnfitStart } from '../settings.ts'
import { codeOf } from './place.ts'

type Target = Readonly<{ at: string; database: string; user: string }>

/**
 * Checks that a database can carry the house: it can be reached and entered, is of PostgreSQL 15 or newer, holds UTF-8,
 * is no read-only copy and lets us make schemas. Gives the server's version as a number (180004 is 18.4).
 * Throws `UnfitStart` with one sentence for each; the password is never printed.
 */
export async function probeDatabase(url: string): Promise<number> {
  const client = clientOf(url)
  client.on('error', () => undefined)
  const target = { at: `${client.host}:${client.port}`, database: client.database ?? '', user: client.user ?? '' }
  // Caught to turn the driver's code into a sentence a person can act on.
  try {
    await client.connect()
    return await fitness(client, target)
  } catch (error) {
    throw error instanceof UnfitStart ? error : explained(error, target)
  } finally {
    await client.end().catch(() => undefined) // Whether it closes well says nothing about the database.
  }
}

/** A client for an address, refused with a sentence where the driver cannot read it (its own message prints the address). */
function clientOf(url: string): pg.Client {
  try {
    return new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 })
  } catch (error) {
    throw new UnfitStart(
      `DATABASE_URL cannot be read as an address (${codeOf(error)}); write it as postgres://user:password@host:5432/database, with special characters of the password percent-encoded.`,
      `DATABASE_URL 无法解析（${codeOf(error)}），请写成 postgres://用户:密码@主机:5432/库名，密码中的特殊字符须做百分号编码。`,
    )
  }
}

async function fitness(client: pg.Client, { database, user }: Target): Promise<number> {
  const { rows } = await client.query<{ version: number; encoding: string; copy: boolean; may: boolean }>(
    `select current_setting('server_version_num')::int as version, current_setting('server_encoding') as encoding,
            pg_is_in_recovery() as copy, has_database_privilege(current_database(), 'create') as may`,
  )
  const found = rows[0]
  if (!found) throw new Error('the database did not answer the question')
  if (found.version < 150_000) {
    throw new UnfitStart(
      `The database server is PostgreSQL ${Math.floor(found.version / 10_000)} and Tongban needs 15 or newer; point DATABASE_URL to a newer server.`,
      `数据库服务器版本为 PostgreSQL ${Math.floor(found.version / 10_000)}，通办需要 15 或更高版本，请将 DATABASE_URL 指向更新的服务器。`,
    )
  }
  if (found.encoding !== 'UTF8') {
    throw new UnfitStart(
      `Database "${database}" keeps text as ${found.encoding} and Tongban needs UTF8; make one with create database … encoding 'UTF8' template template0.`,
      `数据库“${database}”的编码为 ${found.encoding}，通办需要 UTF8，请用 create database … encoding 'UTF8' template template0 新建。`,
    )
  }
  if (found.copy) {
    throw new UnfitStart(
      'The database server is a read-only copy; point DATABASE_URL to the primary server.',
      '该数据库服务器是只读副本，请将 DATABASE_URL 指向主服务器。',
    )
  }
  if (!found.may) {
    throw new UnfitStart(
      `User "${user}" may not make schemas in database "${database}"; run grant create on database "${database}" to "${user}".`,
      `用户“${user}”无权在数据库“${database}”中建立模式，请执行 grant create on database "${database}" to "${user}"。`,
    )
  }
  return found.version
}

function explained(error: unknown, { at, database, user }: Target): UnfitStart {
  const code = codeOf(error)
  const message = error instanceof Error ? error.message : code
  if (code === '3D000') {
    return new UnfitStart(
      `Database "${database}" does not exist on ${at}; create it or correct DATABASE_URL.`,
      `${at} 上不存在数据库“${database}”，请先创建它或更正 DATABASE_URL。`,
    )
  }
  if (code.startsWith('28') || /password must be a string/.test(message)) {
    return new UnfitStart(
      `The database server ${at} refused user "${user}" or its password; correct them in DATABASE_URL.`,
      `数据库服务器 ${at} 拒绝了用户“${user}”或其密码，请更正 DATABASE_URL。`,
    )
  }
  const reason = code === message || message === '' ? code : message
  return new UnfitStart(
    `The database server ${at} cannot be used (${reason}); start it or correct DATABASE_URL.`,
    `无法使用数据库服务器 ${at}（${reason}），请启动它或更正 DATABASE_URL。`,
  )
}
