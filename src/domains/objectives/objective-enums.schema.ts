import { builder } from '../../graphql/builder.ts';
import type { Direction } from './objective.rules.ts';
import type { ObjectiveAction, ObjectiveStatus } from './objective.states.ts';

export const ObjectiveStatusType = builder.enumType('ObjectiveStatus', {
  description: 'Where an objective stands.',
  values: {
    OPEN: { description: 'It is pursued.' },
    CLOSED: { description: 'It is over.' },
    CANCELLED: { description: 'It is not pursued any more, and contributes to nothing.' },
  } satisfies Record<ObjectiveStatus, object>,
});

export const ObjectiveActionType = builder.enumType('ObjectiveAction', {
  description: 'What can be done with an objective.',
  values: {
    UPDATE: {
      description: 'Change it or its key results: `objectiveUpdate`, `keyResultSet`, `keyResultRemove`.',
    },
    CHECK_IN: { description: 'Note how a key result stands: `checkInAdd`.' },
    CLOSE: { description: 'Say that it is over: `objectiveClose`.' },
    CANCEL: { description: 'Pursue it no longer: `objectiveCancel`.' },
  } satisfies Record<ObjectiveAction, object>,
});

export const KeyResultDirectionType = builder.enumType('KeyResultDirection', {
  description: 'Where a KPI should go.',
  values: {
    UP: { description: 'The target is more than the baseline.' },
    DOWN: { description: 'The target is less than the baseline.' },
  } satisfies Record<Direction, object>,
});
