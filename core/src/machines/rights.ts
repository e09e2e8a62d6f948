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

/**
 * What an issuer does to all holders at once: a conversion, a call, the maturity. Facts announce it, take
 * it back, open it and carry it out.
 */
export const corporateActionMachine = defineMachine({
  name: 'corporate_action',
  initial: 'draft',
  states: ['draft', 'announcing', 'announced', 'open', 'completed', 'withdrawn', 'cancelled'],
  finals: ['completed', 'withdrawn', 'cancelled'],
  transitions: [
    { from: 'draft', event: 'approve', to: 'announcing' },
    { from: 'draft', event: 'cancel', to: 'cancelled' },
    { from: 'announcing', event: 'announce_failed', to: 'draft' },
    { from: 'announcing', event: 'announced', to: 'announced' },
    { from: 'announced', event: 'announcement_retracted', to: 'announcing' },
    { from: 'announced', event: 'withdraw', to: 'withdrawn' },
    { from: 'withdrawn', event: 'withdrawal_retracted', to: 'announced' },
    // Covered in full, or the first conversion: from now on holders act.
    { from: 'announced', event: 'open', to: 'open' },
    { from: 'open', event: 'opening_retracted', to: 'announced' },
    // Nobody is left to whom it could be done.
    { from: 'open', event: 'complete', to: 'completed' },
    { from: 'completed', event: 'reopen', to: 'open' },
  ],
});

export type CorporateActionState = StateOf<typeof corporateActionMachine>;
export type CorporateActionEvent = EventOf<typeof corporateActionMachine>;
