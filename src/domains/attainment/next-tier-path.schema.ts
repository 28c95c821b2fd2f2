import { builder } from '../../graphql/builder.ts';
import type { Fraction } from '../../kernel/fraction.ts';
import { PartnerType } from '../partners/partner.schema.ts';
import { PartnerProgramType } from '../programs/program.schema.ts';
import { attainmentDescription, TierAttainmentType } from './attainment.schema.ts';
import { textOf } from './attainment-plan.rules.ts';
import { type Seen, standingSeen } from './attainment-reading.schema.ts';
import { RequirementAttainmentType } from './attainment-requirement.schema.ts';
import {
  nextTierPathOf,
  type RequirementStep,
  type TierPath,
  type TierRisk,
} from './next-tier-path.rules.ts';

const LAPSES_MAX = 100;
const REQUIREMENTS_MAX = 100;
const TIERS_MAX = 20;

const LapseType = builder.objectRef<Readonly<{ on: string; amount: Fraction }>>('TierPathLapse').implement({
  description: 'What time alone takes away on a day.',
  fields: (t) => ({
    on: t.field({
      type: 'Date',
      description: 'The first day without it.',
      resolve: ({ on }) => new Date(`${on}T00:00:00Z`),
    }),
    amount: t.field({
      type: 'Decimal',
      description: "How much, in the metric's unit.",
      resolve: ({ amount }) => textOf(amount),
    }),
  }),
});

type With<Part> = Part & Readonly<{ visible: Seen['visible'] }>;

const RequirementPathType = builder.objectRef<With<RequirementStep>>('RequirementPath').implement({
  description: 'What one requirement takes on the way to a tier.',
  fields: (t) => ({
    requirement: t.field({
      type: RequirementAttainmentType,
      description: 'The requirement, and how it stands.',
      resolve: ({ standing, visible }) => ({ standing, visible }),
    }),
    heldAtEnd: t.field({
      type: 'Decimal',
      description: 'What is left of it when the period ends if nothing more comes, after what lapses before.',
      resolve: ({ heldAtEnd }) => heldAtEnd,
    }),
    lapses: t.field({
      type: [LapseType],
      description: `What lapses before the period ends, by day; at most ${LAPSES_MAX}.`,
      resolve: ({ standing }) => standing.lapses.slice(0, LAPSES_MAX),
    }),
    missing: t.field({
      type: 'Decimal',
      description: 'What is missing then to meet it in full; 0 where nothing is, or a waiver still holds.',
      resolve: ({ missing }) => missing,
    }),
    units: t.field({
      type: 'Decimal',
      description:
        'How many more of it the cheapest way to the tier takes; 0 where it can do without. Whole for things and people.',
      resolve: ({ units }) => units,
    }),
    effort: t.field({
      type: 'Decimal',
      description: 'Those units times what one of them takes, as the requirement states it.',
      resolve: ({ effort }) => effort,
    }),
  }),
});

const TierPathType = builder.objectRef<With<TierPath>>('TierPath').implement({
  description: 'What is missing for a tier by the end of the period, and the cheapest way to it.',
  fields: (t) => ({
    tier: t.field({
      type: TierAttainmentType,
      description: 'The tier, and how it stands.',
      resolve: ({ tier, visible }) => ({ tier, visible }),
    }),
    isReachable: t.boolean({
      description: 'Whether there is a way: a score can be beyond what all its points add up to.',
      resolve: ({ isReachable }) => isReachable,
    }),
    isCheapest: t.boolean({
      description:
        'Whether no way takes less effort; false only where so many requirements combine that the search was given up.',
      resolve: ({ isCheapest }) => isCheapest,
    }),
    effort: t.field({
      type: 'Decimal',
      description:
        'What the way takes in all, in units of effort as the requirements state them; 0 where nothing is missing.',
      resolve: ({ effort }) => effort,
    }),
    requirements: t.field({
      type: [RequirementPathType],
      description: `What each of its requirements takes, in order; at most ${REQUIREMENTS_MAX}.`,
      resolve: ({ steps, visible }) => steps.map((step) => ({ ...step, visible })),
    }),
  }),
});

