/** How a source answered: only `hit` is data one may decide on. */
export type AnswerState = 'hit' | 'missing' | 'stale' | 'conflict' | 'denied' | 'down' | 'disputed';

/** What is known under one name: the state, the value where there is one (JSON), the source that gave it, and why not. */
export interface Answer { readonly state: AnswerState; readonly value?: unknown; readonly source?: string; readonly why?: string }

/** The answers a decision is made on, by name. */
export type Answers = Readonly<Record<string, Answer>>;

const states: ReadonlySet<string> = new Set<AnswerState>(['hit', 'missing', 'stale', 'conflict', 'denied', 'down', 'disputed']);

/** The state of an answer; none at all, a hit without a value, or a state we do not know, is missing. */
export function stateOf(answer: Answer | undefined): AnswerState {
  if (answer === undefined || !states.has(answer.state)) return 'missing';
  return answer.state === 'hit' && answer.value === undefined ? 'missing' : answer.state;
}

/** Thrown through an expression that reads a source which is not a hit; caught where the input is judged. */
export class SourceUnavailable extends Error {
  readonly state: AnswerState;
  readonly source: string;
  readonly why: string | undefined;
  constructor(name: string, answer: Answer | undefined) {
    super(`source ${name} is not a hit`);
    this.state = stateOf(answer);
    this.source = answer?.source ?? name;
    this.why = answer?.why;
  }
}
