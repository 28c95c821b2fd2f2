import { builder } from '../../graphql/builder.ts';
import { money } from '../../graphql/columns.ts';
import { MoneyType } from '../../graphql/scalars.ts';
import { type Actor, isAllowed } from '../../platform/auth/actor.ts';
import { CommissionExplanationType, CommissionStepType } from '../plans/commission-explanation.schema.ts';
import { type EntryExplanation, type ExplainedEntry, STEPS_MAX } from './ledger-explanation.rules.ts';

const NotCountedType = builder
  .objectRef<EntryExplanation['notCounted'][number]>('LedgerFactNotCounted')
  .implement({
    description: 'Something that happened and takes nothing.',
    fields: (t) => ({
      code: t.exposeString('code', {
        description: 'Why: `VENDOR_FAULT` of a fact, or `DISCONNECT_VENDOR_FAULT`.',
      }),
      factId: t.exposeString('factId', {
        nullable: true,
        description: 'The fact of billing, by its plain id; null where it is none.',
      }),
    }),
  });

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

const LedgerExplanationRef = builder.objectRef<ExplainedEntry>('LedgerExplanation');

const ContestedLineType = builder
  .objectRef<NonNullable<ExplainedEntry['contestedLine']>>('LedgerContestedLine')
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
        ...money('statedMinor', 'currency'),
      }),
      explanation: t.expose('explanation', {
        type: LedgerExplanationRef,
        description: 'Why, by the terms that counted when it was booked.',
      }),
    }),
  });

export const LedgerExplanationType = LedgerExplanationRef.implement({
  description:
    'Why an entry was booked, in codes and numbers: how the commission came about, and how much of it is due by what happened since. It holds nothing about margin, other partners or hidden rules.',
  fields: (t) => ({
    commission: t.expose('commission', {
      type: CommissionExplanationType,
      nullable: true,
      description:
        'How the commission came about, by its terms as they counted when the entry was booked; null where the entry is of none.',
    }),
    steps: t.expose('steps', {
      type: [CommissionStepType],
      description: `How much of it was moved, step by step; at most ${STEPS_MAX}.`,
    }),
    notCounted: t.expose('notCounted', {
      type: [NotCountedType],
      description: `What happened and takes nothing, as it was the vendor's fault; at most ${STEPS_MAX}.`,
    }),
    contestedLine: t.expose('contestedLine', {
      type: ContestedLineType,
      nullable: true,
      description:
        'What a dispute brought about sets what the line said beside what was decided, which is in `steps`; null of every other entry, where a commission was missing, and for who may not read disputes.',
    }),
  }),
});
