import type { Compiled, Env, Frame, Setting } from './compiling.ts';
import { bound, faultOf, refuseUnless, spend } from './compiling.ts';
import { FeelError } from './faults.ts';
import type { Fault } from './faults.ts';
import type { Loop, SyntaxOf } from './syntax.ts';
import type { Numeral, Value } from './values.ts';
import { isList, isNumeral, isRange, limits, numeral, typeOf } from './values.ts';

interface Turn { readonly slot: number; readonly members: (env: Env) => Iterable<Value> | null }

function compileTurns(loops: readonly Loop[], frame: Frame | null, setting: Setting): { turns: Turn[]; inner: Frame | null } {
  let inner = frame;
  const turns = loops.map((loop) => {
    const over = setting.compile(loop.over, inner);
    const to = loop.to === undefined ? null : setting.compile(loop.to, inner);
    const fault = faultOf(setting, loop.over.at);
    inner = bound(inner, loop.name);
    const members = to === null
      ? (env: Env): Iterable<Value> | null => membersOf(over.run(env), fault, setting.profile === 'standard')
      : (env: Env): Iterable<Value> | null => steps(over.run(env), to.run(env), fault);
    return { slot: inner.slot, members };
  });
  return { turns, inner };
}

// In the standard profile a value stands for the list of it.
function membersOf(value: Value, fault: Fault, lenient: boolean): Iterable<Value> | null {
  if (isList(value)) return value;
  return lenient && value !== null && !isRange(value) ? [value] : stepsOf(value, fault);
}

/** The members of a range, one by one. */
export function stepsOf(value: Value, fault: Fault): Iterable<Value> | null {
  if (!isRange(value)) return fault('feel.type', { type: typeOf(value), wanted: 'list' });
  const { from, to, fromIncluded, toIncluded } = value;
  return skipEnds(steps(from, to, fault), fromIncluded ? null : from, toIncluded ? null : to);
}

function skipEnds(members: Iterable<Value> | null, from: Value, to: Value): Iterable<Value> | null {
  if (members === null || (from === null && to === null)) return members;
  const place = (value: Value): string => (isNumeral(value) ? value.toString() : String((value as { day?: number } | null)?.day));
  return (function* inside() {
    for (const member of members) {
      const at = place(member);
      if ((from === null || at !== place(from)) && (to === null || at !== place(to))) yield member;
    }
  })();
}

// Whole numbers or days, up or down, made one by one so that a huge range costs only the turns taken.
function steps(from: Value, to: Value, fault: Fault): Iterable<Value> | null {
  if (isNumeral(from) && isNumeral(to) && from.isInteger() && to.isInteger()) return numbers(from, to);
  const [first, last] = [from, to] as [{ kind?: string; day: number } | null, { kind?: string; day: number } | null];
  if (first?.kind === 'date' && last?.kind === 'date') return days(first.day, last.day);
  return fault('feel.type', { type: typeOf(from), wanted: 'whole numbers or dates' });
}

function* numbers(from: Numeral, to: Numeral): Iterable<Value> {
  const way = from.lte(to) ? 1 : -1;
  for (let at = from; way > 0 ? at.lte(to) : at.gte(to); at = at.plus(way)) yield at;
}

function* days(from: number, to: number): Iterable<Value> {
  const way = from <= to ? 1 : -1;
  for (let day = from; way > 0 ? day <= to : day >= to; day += way) yield { kind: 'date', day };
}

// Visits every combination; `visit` answers false to stop. Null where a domain was none.
function visitAll(turns: readonly Turn[], env: Env, visit: () => boolean, at = 0): boolean | null {
  const turn = turns[at];
  if (turn === undefined) return visit();
  const members = turn.members(env);
  if (members === null) return null;
  for (const member of members) {
    spend(env.budget, 1);
    env.locals[turn.slot] = member;
    const further = visitAll(turns, env, visit, at + 1);
    if (further !== true) return further;
  }
  return true;
}

