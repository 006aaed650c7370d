import { useRef, useState, type KeyboardEvent } from 'react'

import { useVoice } from '../ui/voice.tsx'
import type { Column } from './columns.ts'
import { outcomeOf, testIn } from './words.ts'

/** Ends a change: with what is kept, or null for what was; `step` columns on, or `null` where focus went elsewhere by itself. */
export type Over = (source: string | null, step: number | null) => void

type Props = { readonly column: Column; readonly name: string; readonly source: string; readonly begin: string | null; readonly wrong: boolean; readonly onOver: Over }

/** A cell while it is changed: a choice where all values are known, else what is tested as it is written. */
export function CellInput({ column, name, source, begin, wrong, onOver }: Props) {
  const { choices } = column
  const [typed, setTyped] = useState(begin !== null && choices === null ? begin : source)
  const ended = useRef(false)
  const end: Over = (kept, step) => { if (!ended.current) { ended.current = true; onOver(kept, step) } }
  const press = (event: KeyboardEvent): void => {
    event.stopPropagation()
    if (event.key === 'Escape') end(null, 0)
    else if (event.key === 'Enter') end(typed, 0)
    else if (event.key === 'Tab') end(typed, event.shiftKey ? -1 : 1)
    else return
    event.preventDefault()
  }
  const shared = { className: 'rules__input', 'aria-label': name, 'aria-invalid': wrong || undefined, autoFocus: true, value: typed, onKeyDown: press, onBlur: () => end(typed, null) }
  if (choices !== null && (source === '' || choices.includes(source))) return <select {...shared} onChange={(event) => setTyped(event.target.value)}><Choices column={column} choices={choices} /></select>
  return <input {...shared} type="text" autoComplete="off" spellCheck={false} onFocus={(event) => { if (begin === null) event.target.select() }} onChange={(event) => setTyped(event.target.value)} />
}

function Choices({ column, choices }: { readonly column: Column; readonly choices: readonly string[] }) {
  const voice = useVoice()
  return <>{column.kind === 'outcome' ? null : <option value="">{voice.t('studio.any')}</option>}{choices.map((choice) => <option key={choice} value={choice}>{column.kind === 'outcome' ? outcomeOf(voice, choice as 'GRANT') : testIn(voice, null, choice)}</option>)}</>
}
