import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { TracedRow } from './evaluate.ts';

const share = z.number().min(0).max(1);

/** How the decisions of a table are watched. */
export const watchShape = z.strictObject({ share, boundaryMost: z.number().int().min(0).max(1000), window: z.number().int().min(1).max(3650), errorLimit: share, confidence: z.number().min(0.5).max(0.9999) });
export type Watch = z.infer<typeof watchShape>;

/** The watch of every table, or of one by its id. */
export const qualityShape = z.looseObject({ every: watchShape }).catchall(watchShape);

/**
 * The lot: of these ids the `count` whose SHA-256 with the seed comes first. Whoever knows the seed and the ids can draw it again,
 * and nobody who does not know the seed can tell who will be drawn.
 */
export function drawn(ids: readonly string[], seed: string, count: number): string[] {
  const ranked = ids.map((id) => [createHash('sha256').update(`${seed} ${id}`).digest('hex'), id] as const);
  return ranked.sort(([a], [b]) => (a < b ? -1 : 1)).slice(0, count).map(([, id]) => id);
}

// Numbers of a test, and not the digits of a day in quotes.
const NUMBER = /(?<![\w"-]|\d\.)-?\d+(?:\.\d+)?(?![\w"-]|\.\d)/g;

/**
 * How near a decision came to a limit: the smallest distance of a tested number to a number of its test, as a share of that number.
 * Infinity where no number was compared.
 */
export function nearness(trace: readonly TracedRow[]): number {
  const distances = trace.flatMap(({ cells }) => cells.flatMap(({ value, test }) => {
    if (typeof value !== 'number' || !/[<>]|\.\./.test(test)) return [];
    return [...test.matchAll(NUMBER)].map(([text]) => Math.abs(value - Number(text)) / Math.max(1, Math.abs(Number(text))));
  }));
  return Math.min(Infinity, ...distances);
}

/** Two-sided quantile of the standard normal distribution for a confidence, by bisection of its distribution function. */
export function quantile(confidence: number): number {
  const wanted = (1 + confidence) / 2;
  let [low, high] = [0, 10];
  for (let turn = 0; turn < 60; turn++) {
    const middle = (low + high) / 2;
    if (below(middle) < wanted) low = middle;
    else high = middle;
  }
  return low;
}

// Abramowitz and Stegun 26.2.17; off by less than 7.5e-8.
function below(z: number): number {
  const t = 1 / (1 + 0.2316419 * z);
  const sum = t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return 1 - (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) * sum;
}

/** The Wilson interval of a share: `errors` of `looked` (Wilson 1927, Journal of the American Statistical Association 22, p. 209). From 0 to 1 where nobody has looked. */
export function wilson(errors: number, looked: number, confidence: number): { readonly low: number; readonly high: number } {
  if (looked === 0) return { low: 0, high: 1 };
  const [z, share] = [quantile(confidence), errors / looked];
  const [centre, spread, whole] = [share + (z * z) / (2 * looked), z * Math.sqrt((share * (1 - share)) / looked + (z * z) / (4 * looked * looked)), 1 + (z * z) / looked];
  return { low: Math.max(0, (centre - spread) / whole), high: Math.min(1, (centre + spread) / whole) };
}
