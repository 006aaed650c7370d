import { z } from 'zod';

const identifier = z.string().regex(/^[a-z][a-zA-Z0-9_]*$/, 'an identifier: letters, digits and _, starting with a small letter');
const tableName = z.string().regex(/^[a-z][a-z0-9-]*(\.[a-z0-9-]+)*$/, 'a table id: small letters, digits, - and .');
const reasonCode = z.string().regex(/^[a-z][a-z0-9_-]*(\.[a-z0-9_-]+)+$/, 'a reason code: words joined by points');
const role = z.string().regex(/^[a-z][a-zA-Z0-9_-]*$/, 'a role: letters, digits, - and _, starting with a small letter');
const day = z.iso.date();

/** A sentence in the languages every table speaks. */
export const sentenceShape = z.strictObject({ zh: z.string().min(1), en: z.string().min(1) });
/** A sentence in Chinese and English. */
export type Sentence = z.infer<typeof sentenceShape>;

const valueType = z.enum([
  'boolean', 'number', 'string', 'date', 'time', 'date and time', 'days and time duration', 'years and months duration', 'list', 'context',
]);
const scalar = z.union([z.boolean(), z.number(), z.string()]);
const feel = z.string().min(1);

const inputShape = z.strictObject({
  id: identifier, label: sentenceShape, type: valueType,
  /** FEEL over the names of the scope. */
  is: feel,
  /** All values there can be; anything else is a wrong type. */
  allowed: z.array(scalar).min(1).optional(),
  /** Whether null is a value here; without it null is a wrong type. */
  nullable: z.boolean().optional(),
  /** FEEL tests that every value passes, such as `[0..150]`; one that does not is a wrong type. */
  within: feel.optional(),
  /** Whether a number is always whole; one that is not is a wrong type. */
  whole: z.boolean().optional(),
});

const outputShape = z.strictObject({
  id: identifier, label: sentenceShape.optional(), type: valueType,
  /** How COLLECT joins the values of the matching rows; a list unless told. */
  collect: z.enum(['list', 'sum', 'min', 'max', 'count']).optional(),
});

const rowShape = z.strictObject({
  id: z.string().regex(/^[a-z0-9][a-z0-9_-]*$/, 'a row id: small letters, digits, - and _'),
  when: z.record(identifier, feel).default({}),
  outcome: z.enum(['GRANT', 'RETURN', 'ROUTE']).optional(),
  /** The role a ROUTE goes to. */
  to: role.optional(),
  reason: reasonCode.optional(),
  text: sentenceShape.optional(),
  fix: sentenceShape.optional(),
  field: z.string().min(1).optional(),
  law: sentenceShape.optional(),
  set: z.record(identifier, feel).default({}),
});

/** A number of the law under the day from which it holds, until the next one. */
const datedShape = z.strictObject({ from: day, is: z.union([z.number(), z.string().regex(/^-?\d+(\.\d+)?$/, 'a decimal number')]), law: sentenceShape.optional() });

/** The shape of a decision table's file; an unknown key is an error. Dates are whole days, both ends included. */
export const tableShape = z.strictObject({
  table: tableName,
  title: sentenceShape,
  effective: z.strictObject({ from: day, to: day.nullable() }),
  hitPolicy: z.enum(['FIRST', 'OUTPUT ORDER', 'UNIQUE', 'COLLECT']),
  /** The role undetermined cases go to, where it is not the office's ordinary desk. */
  routeTo: role.optional(),
  /** How long and how well this table must have decided silently beside its predecessor before it takes its place. */
  trial: z.strictObject({ days: z.number().int().min(0).max(366), least: z.number().int().min(1), agreement: z.number().min(0).max(1) }).optional(),
  /** Numbers that expressions name; the one in force on the day decides. */
  numbers: z.record(identifier, z.array(datedShape).min(1)).optional(),
  inputs: z.array(inputShape).max(60),
  outputs: z.array(outputShape).max(60).default([]),
  rows: z.array(rowShape).min(1).max(2000),
});

/** A decision table as its author wrote it. */
export type Table = z.infer<typeof tableShape>;
/** One input of a table. */
export type TableInput = Table['inputs'][number];
/** One row of a table. */
export type TableRow = Table['rows'][number];
/** What a row can decide. */
export type Outcome = NonNullable<TableRow['outcome']>;

/** One thing wrong with a table; `pointer` is a JSON pointer into its file, `detail` says what was found (`name: value, …`), `details` the same by name. */
export interface TableFault { readonly file?: string; readonly pointer: string; readonly code: string; readonly detail: string; readonly details?: Readonly<Record<string, unknown>> }

/** Makes the detail of a fault. */
export function detailOf(details: Readonly<Record<string, unknown>>): string {
  return Object.entries(details).map(([name, value]) => `${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`).join(', ');
}
