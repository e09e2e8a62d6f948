import { defineMachine, type StateOf } from '@cadastre/core';

/** An organisation's KYB case. A newer approval takes the place of the one before. */
export const kybMachine = defineMachine({
  name: 'kyb_case',
  initial: 'draft',
  states: [
    'draft',
    'in_review',
    'more_information',
    'approved',
    'rejected',
    'revoked',
    'superseded',
  ],
  finals: ['rejected', 'revoked', 'superseded'],
  transitions: [
    { from: 'draft', event: 'submit', to: 'in_review' },
    { from: 'in_review', event: 'request_information', to: 'more_information' },
    { from: 'more_information', event: 'submit', to: 'in_review' },
    { from: 'in_review', event: 'approve', to: 'approved' },
    { from: 'in_review', event: 'reject', to: 'rejected' },
    { from: 'approved', event: 'revoke', to: 'revoked' },
    { from: 'approved', event: 'supersede', to: 'superseded' },
  ],
});

export type KybState = StateOf<typeof kybMachine>;

/** States in which a case waits for somebody: an organisation has one such case at most. */
export const OPEN_KYB: readonly KybState[] = ['draft', 'in_review', 'more_information'];
