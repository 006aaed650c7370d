import type { Voice } from '../portal/voice.ts'

/** A value of a fact or of a table, to be read. */
export function said(voice: Voice, value: unknown, type?: string): string {
  if (value === null || value === undefined || value === '') return voice.t('value.nothing')
  if (typeof value === 'boolean') return voice.t(value ? 'value.yes' : 'value.no')
  if (type === 'date' && typeof value === 'string') return voice.day(value)
  if (type === 'money' && !Number.isNaN(Number(value))) return voice.money(Number(value) * 100)
  if (typeof value === 'number') return voice.number(value)
  if (Array.isArray(value)) return value.length === 0 ? voice.t('value.nothing') : voice.list(value.map((one) => said(voice, one)))
  if (typeof value === 'object') {
    const { label, text, name } = value as { label?: unknown; text?: unknown; name?: unknown }
    return said(voice, label ?? text ?? name ?? Object.values(value))
  }
  return voice.knows(`fact.${String(value)}`) ? voice.t(`fact.${String(value)}`) : String(value)
}
