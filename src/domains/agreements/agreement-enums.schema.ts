import { builder } from '../../graphql/builder.ts';
import type { AgreementMethod, AgreementOutcome, RequiredNext, RequiredStatus } from './agreement.rules.ts';
import type { AgreementAction, AgreementStatus } from './agreement.states.ts';
import type { TemplateKind } from './agreement-template.rules.ts';
import type { TemplateVersionStatus } from './agreement-template.states.ts';

export const TemplateKindType = builder.enumType('AgreementTemplateKind', {
  description: 'How a partner meets what is asked of it.',
  values: {
    AGREEMENT: { description: 'It agrees: by accepting in the portal, or by signing.' },
    DOCUMENT: { description: 'It hands in a file, such as a tax form, which staff verifies.' },
  } satisfies Record<TemplateKind, object>,
});

export const TemplateVersionStatusType = builder.enumType('AgreementTemplateVersionStatus', {
  description: 'Where a version of a template stands.',
  values: {
    DRAFT: { description: 'Being written; partners do not see it.' },
    PUBLISHED: { description: 'Offered to partners; never changed.' },
    RETIRED: { description: 'No longer offered. What was agreed to under it stays in force.' },
  } satisfies Record<TemplateVersionStatus, object>,
});

export const AgreementMethodType = builder.enumType('AgreementMethod', {
  description: 'How a partner agreed.',
  values: {
    ACCEPTED: { description: 'Somebody of the partner accepted it in the portal.' },
    SIGNED: { description: 'It was signed; staff recorded the signature.' },
  } satisfies Record<Exclude<AgreementMethod, 'SUBMITTED'>, object>,
});

const STATUSES = {
  PENDING: { description: 'Not in force yet: begins later, or waits to be verified.' },
  IN_FORCE: { description: 'Holds today.' },
  EXPIRED: { description: 'Its time is over.' },
  REFUSED: { description: 'Staff did not verify the document, and said why.' },
  REVOKED: { description: 'Staff ended it, and said why.' },
} satisfies Record<AgreementStatus, object>;

export const AgreementStatusType = builder.enumType('AgreementStatus', {
  description: "Where something that a partner agreed to or handed in stands on the vendor's day today.",
  values: STATUSES,
});

export const AgreementActionType = builder.enumType('AgreementAction', {
  description: 'What staff can do with something that a partner agreed to or handed in.',
  values: {
    VERIFY: { description: 'Confirm a document: `documentVerify`.' },
    REFUSE: { description: 'Decide against a document: `documentRefuse`.' },
    REVOKE: { description: 'End it: `agreementRevoke` or `documentRevoke`.' },
  } satisfies Record<AgreementAction, object>,
});

export const AgreementOutcomeType = builder.enumType('AgreementOutcome', {
  description: 'What staff decided.',
  values: {
    VERIFIED: { description: 'The document is what it says it is.' },
    REFUSED: { description: 'The document is not accepted.' },
    REVOKED: { description: 'It no longer holds.' },
  } satisfies Record<AgreementOutcome, object>,
});

export const RequiredStatusType = builder.enumType('RequiredDocumentStatus', {
  description: 'How something that is required of a partner stands.',
  values: {
    MISSING: { description: 'Never agreed to or handed in.' },
    EXPIRING: { description: 'Holds today, and ends within 60 days.' },
    ...STATUSES,
  } satisfies Record<RequiredStatus, object>,
});

export const RequiredNextType = builder.enumType('RequiredDocumentNext', {
  description: 'What the partner does next about something that is required of it.',
  values: {
    NOTHING: { description: 'All is well.' },
    WAIT: { description: 'Staff verifies it, or it begins soon.' },
    ACCEPT: { description: 'Accept the offered version: `agreementAccept`.' },
    SUBMIT: { description: 'Hand in a document: `documentSubmit`.' },
    ASK: { description: 'Ask the vendor: no version is offered at present.' },
  } satisfies Record<RequiredNext, object>,
});
