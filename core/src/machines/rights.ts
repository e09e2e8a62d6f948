import { defineMachine, type EventOf, type StateOf } from './machine.js';

/**
 * A motion put to the holders of record. Facts open its record date, put it to the vote and take it
 * back; time ends it, once the chain has gone past its end.
 */
export const voteMachine = defineMachine({
  name: 'vote',
  initial: 'draft',
  states: [
    'draft',
    'recorded',
    'proposing',
    'voting',
    'carried',
    'defeated',
    'withdrawn',
    'cancelled',
  ],
  finals: ['carried', 'defeated', 'withdrawn', 'cancelled'],
  transitions: [
    { from: 'draft', event: 'record', to: 'recorded' },
    { from: 'draft', event: 'cancel', to: 'cancelled' },
    { from: 'recorded', event: 'approve', to: 'proposing' },
    { from: 'recorded', event: 'cancel', to: 'cancelled' },
    // Another record date than the one that was shown: it is approved anew.
    { from: 'recorded', event: 'record_retracted', to: 'draft' },
    { from: 'proposing', event: 'propose_failed', to: 'recorded' },
    { from: 'proposing', event: 'proposed', to: 'voting' },
    { from: 'voting', event: 'proposal_retracted', to: 'proposing' },
    { from: 'voting', event: 'carry', to: 'carried' },
    { from: 'voting', event: 'defeat', to: 'defeated' },
    { from: 'voting', event: 'withdraw', to: 'withdrawn' },
    { from: 'withdrawn', event: 'withdrawal_retracted', to: 'voting' },
    // A reorganisation took back a vote that was counted.
    { from: 'carried', event: 'recount', to: 'voting' },
    { from: 'defeated', event: 'recount', to: 'voting' },
  ],
});

export type VoteState = StateOf<typeof voteMachine>;
export type VoteEvent = EventOf<typeof voteMachine>;
