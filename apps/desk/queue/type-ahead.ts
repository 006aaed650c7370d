import type { KeyboardEvent } from 'react'

import type { Waiting } from '../api.ts'

/** How long between two keys of one search, as in React Aria. */
const PAUSE_MS = 1000
const LOOK_AHEAD = 300
let typed = { text: '', at: 0 }

/**
 * Type-ahead in case numbers. It begins with a figure, since letters are commands; once begun, letters belong to it too. Gives
 * the place of the next row with a part of its number beginning so, null where none in sight has, undefined for another key.
 */
export function searchBy(event: KeyboardEvent, active: number, total: number, rowAt: (place: number) => Waiting | undefined): number | null | undefined {
  const goesOn = event.timeStamp - typed.at < PAUSE_MS && typed.text !== ''
  if (!/^[0-9A-Za-z]$/.test(event.key) || (!goesOn && !/^\d$/.test(event.key))) return undefined
  typed = { text: (goesOn ? typed.text : '') + event.key.toUpperCase(), at: event.timeStamp }
  // A search that grows may stay where it is; a new one looks further on.
  for (let step = goesOn ? 0 : 1; step <= Math.min(LOOK_AHEAD, total); step++) {
    const place = (active + step) % total
    if (rowAt(place)?.number.split('-').some((part) => part.toUpperCase().startsWith(typed.text))) return place
  }
  return null
}
