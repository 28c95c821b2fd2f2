import { builder } from '../../graphql/builder.ts';
import { column } from '../../graphql/columns.ts';
import { isAllowed } from '../../platform/auth/actor.ts';
import { ReferralType } from '../referrals/referral.schema.ts';
import type { RuleResult } from './engagement-rules.rules.ts';
import { EngagementRulesType } from './engagement-rules.schema.ts';
import type { ReasonForPartner } from './engagement-rules-admin.rules.ts';
import { ReasonType, RuleCodeType, RuleOutcomeType } from './engagement-rules-enums.schema.ts';

const STAFF_ONLY = { permission: 'ENGAGEMENT_READ' } as const;
const DECISIONS_MAX = 50;

type Evidence = Readonly<{ name: string; values: string[] }>;

const EvidenceType = builder.objectRef<Evidence>('ReferralRuleEvidence').implement({
  description: 'One thing that a rule looked at: ids, codes and numbers.',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'What it is, such as `opportunityIds`.' }),
    values: t.exposeStringList('values', {
      description: 'Its values as text, at most 50; none where it is unknown.',
    }),
  }),
});

const textsOf = (value: RuleResult['evidence'][string]): string[] => {
  if (value === null) return [];
  return Array.isArray(value) ? value.map(String) : [String(value)];
};

const ResultType = builder.objectRef<RuleResult>('ReferralRuleResult').implement({
  description: 'What one rule said of a referral, with what it looked at.',
  fields: (t) => ({
    code: t.field({ type: RuleCodeType, description: 'Which rule.', resolve: ({ code }) => code }),
    outcome: t.field({
      type: RuleOutcomeType,
      description: 'What it said.',
      resolve: ({ outcome }) => outcome,
    }),
    evidence: t.field({
      type: [EvidenceType],
      description: 'What it looked at; at most 10.',
      resolve: ({ evidence }) =>
        Object.entries(evidence).map(([name, value]) => ({ name, values: textsOf(value) })),
    }),
  }),
});

const OutcomeType = builder.enumType('ReferralDecisionOutcome', {
  description: 'What came of an evaluation of the rules.',
  values: {
    ACCEPT: { description: 'Accepted without a person.' },
    REVIEW: { description: 'A person decides.' },
    WAITLIST: { description: 'It waits behind another one.' },
    OVERRIDE: { description: 'A person accepted it against the rules.' },
  },
});

const DecisionType = builder.prismaObject('ReferralDecision', {
  name: 'ReferralDecision',
  description: 'One evaluation of the rules of engagement, as it was. Partners never see any of it.',
  authScopes: STAFF_ONLY,
  fields: (t) => ({
    rules: t.relation('rules', { type: EngagementRulesType, description: 'The version of the rules.' }),
    outcome: t.field({
      type: OutcomeType,
      description: 'What came of it.',
      select: { outcome: true },
      resolve: ({ outcome }) => outcome as 'ACCEPT',
    }),
    results: t.field({
      type: [ResultType],
      description: 'What each rule said, one for each rule of the version.',
      select: { results: true },
      resolve: ({ results }) => results as unknown as RuleResult[],
    }),
    reason: t.exposeString('reason', {
      nullable: true,
      description: 'Why, where a person decided against the rules.',
    }),
    byName: t.string({
      nullable: true,
      description: 'Who decided; null where the portal did.',
      select: { actorId: true },
      resolve: async ({ actorId }, _args, { db }) => {
        if (actorId === null) return null;
        const staff = await db.staffMember.findUnique({
          where: { personId: actorId },
          select: { name: true },
        });
        return staff?.name ?? null;
      },
    }),
    decidedAt: t.expose('decidedAt', { type: 'DateTime', description: 'When.' }),
  }),
});

builder.prismaObjectField(ReferralType, 'decisions', (t) =>
  t.field({
    type: [DecisionType],
    nullable: true,
    description: `What the rules of engagement said of it, the latest first; at most ${DECISIONS_MAX}. For staff, for the page of one referral rather than for lists.`,
    authScopes: STAFF_ONLY,
    complexity: { field: 10, multiplier: 5 },
    // A partner's database role may not read the table, so it is not even selected for a partner.
    select: (_args, { actor }, nested) =>
      isAllowed(actor, STAFF_ONLY.permission)
        ? { decisions: nested({ orderBy: [{ decidedAt: 'desc' }, { id: 'desc' }], take: DECISIONS_MAX }) }
        : {},
    resolve: ({ decisions }) => decisions ?? null,
  }),
);

builder.prismaObjectField(ReferralType, 'decisionReasons', (t) =>
  t.field({
    type: [ReasonType],
    description:
      "What the rules of engagement noticed of the partner's own registration when they last looked at it; at most 5. Nothing of it follows from whom the vendor or others work with.",
    ...column('decisionReasons').as<ReasonForPartner[]>(),
  }),
);
