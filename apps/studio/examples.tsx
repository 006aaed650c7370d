import { voiceOf } from '../portal/voice.ts'
import { Dot, Tag } from '../ui/parts.tsx'
import { useVoice } from '../ui/voice.tsx'
import type { Example, Input, Table, Value } from './api.ts'
import { quoted, saidIn } from './table-text.ts'
import type { Trial } from './trying.tsx'
import { outcomeOf, valueOf } from './words.ts'

/** The examples of a table and whether the text one writes still gives what they say. Those that do not come first. */
export function Examples({ table, examples }: { readonly table: Table; readonly examples: readonly Example[] }) {
  const voice = useVoice()
  const { t } = voice
  const wrong = examples.filter(({ holds }) => !holds).length
  const shown = examples.toSorted((a, b) => Number(a.holds) - Number(b.holds)).slice(0, SHOWN_MAX)
  return (
    <section className="panel" aria-labelledby="examples">
      <h2 className="panel__title" id="examples">{t('studio.examples')}</h2>
      {examples.length === 0 ? <p className="quiet">{t('studio.examples_none')}</p> : (
        <>
          <p>{wrong === 0 ? <Tag kind="good">{t('studio.examples_hold', { count: examples.length })}</Tag> : <Tag kind="bad">{t('studio.examples_fail', { wrong, count: examples.length })}</Tag>}</p>
          <ul className="rows">{shown.map((one) => <One key={one.index} {...{ table, one }} />)}</ul>
          {examples.length > SHOWN_MAX ? <p className="quiet">{t('studio.examples_more', { count: examples.length - SHOWN_MAX })}</p> : null}
        </>
      )}
    </section>
  )
}

const SHOWN_MAX = 12

function One({ table, one }: { readonly table: Table; readonly one: Example }) {
  const voice = useVoice()
  const { t, bi, list, day } = voice
  const saidOf = (outcome: Example['outcome'] | undefined, values: Example['values'] | undefined): string => list([...(outcome === undefined || outcome === null ? [] : [outcomeOf(voice, outcome)]), ...Object.entries(values ?? {}).map(([id, value]) => t('studio.pair', { name: bi((table.outputs ?? []).find((output) => output.id === id)?.label ?? id), value: valueOf(voice, table, id, value) }))])
  return (
    <li className="rows__one">
      <div className="rows__main">
        <p>{one.is === null ? list(flat(one.given).map(([name, value]) => t('studio.pair', { name: nameOf(name), value: valueOf(voice, table, name, value) }))) : bi(one.is)}</p>
        <p className="rows__sub">{day(one.asOf)}<Dot />{one.holds ? saidOf(one.expect.outcome, one.expect.values) : t('studio.example_differs', { wanted: saidOf(one.expect.outcome, one.expect.values), found: saidOf(one.outcome, one.values) })}</p>
      </div>
      <div className="rows__side"><Tag kind={one.holds ? 'good' : 'bad'}>{t(one.holds ? 'studio.holds' : 'studio.fails')}</Tag></div>
    </li>
  )

  function nameOf(name: string): string {
    return bi(table.inputs.find(({ is }) => pathIn(is) === name)?.label ?? name)
  }
}

/** What was given, each value with the path it stands at. */
function flat(given: Readonly<Record<string, Value>>, before = ''): [string, Value][] {
  return Object.entries(given).flatMap(([name, value]): [string, Value][] => (typeof value === 'object' && value !== null && !Array.isArray(value) ? flat(value as Record<string, Value>, `${before}${name}.`) : [[`${before}${name}`, value]]))
}

/** The path that an input reads where it reads nothing but a path, else null: then nobody can say from its value what was given. */
function pathIn(is: string): string | null {
  return /^(?:date\(\s*)?([A-Za-z]\w*(?:\.\w+)*)(?:\s*\))?$/.exec(is.trim())?.[1] ?? null
}

/** The inputs of a try that the rules work out from other things: an example gives those, and from the value of such an input nobody can tell what they were. */
export const workedOut = (table: Table, { input }: Trial): readonly Input[] => table.inputs.filter(({ id, is }) => input[id] !== undefined && pathIn(is) === null)

/** The text of a table’s examples with a try as one more, or null where an input of it is worked out or the list cannot be made longer. */
export function withExample(examples: string | null, table: Table, { asOf, input, tried }: Trial): string | null {
  const given: Record<string, unknown> = {}
  for (const [id, value] of Object.entries(input)) {
    const path = pathIn(table.inputs.find((one) => one.id === id)?.is ?? '')
    if (path === null) return null
    put(given, path.split('.'), value)
  }
  const expect = [...(tried.outcome === null ? [] : [`outcome: ${tried.outcome}`]), ...(Object.keys(tried.values).length === 0 ? [] : [`values: ${JSON.stringify(tried.values)}`])]
  const line = `  - { asOf: ${asOf}, given: ${JSON.stringify(given)}, expect: { ${expect.join(', ')} } }\n`
  if (examples === null) return `table: ${table.table}\nsource: { zh: ${quoted(voiceOf('zh').t('studio.example_source'))}, en: ${quoted(voiceOf('en').t('studio.example_source'))} }\nexamples:\n${line}`
  const longer = `${examples}${examples.endsWith('\n') ? '' : '\n'}${line}`
  // Only a list that ends the file can be made longer at its end.
  return saidIn(longer) === null ? null : longer
}

function put(into: Record<string, unknown>, [first, ...rest]: readonly string[], value: unknown): void {
  if (rest.length === 0) into[first!] = value
  else put((into[first!] ??= {}) as Record<string, unknown>, rest, value)
}
