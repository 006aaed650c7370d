import type { Value } from '#modules/decisions'

/**
 * What a matter works out, by name: each value is worked out when somebody first asks for it, and once. Most of it is
 * asked for by the decision alone, and a form that is still being filled in need not wait for it. A value that rests on
 * itself is null.
 */
export class Worked extends Map<string, Value> {
  readonly #texts: Map<string, string>
  readonly #worth: (text: string) => Value

  constructor(texts: Iterable<readonly [name: string, text: string]>, worth: (text: string) => Value) {
    super()
    this.#texts = new Map(texts)
    this.#worth = worth
  }

  override get(name: string): Value | undefined {
    const text = this.#texts.get(name)
    if (text !== undefined && !super.has(name)) {
      super.set(name, null)
      super.set(name, this.#worth(text))
    }
    return super.get(name)
  }

  override has(name: string): boolean {
    return this.#texts.has(name)
  }

  override get size(): number {
    return this.#texts.size
  }

  override keys(): MapIterator<string> {
    return this.#texts.keys()
  }

  override entries(): MapIterator<[string, Value]> {
    return new Map([...this.#texts.keys()].map((name) => [name, this.get(name) ?? null])).entries()
  }

  override values(): MapIterator<Value> {
    return new Map(this.entries()).values()
  }

  override forEach(told: (value: Value, name: string, map: Map<string, Value>) => void): void {
    for (const [name, value] of this.entries()) told(value, name, this)
  }

  override [Symbol.iterator](): MapIterator<[string, Value]> {
    return this.entries()
  }
}
