import { formatTemporal } from '../feel/temporal-text.ts';
import { numberText, textOf } from '../feel/text.ts';
import type { Value } from '../feel/values.ts';
import { isList, isNumeral } from '../feel/values.ts';
import type { Sentence } from './schema.ts';

/** A sentence with places for values. */
export interface Template { readonly names: readonly string[]; readonly fill: (valueOf: (name: string) => Value | undefined) => Sentence }

const place = /\{([a-z][a-zA-Z0-9_]*)\}/g;

/** Prepares a sentence whose `{name}` places are filled by values; a value that is not known is a dash. */
export function compileTemplate(sentence: Sentence): Template {
  const names = [...new Set(Object.values(sentence).flatMap((text) => Array.from(text.matchAll(place), ([, name]) => name ?? '')))];
  if (names.length === 0) return { names, fill: () => sentence };
  return {
    names,
    fill: (valueOf) => ({
      zh: sentence.zh.replace(place, (_whole, name: string) => spoken(valueOf(name), 'zh')),
      en: sentence.en.replace(place, (_whole, name: string) => spoken(valueOf(name), 'en')),
    }),
  };
}

function spoken(value: Value | undefined, language: 'zh' | 'en'): string {
  if (value === undefined || value === null) return '—';
  if (typeof value === 'boolean') return language === 'zh' ? (value ? '是' : '否') : (value ? 'yes' : 'no');
  if (typeof value === 'string') return value;
  if (isNumeral(value)) return numberText(value);
  if (isList(value)) return value.map((member) => spoken(member, language)).join(language === 'zh' ? '、' : ', ');
  if ('kind' in value && value.kind === 'date' && language === 'zh') return formatTemporal(value).replace(/^(-?\d+)-0?(\d+)-0?(\d+)$/, '$1年$2月$3日');
  return textOf(value, false);
}
