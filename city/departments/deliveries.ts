import { absent, listIn, present, textIn } from '../department.ts'
import type { Answer, Asking, Department, Desk, Facts } from '../department.ts'
import { SEAL_MAKERS } from '../fixed.ts'

/** The filing of seals with the police: the makers of a city take turns. */
export function seal(desk: Desk): Department {
  return { name: 'seal', questions: {}, orders: { make: (_asking, parameters) => make(desk, parameters) } }
}

function make(desk: Desk, parameters: Facts): Answer {
  const code = textIn(parameters, 'socialCreditCode')
  const firm = desk.reader.firm(code)
  if (!firm) return absent('unknown-firm')
  const city = firm.division.slice(0, 4)
  const makers = SEAL_MAKERS.get(city) ?? []
  const turn = desk.effects.next(`seal-turn/${city}`)
  const maker = makers[(turn - 1) % makers.length] ?? ''
  const sealNumbers = listIn(parameters, 'seals').map((one) => {
    const kind = typeof one === 'string' ? one : textIn(one as Facts, 'kind')
    // A seal number is 13 digits: six of the division and seven that run on (GA 241).
    const number = `${firm.division}${String(desk.effects.next(`seal/${firm.division}`)).padStart(7, '0')}`
    desk.effects.sealMade(number, code, kind, maker)
    return { kind, number }
  })
  return present({ maker, sealNumbers })
}

/** The issuer of firms' electronic seals. */
export function electronicSeal(desk: Desk): Department {
  const issue = (asking: Asking, parameters: Facts): Answer => {
    const firm = desk.reader.firm(textIn(parameters, 'socialCreditCode'))
    if (!firm) return absent('unknown-firm')
    const year = asking.moment.text.slice(0, 4)
    return present({ certificateNumber: `DZYZ${firm.division}${year}${String(desk.effects.next('e-seal')).padStart(6, '0')}` })
  }
  return { name: 'e-seal', questions: {}, orders: { issue } }
}

/** The short-message gateway; what it sends can be read back under `/sms`. */
export function sms(desk: Desk): Department {
  const send = (asking: Asking, parameters: Facts): Answer => {
    const mobile = textIn(parameters, 'mobile')
    if (!/^1\d{10}$/.test(mobile)) return absent('invalid-mobile')
    return present({ id: String(desk.effects.sent(mobile, textIn(parameters, 'text'), asking.moment.text)) })
  }
  return { name: 'sms', questions: {}, orders: { send } }
}

/** The post, which gives every parcel a waybill. */
export function mail(desk: Desk): Department {
  const send = (): Answer => {
    const waybill = `EMS${String(desk.effects.next('mail')).padStart(10, '0')}CN`
    return present({ id: waybill, waybill })
  }
  return { name: 'mail', questions: {}, orders: { send } }
}
