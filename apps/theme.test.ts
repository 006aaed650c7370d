import { strict as assert } from 'node:assert'
import { globSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'

const root = join(import.meta.dirname, '..')
const themes = globSync('content/*/theme.css', { cwd: root })

/** The colours of a theme as they stand in the light and in the dark. */
function coloursOf(css: string): Record<'light' | 'dark', Map<string, string>> {
  const named = (text: string): [string, string][] => [...text.matchAll(/--([a-z-]+):\s*(#[0-9a-f]{6})/g)].map(([, name, value]) => [name!, value!])
  const [light = '', dark = ''] = css.split('@media (prefers-color-scheme: dark)')
  return { light: new Map(named(light)), dark: new Map([...named(light), ...named(dark)]) }
}

/** The luminance of a colour (WCAG 2.2, relative luminance). */
function luminanceOf(colour: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255).map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
  return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!
}

function contrastOf(one: string, other: string): number {
  const [lower, higher] = [luminanceOf(one), luminanceOf(other)].toSorted((a, b) => a - b)
  return (higher! + 0.05) / (lower! + 0.05)
}

/** What stands on what as text, and so needs 4.5 to 1 (WCAG 2.2, 1.4.3). */
const TEXTS: readonly (readonly [string, readonly string[]])[] = [
  ['ink', ['ground', 'surface', 'sunken', 'accent-soft', 'good-soft', 'warn-soft', 'bad-soft']],
  ['ink-soft', ['ground', 'surface', 'sunken', 'accent-soft', 'warn-soft']],
  ['accent', ['ground', 'surface', 'sunken', 'accent-soft']],
  ['on-accent', ['accent', 'accent-strong']],
  ['good', ['surface', 'good-soft', 'ground']], ['warn', ['surface', 'warn-soft', 'ground']], ['bad', ['surface', 'bad-soft', 'ground']],
  ['on-focus', ['focus']],
  ...['red', 'blue', 'green', 'amber', 'grey'].map((tone) => [tone, ['surface']] as const),
]

describe('the theme of a place', () => {
  it('is there', () => assert.ok(themes.includes('content/base/theme.css')))

  for (const theme of themes) {
    it(`can be read in the light and in the dark (${theme})`, () => {
      const schemes = coloursOf(readFileSync(join(root, theme), 'utf8'))
      for (const [scheme, colours] of Object.entries(schemes)) {
        for (const [text, grounds] of TEXTS) {
          for (const ground of grounds) {
            const ratio = contrastOf(colours.get(text) ?? assert.fail(`no --${text}`), colours.get(ground) ?? assert.fail(`no --${ground}`))
            assert.ok(ratio >= 4.5, `${scheme}: --${text} on --${ground} is ${ratio.toFixed(2)} to 1`)
          }
        }
        assert.ok(contrastOf(colours.get('edge')!, colours.get('surface')!) >= 3, `${scheme}: the edge of a field is seen (WCAG 2.2, 1.4.11)`)
      }
    })
  }

  it('alone has colours: everything else names them', () => {
    const folder = join(import.meta.dirname, 'ui/css')
    // Paper is white and print is black whatever the theme is, and a camera reads dark on light only.
    const literal = readdirSync(folder).filter((file) => file !== 'print.css').flatMap((file) => readFileSync(join(folder, file), 'utf8').split('\n')
      .filter((line) => /#[0-9a-f]{3,8}\b|\brgba?\(|\bhsla?\(/i.test(line) && !line.startsWith('.qr ')).map((line) => `${file}: ${line.trim().slice(0, 100)}`))
    assert.deepEqual(literal, [])
  })

  it('has every token that is named anywhere', () => {
    const known = new Set([...readFileSync(join(root, 'content/base/theme.css'), 'utf8').matchAll(/--([a-z0-9-]+):/g)].map(([, name]) => name!))
    const files = globSync('apps/**/*.css', { cwd: root, exclude: (name) => name === '.built' })
    const own = new Set(files.flatMap((file) => [...readFileSync(join(root, file), 'utf8').matchAll(/(?:^|[{;\s])--([a-z0-9-]+):/g)].map(([, name]) => name!)))
    const strange = files.flatMap((file) => [...readFileSync(join(root, file), 'utf8').matchAll(/var\(--([a-z0-9-]+)/g)].map(([, name]) => name!).filter((name) => !known.has(name) && !own.has(name)).map((name) => `${file}: --${name}`))
    assert.deepEqual(strange, [])
  })
})
