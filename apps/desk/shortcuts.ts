import { useEffect } from 'react'

/** What a key does, where: shown in the sheet of keys. `group` and `text` are sentences. */
export type Shortcut = { readonly keys: readonly string[]; readonly text: string }

/** Every key of the desk, as its sheet shows them. */
export const SHORTCUTS: readonly { readonly group: string; readonly keys: readonly Shortcut[] }[] = [
  {
    group: 'desk.keys_everywhere',
    keys: [{ keys: ['?'], text: 'desk.key_sheet' }, { keys: ['g', 'q'], text: 'desk.key_queue' }],
  },
  {
    group: 'desk.queue',
    keys: [
      { keys: ['j', '↓'], text: 'desk.key_next' }, { keys: ['k', '↑'], text: 'desk.key_before' }, { keys: ['Home'], text: 'desk.key_first' }, { keys: ['End'], text: 'desk.key_last' }, { keys: ['0–9'], text: 'desk.key_number' },
      { keys: ['Enter', 'o'], text: 'desk.key_open' }, { keys: ['t'], text: 'desk.take' }, { keys: ['/'], text: 'desk.key_find' },
      { keys: ['g', 'a'], text: 'desk.key_all' }, { keys: ['g', 'm'], text: 'desk.key_mine' }, { keys: ['g', 'f'], text: 'desk.key_free' }, { keys: ['g', 'o'], text: 'desk.key_over' },
    ],
  },
  {
    group: 'desk.case',
    keys: [
      { keys: ['g'], text: 'desk.key_grant' }, { keys: ['r'], text: 'desk.key_return' }, { keys: ['t'], text: 'desk.take' }, { keys: ['h'], text: 'desk.hand_over' },
      { keys: ['n'], text: 'desk.key_note' }, { keys: ['u'], text: 'desk.to_queue' },
    ],
  },
]

/** Where a key is text and no command. */
const isTyping = (target: EventTarget | null): boolean => target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))

/** How long after the first key of a pair the second still belongs to it. */
const PAIR_MS = 1000
let before = { key: '', at: 0 }

/**
 * Lets keys do something while the page at hand is shown, wherever focus is but in text and in dialogs. A command is
 * called by its key (`t`), or by a pair pressed one after the other (`g q`).
 */
export function useShortcuts(commands: Readonly<Record<string, () => void>>): void {
  // Keys are heard by the document, whatever has focus.
  useEffect(() => {
    const hear = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || document.querySelector('[role="dialog"]') !== null) return
      const pair = event.timeStamp - before.at < PAIR_MS ? commands[`${before.key} ${event.key}`] : undefined
      const command = pair ?? commands[event.key]
      if (event.timeStamp !== before.at) queueMicrotask(() => { before = { key: event.key, at: event.timeStamp } })
      if (command === undefined) return
      event.preventDefault()
      command()
    }
    document.addEventListener('keydown', hear)
    return () => document.removeEventListener('keydown', hear)
  })
}
