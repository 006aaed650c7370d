import { resolve } from 'node:path'

/** The nodes this software knows: the province and its cities that have a content pack. */
export const nodeNames = ['guangdong', 'shenzhen', 'jiangmen', 'zhaoqing'] as const
/** The sizes of the simulated city. */
export const cityScales = ['small', 'medium', 'full'] as const
/** The log levels of pino, the least talkative last. */
export const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const
const environments = ['development', 'test', 'production'] as const

/** One of `nodeNames`. */
export type NodeName = (typeof nodeNames)[number]
/** One of `cityScales`. */
export type CityScale = (typeof cityScales)[number]
/** One of `logLevels`. */
export type LogLevel = (typeof logLevels)[number]

/** Environment variables by name, as `process.env` has them. */
export type Environment = Readonly<Record<string, string | undefined>>

/** Everything that can be set from outside, checked. `dataDir` is absolute; `port` 0 means any free port. */
export type Settings = Readonly<{
  port: number
  host: string
  dataDir: string
  databaseUrl: string | undefined
  node: NodeName
  cityScale: CityScale
  cityUrl: string | undefined
  logLevel: LogLevel
  demo: boolean
  production: boolean
}>

/**
 * The house cannot start, and a person must change something first.
 * The message is one line: what is wrong and what to do, in English and then in Chinese.
 * It is no `Refusal`, because it is said before there is anybody to refuse and before content is read.
 */
export class UnfitStart extends Error {
  override name = 'UnfitStart'
  constructor(english: string, chinese: string) {
    super(`${english} ${chinese}`.replaceAll(/\s*\n\s*/g, ' '))
  }
}

/**
 * Reads the settings of INTERFACES "Starting" out of environment variables; an empty value counts as not set.
 * Throws `UnfitStart` for the first value that cannot be meant, and never prints a password.
 */
export function readSettings(env: Environment): Settings {
  const production = environment(env) === 'production'
  return {
    port: port(env),
    host: host(env),
    dataDir: resolve(given(env, 'DATA_DIR') ?? './.data'),
    databaseUrl: databaseUrl(env),
    node: oneOf(env, 'NODE_NAME', nodeNames, 'guangdong'),
    cityScale: oneOf(env, 'CITY_SCALE', cityScales, 'small'),
    cityUrl: cityUrl(env),
    logLevel: oneOf(env, 'LOG_LEVEL', logLevels, 'warn'),
    demo: demo(env, production),
    production,
  }
}

function given(env: Environment, name: string): string | undefined {
  const value = env[name]?.trim()
  return value === '' ? undefined : value
}

function oneOf<const T extends string>(env: Environment, name: string, allowed: readonly T[], otherwise: T): T {
  const value = given(env, name)
  if (value === undefined) return otherwise
  const found = allowed.find((one) => one === value)
  if (found !== undefined) return found
  throw new UnfitStart(
    `${name} is ${quoted(value)}; set it to one of ${allowed.join(', ')}.`,
    `${name} 的值 ${quoted(value)} 无效，请改为以下之一：${allowed.join('、')}。`,
  )
}

/** A misspelt "production" would open the demo doors of a real house, so an unknown word stops the start. */
function environment(env: Environment): string {
  return oneOf(env, 'NODE_ENV', environments, 'development')
}

function port(env: Environment): number {
  const value = given(env, 'PORT') ?? '8080'
  if (/^\d{1,5}$/.test(value) && Number(value) <= 65_535) return Number(value)
  throw new UnfitStart(
    `PORT is ${quoted(value)}; set it to a whole number from 0 (any free port) to 65535.`,
    `PORT 的值 ${quoted(value)} 无效，请改为 0（任一空闲端口）至 65535 的整数。`,
  )
}

function host(env: Environment): string {
  const value = given(env, 'HOST') ?? '127.0.0.1'
  if (/^[\p{L}\p{N}.:_-]+$/u.test(value)) return value
  throw new UnfitStart(
    `HOST is ${quoted(value)}; set it to an address or a host name alone, such as 127.0.0.1 or 0.0.0.0, without scheme, port or path.`,
    `HOST 的值 ${quoted(value)} 无效，请只填地址或主机名，例如 127.0.0.1 或 0.0.0.0，不要带协议、端口或路径。`,
  )
}

function databaseUrl(env: Environment): string | undefined {
  const value = given(env, 'DATABASE_URL')
  if (value === undefined || /^postgres(ql)?:\/\/\S+$/.test(value)) return value
  throw new UnfitStart(
    'DATABASE_URL is not a PostgreSQL address; write it as postgres://user:password@host:5432/database, or leave it unset to use the embedded database.',
    'DATABASE_URL 不是 PostgreSQL 地址，请写成 postgres://用户:密码@主机:5432/库名，或不设置以使用内置数据库。',
  )
}

function cityUrl(env: Environment): string | undefined {
  const value = given(env, 'CITY_URL')
  if (value === undefined || (/^https?:\/\//.test(value) && URL.canParse(value))) return value
  throw new UnfitStart(
    `CITY_URL is ${quoted(value)}; set it to the http address of a running city, or leave it unset to have one started.`,
    `CITY_URL 的值 ${quoted(value)} 无效，请填正在运行的模拟城市的 http 地址，或不设置以自动启动。`,
  )
}

function demo(env: Environment, production: boolean): boolean {
  const value = oneOf(env, 'DEMO', ['0', '1'], production ? '0' : '1')
  if (!(production && value === '1')) return value === '1'
  throw new UnfitStart(
    'DEMO=1 lets anyone sign in as anyone and is refused where NODE_ENV=production; remove DEMO or set it to 0.',
    'DEMO=1 允许任何人以任何身份登录，在 NODE_ENV=production 下拒绝启动，请去掉 DEMO 或改为 0。',
  )
}

function quoted(value: string): string {
  return JSON.stringify(value.length > 80 ? `${value.slice(0, 80)}…` : value)
}
