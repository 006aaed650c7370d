import { z } from 'zod';
import type { Decision } from './decide.ts';
import { sentenceShape } from './schema.ts';

const day = z.iso.date();

/** Cases of a table with known results: checked wherever content is, and shown to whoever reviews a change of it. */
export const examplesShape = z.strictObject({
  table: z.string().max(80),
  source: sentenceShape.optional(),
  /** How far a number may lie from the one expected; exact unless told. */
  tolerance: z.number().min(0).optional(),
  examples: z.array(z.strictObject({
    is: sentenceShape.optional(),
    asOf: day,
    given: z.record(z.string().max(80), z.unknown()),
    expect: z.strictObject({
      outcome: z.enum(['GRANT', 'RETURN', 'ROUTE']).nullable().optional(), reason: z.string().optional(), row: z.string().optional(), values: z.record(z.string(), z.unknown()).optional(),
    }),
  })).min(1).max(5000),
});

/** The examples of a table, as their author wrote them. */
export type Examples = z.infer<typeof examplesShape>;
export type Example = Examples['examples'][number];

/** What differs between an example and what was decided, in words for its author; empty where nothing does. */
export function differences({ expect }: Example, decision: Pick<Decision, 'outcome' | 'reasons' | 'values'>, tolerance = 0): string[] {
  const { outcome, reasons, values } = decision;
  const wrong: string[] = [];
  if (expect.outcome !== undefined && expect.outcome !== outcome) wrong.push(`outcome ${outcome} instead of ${expect.outcome}`);
  if (expect.reason !== undefined && !reasons.some(({ reason }) => reason === expect.reason)) wrong.push(`reasons ${reasons.map(({ reason }) => reason).join(', ') || 'none'} instead of ${expect.reason}`);
  if (expect.row !== undefined && !reasons.some(({ row }) => row === expect.row)) wrong.push(`rows ${reasons.map(({ row }) => row).join(', ') || 'none'} instead of ${expect.row}`);
  for (const [name, value] of Object.entries(expect.values ?? {})) {
    const found = values[name];
    const near = typeof value === 'number' && typeof found === 'number' && Math.abs(found - value) <= tolerance;
    if (!near && JSON.stringify(found) !== JSON.stringify(value)) wrong.push(`${name} ${JSON.stringify(found)} instead of ${JSON.stringify(value)}`);
  }
  return wrong;
}
