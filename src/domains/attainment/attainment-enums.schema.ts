import { builder } from '../../graphql/builder.ts';
import type { AttainmentStatus } from './attainment.rules.ts';

export const AttainmentStatusType = builder.enumType('AttainmentStatus', {
  description: 'How something that is asked for a period stands. MET and MISSED are final once it has ended.',
  values: {
    MET: { description: 'It is met, and is expected to be at the end.' },
    ON_TRACK: { description: 'It is not met yet, and is expected to be at the end.' },
    AT_RISK: { description: 'It is not expected to be met at the end.' },
    MISSED: { description: 'The period ended without it.' },
  } satisfies Record<AttainmentStatus, object>,
});
