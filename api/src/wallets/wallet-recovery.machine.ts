import { defineMachine, type StateOf } from '@cadastre/core';

/** First the registry puts the new wallet in the lost one's place, then each token moves what is held. */
export const recoveryMachine = defineMachine({
  name: 'wallet_recovery',
  initial: 'requested',
  states: ['requested', 'replacing', 'moving', 'completed', 'rejected', 'failed'],
  finals: ['rejected', 'failed'],
  transitions: [
    { from: 'requested', event: 'approve', to: 'replacing' },
    { from: 'requested', event: 'reject', to: 'rejected' },
    { from: 'replacing', event: 'fail', to: 'failed' },
    { from: 'replacing', event: 'replaced', to: 'moving' },
    { from: 'moving', event: 'moved', to: 'completed' },
    // The blocks that held it were reorganised away.
    { from: 'moving', event: 'replacement_retracted', to: 'replacing' },
    { from: 'completed', event: 'replacement_retracted', to: 'replacing' },
    { from: 'completed', event: 'movement_retracted', to: 'moving' },
  ],
});

export type RecoveryState = StateOf<typeof recoveryMachine>;
