/** Matters that fit while one types. What is taken is gone to; Enter without a choice sends the form, which finds the same. */
import { combobox, suggested } from './combobox.ts'

type Found = { readonly title: string; readonly part: string | null; readonly href: string }

const PAUSE_MS = 150

for (const form of document.querySelectorAll<HTMLFormElement>('form[data-island="search"]')) {
  combobox({
    input: form.querySelector<HTMLInputElement>('input[type="search"]')!, place: form, some: form.dataset['some']!, none: form.dataset['none']!, pauseMs: PAUSE_MS,
    find: async (text) => (text === '' ? null : ((await suggested<Found>(form.dataset['path']!, { text }))?.items.map(({ title, ...more }) => ({ label: title, ...more })) ?? null)),
    choose: ({ href }) => location.assign(href),
  })
}
