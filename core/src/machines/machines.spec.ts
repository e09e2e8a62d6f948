import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  allowedEvents,
  can,
  checkMachine,
  IllegalTransition,
  next,
  type Machine,
} from './machine.js';
import { assetMachine, chainCommandMachine, MACHINES } from './tables.js';

const base: Machine = {
  name: 'lamp',
  initial: 'off',
  states: ['off', 'on', 'broken'],
  finals: ['broken'],
  transitions: [
    { from: 'off', event: 'press', to: 'on' },
    { from: 'on', event: 'press', to: 'off' },
    { from: 'on', event: 'drop', to: 'broken' },
  ],
};

describe('state-machine tables', () => {
  it.each(MACHINES.map((machine) => [machine.name, machine] as const))(
    '%s is sound',
    (_name, machine) => {
      expect(() => checkMachine(machine)).not.toThrow();
    },
  );

  it.each(MACHINES.map((machine) => [machine.name, machine] as const))(
    '%s stays within its states on any walk, and every refusal lists what is possible',
    (_name, machine) => {
      const events = [...new Set(machine.transitions.map((t) => t.event))];
      fc.assert(
        fc.property(fc.array(fc.constantFrom(...events), { maxLength: 40 }), (walk) => {
          let state = machine.initial;
          for (const event of walk) {
            if (can(machine, state, event)) {
              state = next(machine, state, event);
              expect(machine.states).toContain(state);
              continue;
            }
            try {
              next(machine, state, event);
              throw new Error('an impossible event was accepted');
            } catch (error) {
              expect(error).toBeInstanceOf(IllegalTransition);
              expect((error as IllegalTransition).allowed).toEqual(allowedEvents(machine, state));
            }
          }
        }),
        { numRuns: 50 },
      );
    },
  );

  it.each([
    [
      'an unknown state',
      { transitions: [...base.transitions, { from: 'on', event: 'x', to: 'gone' }] },
      'unknown state gone',
    ],
    ['an unknown initial', { initial: 'dim' }, 'unknown state dim'],
    ['a state twice', { states: [...base.states, 'on'] }, 'state on twice'],
    [
      'an unreachable state',
      { states: [...base.states, 'dim'], finals: ['broken', 'dim'] },
      'dim cannot be reached',
    ],
    ['a dead end', { finals: [] }, 'broken has no way out'],
    [
      'two answers',
      { transitions: [...base.transitions, { from: 'on', event: 'drop', to: 'off' }] },
      'two answers in on on drop',
    ],
  ])('refuses %s', (_what, change, message) => {
    expect(() => checkMachine({ ...base, ...change })).toThrow(message);
  });

  it('an asset cannot be tokenised before it is approved', () => {
    expect(() => next(assetMachine, 'in_review', 'tokenise')).toThrow(
      'asset is in_review: "tokenise" is not possible. Possible now: request_changes, approve, reject.',
    );
  });

  it('a chain command is never final before it is confirmed, unless no nonce was spent', () => {
    expect(next(chainCommandMachine, 'mined', 'reorganise')).toBe('sent');
    expect(can(chainCommandMachine, 'sent', 'reject')).toBe(false);
    expect(can(chainCommandMachine, 'signed', 'reject')).toBe(false);
  });
});
