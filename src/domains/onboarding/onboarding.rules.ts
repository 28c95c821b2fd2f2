import type { BusinessCalendar } from '../../kernel/business-calendar.ts';
import { addBusinessDays } from '../../kernel/business-time.ts';
import type { FieldReader } from '../../kernel/fields.ts';
import { dayOf, plainDateOf } from '../../kernel/time.ts';
import { isTemplateCode } from '../agreements/agreement-template.rules.ts';

/**
 * What completes a step: an event of another domain about the partner, where the code is given one whose data holds it.
 * Another one is one more line here. A step of another kind is completed by hand.
 */
export const COMPLETION_EVENTS = {
  AGREEMENT_ACCEPTED: { eventType: 'agreement.accepted', codeField: 'templateCode' },
  DOCUMENT_VERIFIED: { eventType: 'document.verified', codeField: 'templateCode' },
  REFERRAL_SUBMITTED: { eventType: 'referral.submitted', codeField: null },
  MEMBER_JOINED: { eventType: 'membership.started', codeField: null },
} as const satisfies Record<string, Readonly<{ eventType: string; codeField: string | null }>>;

export type CompletionEvent = keyof typeof COMPLETION_EVENTS;
export type Completion = CompletionEvent | 'BY_HAND';

export const STEPS_MAX = 40;
export const DUE_BUSINESS_DAYS_MAX = 250;
const TITLE_LENGTH_MAX = 200;

export type ChecklistStep = Readonly<{
  code: string;
  title: string;
  dueBusinessDays: number;
  completion: Completion;
  completionCode: string | null;
}>;

export type ChecklistStepInput = Omit<ChecklistStep, 'completionCode'> &
  Readonly<{ completionCode?: string | null }>;

/** Refuses every malformed step into `fields`, by its place in the list. */
export function readSteps(fields: FieldReader, steps: readonly ChecklistStepInput[]): ChecklistStep[] {
  if (steps.length > STEPS_MAX)
    fields.refuse('steps', 'TOO_MANY', `A checklist has at most ${STEPS_MAX} steps.`);
  const codes = new Set<string>();
  return steps.slice(0, STEPS_MAX).map((step, place) => {
    const at = (field: string) => `steps.${place}.${field}`;
    if (!isTemplateCode(step.code))
      fields.refuse(at('code'), 'NOT_A_CODE', `${at('code')} is 2 to 40 capitals, digits and underscores.`);
    if (codes.has(step.code))
      fields.refuse(at('code'), 'DUPLICATE', `${at('code')}: each step has a code of its own.`);
    codes.add(step.code);
    const { dueBusinessDays: days } = step;
    if (!Number.isSafeInteger(days) || days < 0 || days > DUE_BUSINESS_DAYS_MAX)
      fields.refuse(
        at('dueBusinessDays'),
        'OUT_OF_RANGE',
        `${at('dueBusinessDays')} is 0 to ${DUE_BUSINESS_DAYS_MAX}.`,
      );
    const title = fields.line(at('title'), step.title, TITLE_LENGTH_MAX);
    return { ...step, title, completionCode: readCompletionCode(fields, at('completionCode'), step) };
  });
}

function readCompletionCode(fields: FieldReader, field: string, step: ChecklistStepInput): string | null {
  const code = step.completionCode ?? null;
  if (code === null) return null;
  const takesCode = step.completion !== 'BY_HAND' && COMPLETION_EVENTS[step.completion].codeField !== null;
  if (!takesCode)
    fields.refuse(field, 'NOT_NEEDED', `${field} goes with AGREEMENT_ACCEPTED and DOCUMENT_VERIFIED only.`);
  else if (!isTemplateCode(code))
    fields.refuse(field, 'NOT_A_CODE', `${field} is the code of a template, such as TAX_FORM.`);
  return code;
}

/** The last day on which a step is in time: so many business days after the day on which onboarding began. */
export const dueOnOf = (calendar: BusinessCalendar, startedOn: Date, businessDays: number): Date =>
  dayOf(addBusinessDays(calendar, plainDateOf(startedOn), businessDays));

export const isOverdue = (
  step: Readonly<{ dueOn: Date; completedAt: Date | null }>,
  status: string,
  today: Date,
): boolean => status === 'OPEN' && step.completedAt === null && step.dueOn < today;
