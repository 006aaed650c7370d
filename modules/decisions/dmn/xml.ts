import { Parser } from 'saxen'

import { FeelError } from '../feel/faults.ts'

/** An element of a document: its local name, the namespace it is in, what it holds. */
export type Element = { readonly name: string; readonly space: string; readonly attributes: Readonly<Record<string, string>>; readonly spaces: Readonly<Record<string, string>>; readonly children: Element[]; text: string }

/** Far above any real model (the largest of the official test kit has 700 kB and 9,000 elements), far below harm. */
export const xmlLimits = { length: 4_000_000, depth: 120, elements: 100_000 } as const

/**
 * The root element of an XML text. No document type, no entities but the five of XML, bounded in length, depth and number of elements.
 * Refuses with `dmn.xml` (what is wrong, with the line), `dmn.too_large`, `dmn.document_type`.
 */
export function readXml(text: string): Element {
  if (text.length > xmlLimits.length) throw new FeelError('dmn.too_large', { length: text.length, most: xmlLimits.length })
  const top: Element = { name: '', space: '', attributes: {}, spaces: { xml: 'http://www.w3.org/XML/1998/namespace' }, children: [], text: '' }
  const open = [top]
  let count = 0
  const parser = new Parser()
  const wrong = (problem: string, context: () => { line: number; column: number }): never => {
    const { line, column } = context()
    throw new FeelError('dmn.xml', { problem: problem.slice(0, 80) }, { line: line + 1, column: column + 1 })
  }
  parser.on('error', (error, context) => wrong(error.message, context))
  parser.on('warn', (error, context) => wrong(error.message, context))
  parser.on('attention', (declaration, _decode, context) => {
    const { line, column } = context()
    throw new FeelError('dmn.document_type', { found: declaration.slice(0, 20) }, { line: line + 1, column: column + 1 })
  })
  parser.on('openTag', (name, attributesOf, decode, _selfClosing, context) => {
    count++
    if (open.length > xmlLimits.depth || count > xmlLimits.elements) throw new FeelError('dmn.too_large', { depth: open.length, elements: count })
    const parent = open.at(-1)!
    if (parent === top && top.children.length > 0) wrong('a second root element', context)
    open.push(elementOf(name, attributesOf(), parent, decode))
    parent.children.push(open.at(-1)!)
  })
  parser.on('closeTag', () => { open.pop() })
  parser.on('text', (part, decode) => { open.at(-1)!.text += decode(part) })
  parser.on('cdata', (part) => { open.at(-1)!.text += part })
  parser.parse(text)
  const [root] = top.children
  if (root === undefined) throw new FeelError('dmn.xml', { problem: 'no element' })
  return root
}

function elementOf(name: string, raw: Readonly<Record<string, string>>, parent: Element, decode: (text: string) => string): Element {
  const attributes = Object.fromEntries(Object.entries(raw).map(([key, value]) => [key, decode(value)]))
  const declared = Object.entries(attributes).filter(([key]) => key === 'xmlns' || key.startsWith('xmlns:')).map(([key, uri]) => [key === 'xmlns' ? '' : key.slice(6), uri] as const)
  const spaces = declared.length === 0 ? parent.spaces : { ...parent.spaces, ...Object.fromEntries(declared) }
  const [prefix, local] = name.includes(':') ? name.split(':', 2) as [string, string] : ['', name]
  return { name: local, space: spaces[prefix] ?? '', attributes, spaces, children: [], text: '' }
}
