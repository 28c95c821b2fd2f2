import type { Role } from '../../kernel/roles.ts';
import { defineStates } from '../../kernel/states.ts';

const WRITERS: Role[] = ['PARTNER_OPERATIONS', 'ADMIN'];

/** What somebody wants to reach in a period. Its owner writes it too, whatever role they have. */
export const objectiveStates = defineStates('Objective', {
  states: ['OPEN', 'CLOSED', 'CANCELLED'],
  initial: ['OPEN'],
  actions: {
    UPDATE: { from: ['OPEN'], to: 'OPEN', by: WRITERS },
    CHECK_IN: { from: ['OPEN'], to: 'OPEN', by: WRITERS },
    CLOSE: { from: ['OPEN'], to: 'CLOSED', by: WRITERS },
    CANCEL: { from: ['OPEN'], to: 'CANCELLED', by: WRITERS },
  },
});

export type ObjectiveStatus = (typeof objectiveStates.states)[number];
export type ObjectiveAction = keyof typeof objectiveStates.actions;

/** What can be done with an objective in a status by somebody who may write it, and nothing by others. */
export const objectiveActions = (status: ObjectiveStatus, mayWrite: boolean): ObjectiveAction[] =>
  mayWrite ? objectiveStates.actionsFrom(status, WRITERS) : [];
