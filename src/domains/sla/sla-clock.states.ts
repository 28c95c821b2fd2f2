import type { Role } from '../../kernel/roles.ts';
import { defineStates } from '../../kernel/states.ts';

/** Clocks follow what happens to their subject; nobody moves one by hand. */
const BY_ITS_SUBJECT: Role[] = ['JOB'];

/** A paused clock waits for somebody else; a stopped one stays as it is, and what waits again starts another. */
export const slaClockStates = defineStates('SlaClock', {
  states: ['RUNNING', 'PAUSED', 'STOPPED'],
  initial: ['RUNNING'],
  actions: {
    PAUSE: { from: ['RUNNING'], to: 'PAUSED', by: BY_ITS_SUBJECT },
    RESUME: { from: ['PAUSED'], to: 'RUNNING', by: BY_ITS_SUBJECT },
    STOP: { from: ['RUNNING', 'PAUSED'], to: 'STOPPED', by: BY_ITS_SUBJECT },
  },
});

export type ClockStatus = (typeof slaClockStates.states)[number];
export type ClockAction = keyof typeof slaClockStates.actions;
