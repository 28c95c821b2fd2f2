import { builder } from '../../graphql/builder.ts';
import { CommissionExplanationType, CommissionStepType } from '../plans/commission-explanation.schema.ts';
import type { EntryExplanation } from './ledger-explanation.rules.ts';

/** More than facts of one line ever come to; what is beyond is left out. */
const STEPS_MAX = 200;

const NotCountedType = builder
  .objectRef<EntryExplanation['notCounted'][number]>('LedgerFactNotCounted')
  .implement({
    description: 'Something that happened and takes nothing.',
    fields: (t) => ({
      code: t.exposeString('code', {
        description: 'Why: `VENDOR_FAULT` of a fact, or `DISCONNECT_VENDOR_FAULT`.',
      }),
      factId: t.string({
        nullable: true,
        description: 'The fact of billing, by its plain id; null where it is none.',
        resolve: ({ factId }) => factId,
      }),
    }),
  });

export const LedgerExplanationType = builder.objectRef<EntryExplanation>('LedgerExplanation').implement({
  description:
    'Why an entry was booked, in codes and numbers: how the commission came about, and how much of it is due by what happened since. It holds nothing about margin, other partners or hidden rules.',
  fields: (t) => ({
    commission: t.field({
      type: CommissionExplanationType,
      nullable: true,
      description:
        'How the commission came about, by its terms as they counted when the entry was booked; null where the entry is of none.',
      resolve: ({ commission }) => commission,
    }),
    steps: t.field({
      type: [CommissionStepType],
      description: `How much of it was moved, step by step; at most ${STEPS_MAX}.`,
      resolve: ({ steps }) => steps.slice(0, STEPS_MAX),
    }),
    notCounted: t.field({
      type: [NotCountedType],
      description: `What happened and takes nothing, as it was the vendor's fault; at most ${STEPS_MAX}.`,
      resolve: ({ notCounted }) => notCounted.slice(0, STEPS_MAX),
    }),
  }),
});
