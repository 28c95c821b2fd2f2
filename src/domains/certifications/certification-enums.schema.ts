import { builder } from '../../graphql/builder.ts';
import type { CertificationAudience } from './certification-program.rules.ts';
import type { RequirementKind } from './certification-requirement.rules.ts';
import type { GroupMode } from './certification-version.rules.ts';
import type {
  CertificationVersionAction,
  CertificationVersionStatus,
} from './certification-version.states.ts';
import type { Transition } from './certification-version-launch.rules.ts';

export const CertificationAudienceType = builder.enumType('CertificationAudience', {
  description: 'Whose work a certification is about.',
  values: {
    SALES: { description: 'Who sells.' },
    PRESALES: { description: 'Who demonstrates and advises before a sale.' },
    TECHNICAL: { description: 'Who configures and integrates.' },
    DELIVERY: { description: 'Who leads implementations.' },
    SUPPORT: { description: 'Who helps customers afterwards.' },
  } satisfies Record<CertificationAudience, object>,
});

export const CertificationVersionStatusType = builder.enumType('CertificationVersionStatus', {
  description: 'Where a version of a certification stands.',
  values: {
    DRAFT: { description: 'Being written; partners do not see it.' },
    PUBLISHED: { description: 'Holds from its launch until the next one is launched; never changed.' },
    RETIRED: {
      description: 'Nobody is certified by it any more; those who are stay so until their awards end.',
    },
  } satisfies Record<CertificationVersionStatus, object>,
});

export const CertificationActionType = builder.enumType('CertificationProgramAction', {
  description: 'What can be done with the versions of a certification.',
  values: {
    REVISE: { description: 'Write the draft, or begin the next one: `certificationProgramRevise`.' },
    PUBLISH: { description: 'Launch the draft: `certificationProgramPublish`.' },
    RETIRE: { description: 'Certify nobody by it any more: `certificationProgramRetire`.' },
  } satisfies Record<CertificationVersionAction, object>,
});

export const CertificationGroupModeType = builder.enumType('CertificationGroupMode', {
  description: 'How many of the requirements of a group somebody has to fulfil.',
  values: {
    ALL: { description: 'Every one.' },
    ANY: { description: 'At least one.' },
    N_OF: { description: 'At least so many as the group says.' },
  } satisfies Record<GroupMode, object>,
});

export const CertificationRequirementKindType = builder.enumType('CertificationRequirementKind', {
  description: 'What fulfils a requirement of a certification.',
  values: {
    COURSE: { description: 'Completing a course of the learning system.' },
    EXAM: { description: 'Passing an exam with at least the pass mark.' },
    PRACTICUM: { description: 'Practical work that staff signs off.' },
    IMPLEMENTATION: { description: 'Leading an implementation at a customer that staff signs off.' },
    AGREEMENT: { description: "An agreement or document of the person's partner that is in force." },
  } satisfies Record<RequirementKind, object>,
});

export const CertificationTransitionType = builder.enumType('CertificationTransition', {
  description: 'What becomes of those who are certified on an earlier version when the next one is launched.',
  values: {
    UNTIL_EXPIRY: { description: 'Their awards hold until they end by themselves.' },
    UNTIL_DATE: { description: 'Their awards end on `transitionUntil` at the latest.' },
    BRIDGE: {
      description:
        'They need only the requirements that are marked as bridge to be certified on the new version; their awards ' +
        'hold until they end by themselves, or until `transitionUntil` where it is given.',
    },
  } satisfies Record<Transition, object>,
});
