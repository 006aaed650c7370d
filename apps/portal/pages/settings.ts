import { localPath, part, paths, patterns } from '../../paths.ts'
import { inLanguage, type RegisterAnswer } from '../../ui/form/lookup.tsx'
import { param, typed, type Route, type Visit } from '../visit.ts'

const back = (visit: Visit): string => localPath(typed(visit, 'to'), paths.home())

/** Where the API looks something up by a part of its text, within a division where one is known. */
export const lookupPath = (source: string, text: string, division?: string): string =>
  `/exchange/lookups/${part(source)}?text=${part(text)}${division === undefined ? '' : `&division=${part(division)}`}`

/** The choices a reader carries along: his language and how large he reads. And look-ups, for islands. */
export const settingRoutes: readonly Route[] = [
  { method: 'POST', path: patterns.language, answer: async (visit) => ({ to: back(visit), language: typed(visit, 'language') === 'en' ? 'en' : 'zh' }) },
  { method: 'POST', path: patterns.easy, answer: async (visit) => ({ to: back(visit), easy: typed(visit, 'easy') === 'yes' }) },
  {
    // Asked by POST, because an address somebody types belongs in no log of addresses.
    method: 'POST', path: patterns.lookup,
    answer: async (visit) => ({ json: inLanguage(await visit.ask.get<RegisterAnswer>(lookupPath(param(visit, 'source'), typed(visit, 'text').slice(0, 80), typed(visit, 'division').slice(0, 12) || undefined)), visit.voice.bi) }),
  },
]
