import { defineMachine, type EventOf, type StateOf } from '@cadastre/core';

/** A schedule of distributions; every event but `drop` and `run_out` is decided by a second person. */
export const scheduleMachine = defineMachine({
  name: 'distribution_schedule',
  initial: 'proposed',
  states: ['proposed', 'active', 'paused', 'ended', 'dropped'],
  finals: ['ended', 'dropped'],
  transitions: [
    { from: 'proposed', event: 'start', to: 'active' },
    { from: 'proposed', event: 'drop', to: 'dropped' },
    { from: 'active', event: 'change', to: 'active' },
    { from: 'paused', event: 'change', to: 'paused' },
    { from: 'active', event: 'pause', to: 'paused' },
    { from: 'paused', event: 'resume', to: 'active' },
    { from: 'active', event: 'end', to: 'ended' },
    { from: 'paused', event: 'end', to: 'ended' },
    // Its last date has passed.
    { from: 'active', event: 'run_out', to: 'ended' },
  ],
});

export type ScheduleState = StateOf<typeof scheduleMachine>;
export type ScheduleEvent = EventOf<typeof scheduleMachine>;