const MissType = builder.objectRef<With<TierRisk['missed'][number]>>('TierRiskRequirement').implement({
  description: 'A requirement that is expected to be missed when the period ends.',
  fields: (t) => ({
    requirement: t.field({
      type: RequirementAttainmentType,
      description: 'The requirement, and how it stands.',
      resolve: ({ standing, visible }) => ({ standing, visible }),
    }),
    from: t.field({
      type: 'Date',
      description:
        'From when: the day on which what lapses leaves too little or a waiver ends, the evaluated day where it is missing already on a given day, else the last day of the period.',
      resolve: ({ from }) => from,
    }),
  }),
});

const RiskType = builder.objectRef<With<TierRisk>>('TierRisk').implement({
  description: 'Whether a partner may lose the tier that it is in.',
  fields: (t) => ({
    tier: t.field({
      type: TierAttainmentType,
      description: 'The tier that it is in.',
      resolve: ({ tier, visible }) => ({ tier, visible }),
    }),
    isAtRisk: t.boolean({
      description: 'Whether the tier is not expected to be met when the period ends.',
      resolve: ({ isAtRisk }) => isAtRisk,
    }),
    missed: t.field({
      type: [MissType],
      description: `Its requirements that are expected to be missed; at most ${REQUIREMENTS_MAX}.`,
      resolve: ({ missed, visible }) => missed.map((one) => ({ ...one, visible })),
    }),
  }),
});

const NextTierPathType = builder.objectRef<Seen>('NextTierPath').implement({
  description: 'The way up from the tier that a partner is in, and what it may lose.',
  fields: (t) => ({
    period: t.string({
      description: 'The label of the period by whose end everything is counted.',
      resolve: ({ evaluation }) => evaluation.period.label,
    }),
    periodUntil: t.field({
      type: 'Date',
      description: 'The day after its last.',
      resolve: ({ evaluation }) => evaluation.period.until,
    }),
    asOf: t.field({
      type: 'DateTime',
      description: 'Only what was known by then is looked at.',
      resolve: ({ evaluation }) => evaluation.asOf,
    }),
    tiers: t.field({
      type: [TierPathType],
      description: `The tiers above the one that it is in, the next one first; at most ${TIERS_MAX}.`,
      resolve: (seen) => nextTierPathOf(seen).paths.map((path) => ({ ...path, visible: seen.visible })),
    }),
    risk: t.field({
      type: RiskType,
      nullable: true,
      description: 'Whether it may lose the tier that it is in; null where it is in none.',
      resolve: (seen) => {
        const { risk } = nextTierPathOf(seen);
        return risk && { ...risk, visible: seen.visible };
      },
    }),
  }),
});

builder.queryField('nextTierPath', (t) =>
  t.field({
    type: NextTierPathType,
    nullable: true,
    description: `What is missing for each higher tier by the end of the period, and the way that takes the least effort. ${attainmentDescription}`,
    authScopes: { permission: 'PROGRAMS_READ' },
    complexity: 300,
    args: {
      partnerId: t.arg.globalID({ for: [PartnerType], required: true, description: 'Which partner.' }),
      programId: t.arg.globalID({ for: [PartnerProgramType], required: true, description: 'Which program.' }),
      period: t.arg.string({
        description:
          'A fiscal quarter or year, such as `FY2026-Q3`, of the length in which the program is reviewed; the one of `asOf` where left out. Refused where it begins after `asOf`.',
      }),
      asOf: t.arg({
        type: 'DateTime',
        description: 'By what was known at this instant; now where left out. Refused in the future.',
      }),
    },
    resolve: (_root, { partnerId, programId, period, asOf }, context) =>
      standingSeen(context, {
        ...{ partnerId: partnerId.id, programId: programId.id },
        ...{ period: period ?? null, asOf: asOf ?? null },
      }),
  }),
);
