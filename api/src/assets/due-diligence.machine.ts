import { defineMachine, type StateOf } from '@cadastre/core';

/** One line of the checklist. New evidence reopens even an accepted line. */
export const dueDiligenceMachine = defineMachine({
  name: 'due_diligence_item',
  initial: 'open',
  states: ['open', 'filed', 'accepted', 'rejected'],
  finals: [],
  transitions: [
    { from: 'open', event: 'file', to: 'filed' },
    { from: 'filed', event: 'file', to: 'filed' },
    { from: 'accepted', event: 'file', to: 'filed' },
    { from: 'rejected', event: 'file', to: 'filed' },
    { from: 'filed', event: 'accept', to: 'accepted' },
    { from: 'filed', event: 'reject', to: 'rejected' },
    { from: 'accepted', event: 'reject', to: 'rejected' },
    { from: 'rejected', event: 'accept', to: 'accepted' },
  ],
});

export type ItemState = StateOf<typeof dueDiligenceMachine>;
