import { builder } from '../../graphql/builder.ts';
import { moneyFrom } from '../../graphql/money-fields.ts';
import { MoneyType } from '../../graphql/scalars.ts';
import { type Actor, isAllowed } from '../../platform/auth/actor.ts';
import { CommissionExplanationType, CommissionStepType } from '../plans/commission-explanation.schema.ts';
import {
  type ContestedLineSaid,
  type EntryExplanation,
  entryExplanationOf,
} from './ledger-explanation.rules.ts';

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

/** What an entry says of itself, in the currency that it is in. */
export type ExplainedEntry = EntryExplanation & Readonly<{ currency: string }>;

const EXPLAINED_ALONE = {
  explanation: true,
  bookedAt: true,
  currency: true,
  earning: { select: { revisions: { select: { number: true, explanation: true, bookedAt: true } } } },
} as const;

/** What explains an entry, besides the revisions of its earning. */
export const EXPLAINED = {
  ...EXPLAINED_ALONE,
  dispute: { select: { entry: { select: { bookedAt: true, explanation: true } } } },
} as const;

/** Whoever may not read disputes, as a member of a partner, is told nothing of them: the database would refuse the whole. */
export const explainedFor = (_args: object, { actor }: Readonly<{ actor: Actor }>): typeof EXPLAINED =>
  isAllowed(actor, 'DISPUTES_READ') ? EXPLAINED : (EXPLAINED_ALONE as typeof EXPLAINED);

type Revisions = Parameters<typeof entryExplanationOf>[1];
type Booked = Parameters<typeof entryExplanationOf>[0];

export const explainedEntry = (
  entry: Booked &
    Readonly<{
      currency: string;
      earning: Readonly<{ revisions: Revisions }> | null;
      dispute?: Readonly<{ entry: Booked | null }> | null;
    }>,
): ExplainedEntry => ({
  ...entryExplanationOf(entry, entry.earning?.revisions ?? [], entry.dispute?.entry ?? null),
  currency: entry.currency,
});

const LedgerExplanationRef = builder.objectRef<ExplainedEntry>('LedgerExplanation');

const ContestedLineType = builder
  .objectRef<ContestedLineSaid & Readonly<{ currency: string }>>('LedgerContestedLine')
  .implement({
    description: 'The line that a dispute was about, as it was booked.',
    fields: (t) => ({
      kind: t.exposeString('kind', { description: 'Its kind, such as `RELEASE`.' }),
      period: t.exposeString('period', {
        description: 'The fiscal month of the statement that it is on, such as `FY2026-P07`.',
      }),
      stated: t.field({
        type: MoneyType,
        description: 'What it says.',
        resolve: ({ statedMinor, currency }) => moneyFrom(statedMinor, currency)!,
      }),
      explanation: t.field({
        type: LedgerExplanationRef,
        description: 'Why, by the terms that counted when it was booked.',
        resolve: ({ explanation, currency }) => ({ ...explanation, currency }),
      }),
    }),
  });

export const LedgerExplanationType = LedgerExplanationRef.implement({
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
    contestedLine: t.field({
      type: ContestedLineType,
      nullable: true,
      description:
        'What a dispute brought about sets what the line said beside what was decided, which is in `steps`; null of every other entry, where a commission was missing, and for who may not read disputes.',
      resolve: ({ contestedLine, currency }) => contestedLine && { ...contestedLine, currency },
    }),
  }),
});
