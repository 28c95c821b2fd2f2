import { builder } from '../../graphql/builder.ts';
import { EnrolmentType } from './enrolment.schema.ts';
import { type Attempt, attemptsOf } from './enrolment-attempts.service.ts';
import { NotCountedType, ResultKindType, ResultOutcomeType } from './enrolment-enums.schema.ts';
import type { ResultKind, ResultOutcome } from './enrolment-progress.rules.ts';
import { percentOf } from './result-rows.rules.ts';

const ATTEMPTS_MAX = 100;

const AttemptType = builder.objectRef<Attempt>('EnrolmentAttempt').implement({
  description: 'Something that was done for a requirement, and whether it counts.',
  fields: (t) => ({
    requirementId: t.globalID({
      description: 'The requirement that it is about.',
      resolve: ({ requirementId }) => ({ type: 'CertificationRequirement', id: requirementId }),
    }),
    kind: t.field({
      type: ResultKindType,
      description: 'What was done.',
      resolve: ({ kind }) => kind as ResultKind,
    }),
    externalCode: t.exposeString('externalCode', { description: 'How the learning system calls it.' }),
    outcome: t.field({
      type: ResultOutcomeType,
      description: 'How it went, as the source says.',
      resolve: ({ outcome }) => outcome as ResultOutcome,
    }),
    scorePercent: t.field({
      type: 'Decimal',
      nullable: true,
      description: 'The score in percent from 0 to 100; null where there is none.',
      resolve: ({ scoreBps }) => percentOf(scoreBps),
    }),
    happenedAt: t.expose('happenedAt', { type: 'DateTime', description: 'When it was done.' }),
    counts: t.boolean({ description: 'Whether it counts.', resolve: ({ because }) => because === null }),
    notCountedBecause: t.field({
      type: NotCountedType,
      nullable: true,
      description: 'Why it does not count; null where it does.',
      resolve: ({ because }) => because,
    }),
  }),
});

builder.prismaObjectField(EnrolmentType, 'attempts', (t) =>
  t.field({
    type: [AttemptType],
    description: `What was done for it and whether that counts, in the order in which it happened; the latest ${ATTEMPTS_MAX}.`,
    // Read for each enrolment by itself: for a page that shows one.
    complexity: { field: 100, multiplier: 5 },
    select: { id: true, personId: true },
    resolve: async (enrolment, _args, { readAsVendor }) =>
      (await readAsVendor((tx) => attemptsOf(tx, enrolment))).slice(-ATTEMPTS_MAX),
  }),
);
