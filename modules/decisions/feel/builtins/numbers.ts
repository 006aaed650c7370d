import { Decimal } from 'decimal.js';
import type { Fault } from '../faults.ts';
import { finite } from '../operators.ts';
import { durationSize, isDuration, negatedDuration } from '../operators.ts';
import type { Numeral as Number34, Value } from '../values.ts';
import { Numeral, numeral } from '../values.ts';
import type { Builtins, Signature } from './signature.ts';
import { optional, param, signature } from './signature.ts';

const number = param('n', 'number');

function rounded(value: Number34, scale: Number34, mode: Decimal.Rounding, fault: Fault): Value {
  if (!scale.isInteger() || scale.lt(-6111) || scale.gt(6176)) return fault('feel.out_of_range', { what: 'scale' });
  const places = scale.toNumber();
  if (places >= 0) return finite(value.toDecimalPlaces(places, mode), fault);
  const unit = new Numeral(10).pow(-places);
  return finite(value.div(unit).toDecimalPlaces(0, mode).times(unit), fault);
}

function rounding(mode: Decimal.Rounding, scale = optional('scale', 'number')): Signature[] {
  return [signature([number, scale], 'number', ([n, places], { fault }) => rounded(n, places ?? numeral(0), mode, fault))];
}

function unary(run: (n: Number34, fault: Fault) => Value): Signature[] {
  return [signature([param('number', 'number')], 'number', ([n], { fault }) => run(n, fault))];
}

// With the sign of the divisor (DMN 1.5 table 75), so modulo(-12, 5) is 3.
function modulo(dividend: Number34, divisor: Number34, fault: Fault): Value {
  if (divisor.isZero()) return fault('feel.division_by_zero');
  const rest = dividend.mod(divisor);
  const turned = !rest.isZero() && rest.isNegative() !== divisor.isNegative();
  return finite(turned ? rest.plus(divisor) : rest, fault);
}

// Separators: a grouping one of space, comma or point, and a decimal one of comma or point, unlike each other (DMN 1.5 table 71).
function numberFromText(text: string, grouping: string | null | undefined, decimal: string | null | undefined, fault: Fault): Value {
  const wrong = (grouping != null && ![' ', ',', '.'].includes(grouping)) || (decimal != null && !['.', ','].includes(decimal)) || (grouping != null && grouping === decimal);
  if (wrong) return fault('feel.arguments', { what: 'separators' });
  const plain = (grouping == null ? text : text.replaceAll(grouping, '')).replaceAll(decimal ?? '.', '.');
  return /^-?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,5})?$/.test(plain) ? finite(new Numeral(plain), fault) : fault('feel.literal', { literal: text.slice(0, 40) });
}

/** Built-ins on numbers (DMN 1.5 §10.3.4.5). `decimal` and `round half even` round half to even. */
export const numberBuiltins: Builtins = {
  number: [
    signature(
      [param('from', 'string'), optional('grouping separator', 'string', 'null'), optional('decimal separator', 'string', 'null')],
      'number', ([text, grouping, decimal], { fault }) => numberFromText(text, grouping, decimal, fault),
    ),
    signature([param('from', 'number')], 'number', ([n]) => n),
  ],
  decimal: rounding(Decimal.ROUND_HALF_EVEN, param('scale', 'number')),
  floor: rounding(Decimal.ROUND_FLOOR),
  ceiling: rounding(Decimal.ROUND_CEIL),
  'round up': rounding(Decimal.ROUND_UP, param('scale', 'number')),
  'round down': rounding(Decimal.ROUND_DOWN, param('scale', 'number')),
  'round half up': rounding(Decimal.ROUND_HALF_UP, param('scale', 'number')),
  'round half down': rounding(Decimal.ROUND_HALF_DOWN, param('scale', 'number')),
  'round half even': rounding(Decimal.ROUND_HALF_EVEN, param('scale', 'number')),
  abs: [
    signature([number], 'number', ([n]) => n.abs()),
    signature([param('n', 'days and time duration', 'years and months duration')], 'any', ([duration]) =>
      isDuration(duration) && durationSize(duration).isNegative() ? negatedDuration(duration) : duration),
  ],
  modulo: [signature([param('dividend', 'number'), param('divisor', 'number')], 'number', ([a, b], { fault }) => modulo(a, b, fault))],
  sqrt: unary((n, fault) => (n.isNegative() && !n.isZero() ? fault('feel.out_of_range', { what: 'square root' }) : finite(n.sqrt(), fault))),
  log: unary((n, fault) => (n.lte(0) ? fault('feel.out_of_range', { what: 'logarithm' }) : finite(n.ln(), fault))),
  exp: unary((n, fault) => (n.abs().gt(20_000) ? fault('feel.out_of_range', { what: 'exponent' }) : finite(n.exp(), fault))),
  odd: [signature([param('number', 'number')], 'boolean', ([n]) => n.isInteger() && !n.mod(2).isZero())],
  even: [signature([param('number', 'number')], 'boolean', ([n]) => n.isInteger() && n.mod(2).isZero())],
};
