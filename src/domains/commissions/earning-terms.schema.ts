import { builder } from '../../graphql/builder.ts';
import type { EarningTerms } from './earning.rules.ts';

const BANDS_MAX = 100;

const PayableType = builder.enumType('CommissionPayable', {
  description: 'When a commission becomes payable.',
  values: {
    ON_ACTIVATION: { description: 'All of it once the order is activated.' },
    PRO_RATA: { description: 'As the customer pays its invoices, in proportion.' },
  },
});

const DisconnectType = builder.enumType('CommissionDisconnectTakes', {
  description: 'What is taken back where the customer leaves, unless that is the fault of the vendor.',
  values: {
    BY_SCHEDULE: { description: 'What the schedule says, also of what was paid.' },
    UNPAID_ONLY: { description: 'Only what was not payable yet.' },
  },
});

const ClawbackType = builder.objectRef<EarningTerms['clawback'][number]>('CommissionClawback').implement({
  description: 'How much of a commission comes back until some months after the activation.',
  fields: (t) => ({
    untilMonth: t.exposeInt('untilMonth', {
      description: 'Before so many whole months since the activation.',
    }),
    percent: t.field({
      type: 'Decimal',
      description: 'In percent.',
      resolve: ({ percent }) => String(percent),
    }),
  }),
});

/** Takes the terms as they are stored with a revision. */
export const EarningTermsType = builder.objectRef<EarningTerms>('CommissionTerms').implement({
  description: 'How a commission becomes payable and comes back, as it was frozen.',
  fields: (t) => ({
    payable: t.field({
      type: PayableType,
      description: 'When it becomes payable.',
      resolve: ({ payable }) => payable as 'ON_ACTIVATION',
    }),
    holdDays: t.exposeInt('holdDays', { description: 'For how many days it is held back then.' }),
    clawback: t.field({
      type: [ClawbackType],
      description: `What comes back where the customer is refunded, credited, does not pay or leaves; at most ${BANDS_MAX}, in order of months. All of it, always, where empty; nothing after the last.`,
      resolve: ({ clawback }) => clawback.slice(0, BANDS_MAX),
    }),
    disconnectTakes: t.field({
      type: DisconnectType,
      description: 'What a disconnect takes.',
      resolve: ({ disconnectTakes }) => disconnectTakes as 'BY_SCHEDULE',
    }),
    recurringMonths: t.int({
      nullable: true,
      description:
        'For how many months of service the payments of the customer earn; null where it does not recur.',
      resolve: ({ recurring }) => recurring?.months ?? null,
    }),
    milestone: t.string({
      nullable: true,
      description:
        'What it waits for, `ACTIVATED`, `FIRST_PAYMENT` or `MONTHS_ACTIVE`; null where it waits for nothing.',
      resolve: ({ milestone }) => milestone?.event ?? null,
    }),
    milestoneMonths: t.int({
      nullable: true,
      description: 'For how many months it must be active; null unless the milestone is `MONTHS_ACTIVE`.',
      resolve: ({ milestone }) => milestone?.months ?? null,
    }),
  }),
});
