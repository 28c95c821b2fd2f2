import { builder } from '../../graphql/builder.ts';
import { column, decimal, decimalOrNull, moneyOrNull } from '../../graphql/columns.ts';
import { MoneyType } from '../../graphql/scalars.ts';
import type { RequirementLevel, TierMode, WindowKind } from '../attainment/attainment.rules.ts';
import { METRICS, type MetricCode } from '../attainment/metric-catalogue.rules.ts';
import { CertificationProgramType } from '../certifications/certification-program.schema.ts';
import {
  BenefitKindType,
  RequirementLevelType,
  TierModeType,
  WindowKindType,
} from './program-enums.schema.ts';
import { MetricType } from './program-metric.schema.ts';
import { BENEFITS_MAX, REQUIREMENTS_MAX } from './program-tier.rules.ts';
import type { BenefitKind } from './tier-benefit.rules.ts';

export const ProgramRequirementType = builder.prismaNode('ProgramRequirement', {
  name: 'ProgramRequirement',
  description: 'What a tier asks of a partner: a metric over a window, at a level, against a threshold.',
  authScopes: { permission: 'PROGRAMS_READ' },
  id: { field: 'id', description: 'Global id, `ProgramRequirement_<uuid>`.' },
  fields: (t) => ({
    code: t.exposeString('code', {
      description: 'What it is called by, unique in its tier; waivers name it.',
    }),
    title: t.exposeString('title', { description: 'Name for people.' }),
    metric: t.field({
      type: MetricType,
      description: 'What is measured.',
      select: { metric: true },
      resolve: ({ metric }) => METRICS[metric as MetricCode],
    }),
    certificationProgram: t.relation('certificationProgram', {
      type: CertificationProgramType,
      nullable: true,
      description: 'What people are certified in; null for metrics that are not by certification program.',
    }),
    threshold: t.field({
      type: 'Decimal',
      description: "How much is asked, in the metric's unit; money in major units of the program's currency.",
      ...decimal('threshold'),
    }),
    level: t.field({
      type: RequirementLevelType,
      description: 'Whose facts count.',
      ...column('level').as<RequirementLevel>(),
    }),
    window: t.field({
      type: WindowKindType,
      description: 'Over which time facts count.',
      ...column('windowKind').as<WindowKind>(),
    }),
    windowMonths: t.exposeInt('windowMonths', {
      nullable: true,
      description: 'How many months are looked back on; null for other windows.',
    }),
    isProRated: t.exposeBoolean('isProRated', {
      description: 'Whether a partner that joined within the window is asked for its part of it only.',
    }),
    points: t.field({
      type: 'Decimal',
      nullable: true,
      description: 'What it adds to the score where it is met in full; null in tiers that keep no score.',
      ...decimalOrNull('points'),
    }),
    floor: t.field({
      type: 'Decimal',
      nullable: true,
      description: "What there has to be whatever the score, in the metric's unit; null where nothing.",
      ...decimalOrNull('floor'),
    }),
    effort: t.field({
      type: 'Decimal',
      description:
        'What one more unit of it takes, compared with the other requirements of the tier: the path to the tier prefers less.',
      ...decimal('effort'),
    }),
    tier: t.relation('tier', { description: 'The tier that asks for it.' }),
  }),
});

export const TierBenefitType = builder.prismaNode('TierBenefit', {
  name: 'TierBenefit',
  description: 'What partners of a tier have of it. The vendor owes it to each of them.',
  authScopes: { permission: 'PROGRAMS_READ' },
  id: { field: 'id', description: 'Global id, `TierBenefit_<uuid>`.' },
  fields: (t) => ({
    code: t.exposeString('code', {
      description:
        'What it is called by, unique in its tier. Tiers that give the same code give the same benefit: what was provisioned in one is not owed again in the next.',
    }),
    kind: t.field({
      type: BenefitKindType,
      description: 'What kind it is, which says what measures it.',
      ...column('kind').as<BenefitKind>(),
    }),
    title: t.exposeString('title', { description: 'Name for people.' }),
    factor: t.field({
      type: 'Decimal',
      nullable: true,
      description: 'What commissions are multiplied by; for COMMISSION_MODIFIER only.',
      ...decimalOrNull('factor'),
    }),
    amount: t.field({
      type: MoneyType,
      nullable: true,
      description: 'How much; for MARKET_FUNDS only.',
      ...moneyOrNull('amountMinor', 'currency'),
    }),
    quantity: t.exposeInt('quantity', { nullable: true, description: 'How many; for LEADS only.' }),
    level: t.exposeString('level', { nullable: true, description: 'Which level; for SUPPORT_LEVEL only.' }),
    dueDays: t.exposeInt('dueDays', {
      description: 'Within how many days of reaching the tier the vendor owes it.',
    }),
    tier: t.relation('tier', { description: 'The tier that gives it.' }),
  }),
});

export const ProgramTierType = builder.prismaNode('ProgramTier', {
  name: 'ProgramTier',
  description: 'A step of a program; a higher rank is a higher tier.',
  authScopes: { permission: 'PROGRAMS_READ' },
  id: { field: 'id', description: 'Global id, `ProgramTier_<uuid>`.' },
  fields: (t) => ({
    code: t.exposeString('code', {
      description:
        'What it is called by, unique in its version; the same tier of other versions has the same code.',
    }),
    name: t.exposeString('name', { description: 'Name for people.' }),
    rank: t.exposeInt('rank', { description: 'Its place among the tiers, 1 to 20; higher is better.' }),
    mode: t.field({
      type: TierModeType,
      description: 'How its requirements combine.',
      ...column('mode').as<TierMode>(),
    }),
    scoreNeeded: t.field({
      type: 'Decimal',
      nullable: true,
      description: 'The points to reach; null for other modes than SCORE.',
      ...decimalOrNull('scoreNeeded'),
    }),
    requirements: t.relation('requirements', {
      description: `What it asks, in the order of its designer; at most ${REQUIREMENTS_MAX}.`,
      complexity: { field: 5, multiplier: 5 },
      query: { orderBy: { position: 'asc' }, take: REQUIREMENTS_MAX },
    }),
    benefits: t.relation('benefits', {
      description: `What it gives, in the order of its designer; at most ${BENEFITS_MAX}.`,
      complexity: { field: 5, multiplier: 5 },
      query: { orderBy: { position: 'asc' }, take: BENEFITS_MAX },
    }),
    programVersion: t.relation('programVersion', {
      description: 'The version of the program that it is part of.',
    }),
  }),
});
