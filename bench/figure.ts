/** One figure: what was measured, in which unit, and the peer or the limit it is divided by. */
export type Figure = {
  readonly name: string
  readonly value: number
  readonly unit: string
  readonly peer: string
  readonly peerValue: number
  /** How many rounds the medians are taken of. */
  readonly runs: number
}

/** The middle of some numbers. */
export const median = (numbers: readonly number[]): number => percentile(numbers, 50)

/** The smallest number that at least so many per cent do not exceed. */
export function percentile(numbers: readonly number[], percent: number): number {
  const sorted = numbers.toSorted((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil((sorted.length * percent) / 100) - 1)] ?? Number.NaN
}

/** Prints a figure as one line of JSON, with anything else worth knowing. */
export function tell(figure: Figure, beside: Readonly<Record<string, number | string | Readonly<Record<string, number>> | undefined>> = {}): void {
  const { name, value, unit, peer, peerValue, runs } = figure
  process.stdout.write(`${JSON.stringify({ name, value: rounded(value), unit, peer, peerValue: rounded(peerValue), ratio: rounded(value / peerValue), runs, node: process.version, ...Object.fromEntries(Object.entries(beside).map(([key, one]) => [key, typeof one === 'number' ? rounded(one) : one])) })}\n`)
}

const rounded = (value: number): number => Number(value.toPrecision(4))
