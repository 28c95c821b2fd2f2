import { builder } from '../../graphql/builder.ts';
import type { AwardStatus } from './award-days.rules.ts';
import type { EnrolmentAction, EnrolmentStatus } from './enrolment.states.ts';
import type {
  EnrolmentPath,
  NotCountedBecause,
  ProgressStatus,
  ResultKind,
  ResultOutcome,
} from './enrolment-progress.rules.ts';

export const EnrolmentStatusType = builder.enumType('EnrolmentStatus', {
  description: 'Where an enrolment in a certification stands.',
  values: {
    OPEN: { description: 'Something is left to do.' },
    COMPLETED: { description: 'It led to an award.' },
    WITHDRAWN: { description: 'It was given up before all was done.' },
  } satisfies Record<EnrolmentStatus, object>,
});

export const EnrolmentPathType = builder.enumType('EnrolmentPath', {
  description: 'What an enrolment asks of its person.',
  values: {
    FULL: { description: 'Every group of requirements.' },
    BRIDGE: {
      description: 'Only the requirements marked as bridge, for who is certified on the version before.',
    },
    RENEWAL: {
      description: 'Every group of requirements again, by what is done after the present award began.',
    },
  } satisfies Record<EnrolmentPath, object>,
});

export const EnrolmentActionType = builder.enumType('EnrolmentAction', {
  description: 'What can be done with an enrolment.',
  values: {
    WITHDRAW: { description: 'Give it up: `enrolmentWithdraw`.' },
  } satisfies Record<EnrolmentAction, object>,
});

export const EnrolmentProgressStatusType = builder.enumType('EnrolmentProgressStatus', {
  description: 'How somebody stands with one requirement.',
  values: {
    OPEN: { description: 'Not fulfilled yet.' },
    FULFILLED: { description: 'Fulfilled.' },
    EXHAUSTED: { description: 'Not fulfilled, and no attempt is left that would count.' },
  } satisfies Record<ProgressStatus, object>,
});

export const ResultKindType = builder.enumType('CertificationResultKind', {
  description: 'What somebody did.',
  values: {
    COURSE: { description: 'Took a course of the learning system.' },
    EXAM: { description: 'Made an attempt at an exam.' },
    PRACTICUM: { description: 'Did practical work.' },
    IMPLEMENTATION: { description: 'Led an implementation at a customer. The portal itself records it.' },
  } satisfies Record<ResultKind, object>,
});

export const ResultOutcomeType = builder.enumType('CertificationResultOutcome', {
  description:
    'How it went. An exam is passed by its score; what its source calls failed never counts as passed.',
  values: {
    COMPLETED: { description: 'It was completed.' },
    PASSED: { description: 'It was passed.' },
    FAILED: { description: 'It was failed.' },
  } satisfies Record<ResultOutcome, object>,
});

export const NotCountedType = builder.enumType('CertificationResultNotCounted', {
  description: 'Why something that was done changes nothing.',
  values: {
    TOO_EARLY: {
      description: 'It was done before the present award began, which is to be renewed by newer work.',
    },
    COOL_DOWN: { description: 'It was done within the days after a failed attempt in which none counts.' },
    ATTEMPTS_EXHAUSTED: { description: 'So many attempts as count had been made.' },
    FULFILLED_BEFORE: { description: 'The requirement was fulfilled already.' },
  } satisfies Record<NotCountedBecause, object>,
});

export const AwardStatusType = builder.enumType('CertificationAwardStatus', {
  description: 'Where an award stands on a day.',
  values: {
    PENDING: {
      description: 'Begins on a later day, as an early renewal does when the award before it ends.',
    },
    VALID: { description: 'Holds.' },
    EXPIRING: { description: 'Holds, ends within 90 days, and is not renewed yet.' },
    EXPIRED: { description: 'Has ended.' },
    REVOKED: { description: 'Was revoked.' },
  } satisfies Record<AwardStatus, object>,
});
