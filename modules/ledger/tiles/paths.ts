import { TILE_WIDTH, type Tile } from './tiles.ts'

/** What a path under /ledger/tile/ names: a tile of hashes, or a bundle of entries (level "entries"). */
export type TilePath = { readonly level: number | 'entries'; readonly n: number; readonly width: number }

/** The greatest tile level there can be: 2^64 leaves need no more (C2SP tlog-tiles: 0 to 63, of which 8 suffice here). */
const LEVEL_MAX = 63

/** A tile's number in three-digit groups, all but the last marked with x: 1234067 is x001/x234/067 (C2SP tlog-tiles). */
export function numberPath(n: number): string {
  const groups = [String(n % 1000).padStart(3, '0')]
  for (let rest = Math.floor(n / 1000); rest > 0; rest = Math.floor(rest / 1000)) {
    groups.unshift(`x${String(rest % 1000).padStart(3, '0')}`)
  }
  return groups.join('/')
}

/** The path of a tile after `tile/`: `0/x001/067`, or `0/x001/067.p/8` for a partial one. */
export function tilePath({ level, n, width }: Tile | TilePath): string {
  return `${level}/${numberPath(n)}${width === TILE_WIDTH ? '' : `.p/${width}`}`
}

/** Reads what `tilePath` writes; nothing else is a path, so that each tile has one name only. */
export function parseTilePath(path: string): TilePath | undefined {
  const match = /^(entries|0|[1-9]\d?)\/((?:x\d{3}\/)*\d{3})(?:\.p\/([1-9]\d{0,2}))?$/.exec(path)
  const [, level, number, partial] = match ?? []
  if (level === undefined || number === undefined) return undefined
  const parsed = {
    level: level === 'entries' ? level : Number(level),
    n: Number(number.replaceAll(/[x/]/g, '')),
    width: partial === undefined ? TILE_WIDTH : Number(partial),
  } as const
  const known = Number.isSafeInteger(parsed.n) && (parsed.level === 'entries' || parsed.level <= LEVEL_MAX)
  return known && tilePath(parsed) === path ? parsed : undefined
}
