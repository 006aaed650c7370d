import { digestOf } from '#kernel/content'

import { canonical } from './canonical.ts'

/** A copy that an officer got by his duty: of which certificate, for which agency, purpose and case, which fields, by whom and when, until which day, and the use in the holder's log. */
export type DutyCopy = {
  readonly id: string
  readonly certificate: string
  readonly agency: string
  /** Per agency, without gaps from 1. */
  readonly number: number
  readonly madeAt: Date
  readonly madeBy: string
  readonly post: string
  readonly purpose: string
  readonly case: string
  readonly fields: readonly string[]
  readonly keepUntil: string
  readonly use: string
}

/** The digest of a copy made by duty: as much as its row says. */
export const digestOfDuty = ({ id, certificate, agency, number, madeAt, madeBy, post, purpose, case: file, fields, keepUntil, use }: DutyCopy): string =>
  digestOf(canonical({ copy: id, certificate, agency, number, madeAt: madeAt.toISOString(), madeBy, post, purpose, case: file, fields: [...fields], keepUntil, use }))
