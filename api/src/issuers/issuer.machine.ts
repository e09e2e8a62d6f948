import { defineMachine, type StateOf } from '@cadastre/core';

/** An issuer's legal record: compliance vouches for it once; a refused one may be mended. */
export const issuerMachine = defineMachine({
  name: 'issuer',
  initial: 'draft',
  states: ['draft', 'submitted', 'approved', 'rejected'],
  finals: ['approved'],
  transitions: [
    { from: 'draft', event: 'edit', to: 'draft' },
    { from: 'draft', event: 'submit', to: 'submitted' },
    { from: 'submitted', event: 'approve', to: 'approved' },
    { from: 'submitted', event: 'reject', to: 'rejected' },
    { from: 'rejected', event: 'edit', to: 'draft' },
  ],
});

export type IssuerState = StateOf<typeof issuerMachine>;
