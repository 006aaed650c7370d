import { divisionName } from '../divisions.ts'
import { absent, present, textIn } from '../department.ts'
import type { Answer, Department, Desk, Facts } from '../department.ts'

// Monthly invoice quotas of a new taxpayer in fen: 100,000 yuan small-scale, 750,000 yuan general (digital invoices).
const QUOTAS_FEN = { 'small-scale': 10_000_000, general: 75_000_000 } as const

/** The tax bureau: confirms the particulars of a new firm and grants its first invoice quota. */
export function tax(desk: Desk): Department {
  return {
    name: 'tax',
    questions: { firm: (_asking, parameters) => firm(desk, parameters) },
    orders: {
      confirm: (_asking, parameters) => confirm(desk, parameters),
      'invoice-quota': (_asking, parameters) => invoiceQuota(desk, parameters),
    },
  }
}

function bureauOf(division: string): string {
  return `国家税务总局${divisionName(division)}税务局`
}

function kindOf(parameters: Facts): keyof typeof QUOTAS_FEN {
  return textIn(parameters, 'taxpayerKind') === 'general' ? 'general' : 'small-scale'
}

function firm(desk: Desk, parameters: Facts): Answer {
  const code = textIn(parameters, 'socialCreditCode')
  const known = desk.reader.firm(code)
  if (!known) return absent('unknown-firm')
  const confirmed = desk.reader.unit(code, 'tax')
  const isOld = desk.reader.unit(code, 'ordered') === undefined
  if (confirmed === undefined && !isOld) return absent('not-confirmed')
  return present({
    socialCreditCode: code,
    taxpayerNumber: code,
    bureau: bureauOf(known.division),
    taxpayerKind: confirmed ?? 'small-scale',
    state: known.state === '存续' ? 'normal' : 'closed',
    arrearsFen: 0,
  })
}

function confirm(desk: Desk, parameters: Facts): Answer {
  const code = textIn(parameters, 'socialCreditCode')
  const known = desk.reader.firm(code)
  if (!known) return absent('unknown-firm')
  if (desk.reader.unit(code, 'tax') === undefined) desk.effects.unitOpened(code, 'tax', kindOf(parameters))
  return present({ taxpayerNumber: code, bureau: bureauOf(known.division), taxpayerKind: kindOf(parameters) })
}

function invoiceQuota(desk: Desk, parameters: Facts): Answer {
  const code = textIn(parameters, 'socialCreditCode')
  const confirmed = desk.reader.unit(code, 'tax')
  if (!desk.reader.firm(code)) return absent('unknown-firm')
  if (confirmed === undefined) return absent('not-confirmed')
  const kind = confirmed === 'general' ? 'general' : 'small-scale'
  return present({ socialCreditCode: code, monthlyQuotaFen: QUOTAS_FEN[kind], kind: '数电发票' })
}
