import { defineMachine, type EventOf, type StateOf } from './machine.js';

/**
 * The deed of a property: brought onto the platform, locked in the asset's vault, handed out. Facts alone move it
 * past `recording`.
 */
export const deedMachine = defineMachine({
  name: 'deed',
  initial: 'draft',
  states: ['draft', 'recording', 'recorded', 'vaulted', 'released', 'struck', 'cancelled'],
  finals: ['struck', 'cancelled'],
  transitions: [
    { from: 'draft', event: 'approve', to: 'recording' },
    { from: 'draft', event: 'cancel', to: 'cancelled' },
    { from: 'recording', event: 'record_failed', to: 'draft' },
    { from: 'recording', event: 'recorded', to: 'recorded' },
    { from: 'recorded', event: 'record_retracted', to: 'recording' },
    { from: 'recorded', event: 'deposited', to: 'vaulted' },
    { from: 'vaulted', event: 'deposit_retracted', to: 'recorded' },
    // To the bidder of a buy-out, or, when no fraction exists, to whom the issuer named.
    { from: 'vaulted', event: 'released', to: 'released' },
    { from: 'released', event: 'release_retracted', to: 'vaulted' },
    // Its new holder gives it back; when no fraction exists it can leave again.
    { from: 'released', event: 'redeposited', to: 'vaulted' },
    { from: 'vaulted', event: 'redeposit_retracted', to: 'released' },
    { from: 'released', event: 'struck', to: 'struck' },
    { from: 'struck', event: 'strike_retracted', to: 'released' },
  ],
});

export type DeedState = StateOf<typeof deedMachine>;
export type DeedEvent = EventOf<typeof deedMachine>;

/**
 * An offer for a whole property, put to the vote. The bidder's money, not a promise of it, makes it `funded`; its
 * execution gives the deed to the bidder and the price to the holders.
 */
export const buyoutMachine = defineMachine({
  name: 'buyout',
  initial: 'offered',
  states: ['offered', 'funded', 'executing', 'executed', 'closed', 'withdrawn', 'cancelled'],
  finals: ['closed', 'withdrawn', 'cancelled'],
  transitions: [
    { from: 'offered', event: 'fund', to: 'funded' },
    { from: 'offered', event: 'cancel', to: 'cancelled' },
    // Who was given up here may still pay: the motion is on the chain.
    { from: 'cancelled', event: 'fund', to: 'funded' },
    { from: 'funded', event: 'funding_retracted', to: 'offered' },
    { from: 'funded', event: 'approve', to: 'executing' },
    { from: 'executing', event: 'execute_failed', to: 'funded' },
    { from: 'executing', event: 'funding_retracted', to: 'offered' },
    // Anybody may execute what was carried.
    { from: 'funded', event: 'execute', to: 'executed' },
    { from: 'executing', event: 'execute', to: 'executed' },
    { from: 'executed', event: 'execution_retracted', to: 'funded' },
    { from: 'funded', event: 'withdraw', to: 'withdrawn' },
    { from: 'executing', event: 'withdraw', to: 'withdrawn' },
    { from: 'withdrawn', event: 'withdrawal_retracted', to: 'funded' },
    // Every fraction was surrendered and what rounding left has been taken.
    { from: 'executed', event: 'sweep', to: 'closed' },
    { from: 'closed', event: 'sweep_retracted', to: 'executed' },
  ],
});

export type BuyoutState = StateOf<typeof buyoutMachine>;
export type BuyoutEvent = EventOf<typeof buyoutMachine>;
