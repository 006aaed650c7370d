/**
 * The first two digits of every province-level division, Hong Kong, Macao and Taiwan included. Source: GB/T 2260-2007 table 1.
 * Kept in code because a new one is an amendment of the nation's map: the last was Chongqing (50) in 1997.
 */
export const PROVINCE_PREFIXES: ReadonlySet<string> = new Set(
  '11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82'.split(' '),
)