/** `for … return …`; `partial` is the list of the results so far. */
export function compileFor(syntax: SyntaxOf<'for'>, frame: Frame | null, setting: Setting): Compiled {
  const { turns, inner } = compileTurns(syntax.loops, frame, setting);
  const withPartial = bound(inner, 'partial');
  const body = setting.compile(syntax.body, withPartial);
  // A copy each turn, or a result that holds `partial` would hold itself; only where the word is used, for it costs.
  const copies = setting.text.includes('partial');
  return {
    type: 'list', member: body.type,
    run: (env) => {
      const results: Value[] = [];
      const done = visitAll(turns, env, () => {
        if (copies) {
          spend(env.budget, results.length);
          env.locals[withPartial.slot] = results.slice();
        }
        results.push(body.run(env));
        if (results.length > limits.listLength) throw new FeelError('feel.too_large', { what: 'list' });
        return true;
      });
      return done === null ? null : results;
    },
  };
}

/** `some … satisfies …`, `every … satisfies …`, three-valued. */
export function compileQuantified(syntax: SyntaxOf<'some'> | SyntaxOf<'every'>, frame: Frame | null, setting: Setting): Compiled {
  const { turns, inner } = compileTurns(syntax.loops, frame, setting);
  const body = setting.compile(syntax.body, inner);
  refuseUnless(setting, syntax.body.at, body.type, 'boolean');
  const deciding = syntax.kind === 'some';
  const fault = faultOf(setting, syntax.body.at);
  return {
    type: 'boolean',
    run: (env) => {
      let answer: boolean | null = !deciding;
      const done = visitAll(turns, env, () => {
        const held = body.run(env);
        if (typeof held !== 'boolean') answer = held === null ? null : fault('feel.type', { type: typeOf(held), wanted: 'boolean' });
        else if (held === deciding) answer = deciding;
        return held !== deciding;
      });
      return done === null ? null : answer;
    },
  };
}

/** `list[condition]` or `list[position]`; in the condition, `item` is the member and its fields are names. */
export function compileFilter(syntax: SyntaxOf<'filter'>, frame: Frame | null, setting: Setting): Compiled {
  const of = setting.compile(syntax.of, frame);
  const inner = bound(frame, 'item', true);
  const by = setting.compile(syntax.by, inner);
  refuseUnless(setting, syntax.by.at, by.type, 'boolean', 'number');
  const fault = faultOf(setting, syntax.by.at);
  const listed = (value: Value): readonly Value[] | null => {
    if (isList(value)) return value;
    if (setting.profile === 'standard') return value === null ? [] : [value];
    return fault('feel.type', { type: typeOf(value), wanted: 'list' });
  };
  const run = (env: Env): Value => {
    const members = listed(of.run(env));
    return members === null ? null : filtered(members, by, inner.slot, env, fault);
  };
  return { run, type: by.type === 'boolean' ? 'list' : 'any', ...(of.member === undefined ? {} : { member: of.member }) };
}

function filtered(members: readonly Value[], by: Compiled, slot: number, env: Env, fault: Fault): Value {
  if (by.type === 'number' && members.length === 0) return fault('feel.out_of_range', { what: 'position' });
  const kept: Value[] = [];
  for (const [index, member] of members.entries()) {
    spend(env.budget, 1);
    env.locals[slot] = member;
    const held = by.run(env);
    if (index === 0 && isNumeral(held)) return memberAt(members, held, fault);
    if (held === true) kept.push(member);
    else if (held !== false) fault('feel.type', { type: typeOf(held), wanted: 'boolean' });
  }
  return kept;
}

function memberAt(members: readonly Value[], position: Numeral, fault: Fault): Value {
  const at = position.isInteger() && position.abs().lte(members.length) ? position.toNumber() : 0;
  const member = at === 0 ? undefined : members.at(at > 0 ? at - 1 : at);
  return member === undefined ? fault('feel.out_of_range', { what: 'position', position: numeral(position.toString()).toString() }) : member;
}
