import { CoreError } from '../errors.js';

/** One arrow: in state `from`, event `event` leads to `to`. */
export interface Transition<State extends string, Event extends string> {
  readonly from: State;
  readonly event: Event;
  readonly to: State;
}

/** A state machine as a table, checked by `checkMachine` and walked by `next`. */
export interface Machine<State extends string = string, Event extends string = string> {
  readonly name: string;
  readonly initial: State;
  readonly states: readonly State[];
  /** States that may have no way out. */
  readonly finals: readonly State[];
  readonly transitions: readonly Transition<State, Event>[];
}

/** States of a machine, as a type. */
export type StateOf<M> = M extends Machine<infer State> ? State : never;
/** Events of a machine, as a type. */
export type EventOf<M> = M extends Machine<string, infer Event> ? Event : never;

/** A table that is not a sound machine. */
export class MachineError extends CoreError {}

/** An event that the present state does not know; `allowed` lists those it does. */
export class IllegalTransition extends CoreError {
  constructor(
    readonly machine: string,
    readonly state: string,
    readonly event: string,
    readonly allowed: readonly string[],
  ) {
    super(
      'illegal_transition',
      `${machine} is ${state}: "${event}" is not possible. ` +
        (allowed.length > 0
          ? `Possible now: ${allowed.join(', ')}.`
          : 'Nothing more can happen to it.'),
    );
  }
}

/** Declares a machine with exact state and event types, and checks it. @throws MachineError */
export function defineMachine<const State extends string, const Event extends string>(
  machine: Machine<State, Event>,
): Machine<State, Event> {
  checkMachine(machine);
  return machine;
}

/**
 * Refuses a table with unknown or repeated states, two answers to one event, unreachable states, a
 * state without a way out that is not declared final, or a final that is not a state.
 * @throws MachineError `machine_unsound`
 */
export function checkMachine(machine: Machine): void {
  const problems = [
    ...unknownStates(machine),
    ...ambiguous(machine),
    ...unreachable(machine),
    ...deadEnds(machine),
  ];
  if (problems.length > 0) {
    throw new MachineError('machine_unsound', `${machine.name}: ${problems.join('; ')}.`);
  }
}

/** State after an event. @throws IllegalTransition */
export function next<State extends string, Event extends string>(
  machine: Machine<State, Event>,
  state: State,
  event: Event,
): State {
  const arrow = machine.transitions.find((t) => t.from === state && t.event === event);
  if (!arrow)
    throw new IllegalTransition(machine.name, state, event, allowedEvents(machine, state));
  return arrow.to;
}

/** Whether an event is possible in a state. */
export function can<State extends string, Event extends string>(
  machine: Machine<State, Event>,
  state: State,
  event: Event,
): boolean {
  return machine.transitions.some((t) => t.from === state && t.event === event);
}

/** Events possible in a state. */
export function allowedEvents<State extends string, Event extends string>(
  machine: Machine<State, Event>,
  state: State,
): Event[] {
  return machine.transitions.filter((t) => t.from === state).map((t) => t.event);
}

function unknownStates({ states, initial, finals, transitions }: Machine): string[] {
  const used = [initial, ...finals, ...transitions.flatMap((t) => [t.from, t.to])];
  return [
    ...new Set([
      ...used.filter((state) => !states.includes(state)).map((state) => `unknown state ${state}`),
      ...states
        .filter((state, i) => states.indexOf(state) !== i)
        .map((state) => `state ${state} twice`),
    ]),
  ];
}

function ambiguous({ transitions }: Machine): string[] {
  const seen = new Set<string>();
  return transitions.flatMap(({ from, event }) => {
    const key = `${from} on ${event}`;
    if (seen.has(key)) return [`two answers in ${key}`];
    seen.add(key);
    return [];
  });
}

function unreachable({ states, initial, transitions }: Machine): string[] {
  const reached = new Set([initial]);
  for (let before = -1; before !== reached.size;) {
    before = reached.size;
    for (const { from, to } of transitions) if (reached.has(from)) reached.add(to);
  }
  return states.filter((state) => !reached.has(state)).map((state) => `${state} cannot be reached`);
}

function deadEnds({ states, finals, transitions }: Machine): string[] {
  return states
    .filter((state) => !finals.includes(state) && !transitions.some((t) => t.from === state))
    .map((state) => `${state} has no way out and is not final`);
}
