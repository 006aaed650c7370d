import { createHash } from 'node:crypto';
import { parseDocument, type Document } from 'yaml';
import type { Table, TableFault } from './schema.ts';
import { detailOf, tableShape } from './schema.ts';

/** A table as read, or what is wrong with the text. */
export type ReadTable = { readonly table: Table; readonly faults: readonly [] } | { readonly table: null; readonly faults: readonly TableFault[] };

/**
 * Reads a table from YAML (1.2 core: no dates or tags are guessed, a key given twice is an error).
 * Faults: `decisions.yaml` with line and column, `decisions.shape` per field that does not fit.
 */
export function readTable(yaml: string, file?: string): ReadTable {
  const place = file === undefined ? {} : { file };
  const document = parseDocument(yaml, { uniqueKeys: true, schema: 'core', prettyErrors: true });
  const [first] = document.errors;
  if (first !== undefined) {
    const at = first.linePos?.[0];
    return { table: null, faults: [{ ...place, pointer: '', code: 'decisions.yaml', detail: detailOf({ why: first.code, line: at?.line ?? null, column: at?.col ?? null }) }] };
  }
  const written = plainOf(document);
  if ('fault' in written) return { table: null, faults: [{ ...place, pointer: '', code: 'decisions.yaml', detail: detailOf({ why: written.fault }) }] };
  const parsed = tableShape.safeParse(written.value);
  if (parsed.success) return { table: parsed.data, faults: [] };
  return {
    table: null,
    faults: parsed.error.issues.map((issue) => ({ ...place, pointer: pointerTo(issue.path), code: 'decisions.shape', detail: issue.message })),
  };
}

// Every row may repeat the law of another; text that doubles itself over and over is refused long before it fills the memory.
const ALIASES_MAX = 5000;

function plainOf(document: Document): { readonly value: unknown } | { readonly fault: string } {
  try {
    return { value: document.toJS({ maxAliasCount: ALIASES_MAX }) };
  } catch (error) {
    // The reader of YAML throws where names lead nowhere, to themselves, or multiply: that is a fault of the text.
    if (!(error instanceof ReferenceError)) throw error;
    return { fault: error.message };
  }
}

/** A JSON pointer (RFC 6901). */
export function pointerTo(path: readonly PropertyKey[]): string {
  return path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

/** The version of a table: `sha256:` and the hex digest of its canonical JSON (keys sorted). Comments and spacing do not count. */
export function versionOf(table: Table): string {
  return `sha256:${createHash('sha256').update(canonical(table)).digest('hex')}`;
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'null';
  const members = Object.entries(value).filter(([, member]) => member !== undefined).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${canonical(member)}`).join(',')}}`;
}

/** Whether a table is in force on a day (`YYYY-MM-DD`, both ends included). */
export function inForce(table: Pick<Table, 'effective'>, day: string): boolean {
  return table.effective.from <= day && (table.effective.to === null || day <= table.effective.to);
}

/** Of several tables, the one with this id in force on the day, or null. */
export function tableInForce<T extends Pick<Table, 'table' | 'effective'>>(tables: readonly T[], id: string, day: string): T | null {
  return tables.find((table) => table.table === id && inForce(table, day)) ?? null;
}
