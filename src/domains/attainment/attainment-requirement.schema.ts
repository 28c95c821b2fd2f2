import { builder } from '../../graphql/builder.ts';
import { globalIdOf } from '../../kernel/ids.ts';
import { RequirementLevelType } from '../programs/program-enums.schema.ts';
import { MetricCodeType } from '../programs/program-metric.schema.ts';
import type { AttainmentStatus } from './attainment.rules.ts';
import { ExplanationType } from './attainment-explanation.schema.ts';
import type { Seen } from './attainment-reading.schema.ts';
import type { Standing } from './attainment-requirement.rules.ts';
import type { ProjectionMethod } from './metric-catalogue.rules.ts';

export const AttainmentStatusType = builder.enumType('AttainmentStatus', {
  description:
    'How a requirement or a tier stands. Final once the period has ended; before, it is provisional.',
  values: {
    MET: { description: 'It is met and, before the period ends, expected to stay so; or it is waived.' },
    ON_TRACK: { description: 'It is not met yet, and expected to be when the period ends.' },
    AT_RISK: {
      description: 'It is not expected to be met when the period ends, whether or not it is met now.',
    },
    MISSED: { description: 'The period has ended without it.' },
  } satisfies Record<AttainmentStatus, object>,
});

const ProjectionMethodType = builder.enumType('AttainmentProjectionMethod', {
  description: 'How a number is expected to stand when the period ends.',
  values: {
    RUN_RATE: { description: 'As much a day as until now.' },
    PIPELINE: {
      description: 'What is won, and what is expected of open deals that close before, by their stage.',
    },
    CURRENT: { description: 'The same as now.' },
    LAPSES: { description: 'What does not lapse before.' },
  } satisfies Record<ProjectionMethod, object>,
});

type RequirementSeen = Readonly<{ standing: Standing; visible: Seen['visible'] }>;

export const RequirementAttainmentType = builder
  .objectRef<RequirementSeen>('RequirementAttainment')
  .implement({
    description: "How a partner stands with one requirement. Numbers are in the metric's unit.",
    fields: (t) => ({
      requirementId: t.id({
        description: 'Global id of the requirement, `ProgramRequirement_<uuid>`.',
        resolve: ({ standing }) => globalIdOf('ProgramRequirement', standing.terms.id),
      }),
      code: t.string({
        description: 'What the requirement is called by.',
        resolve: ({ standing }) => standing.terms.code,
      }),
      title: t.string({
        description: 'Its name for people.',
        resolve: ({ standing }) => standing.terms.title,
      }),
      metric: t.field({
        type: MetricCodeType,
        description: 'What is measured.',
        resolve: ({ standing }) => standing.terms.metric,
      }),
      level: t.field({
        type: RequirementLevelType,
        description: 'Whose facts count.',
        resolve: ({ standing }) => standing.terms.level,
      }),
      windowFrom: t.field({
        type: 'Date',
        description: "The first day of the window, by the vendor's clocks.",
        resolve: ({ standing }) => standing.evaluation.window.from,
      }),
      windowUntil: t.field({
        type: 'Date',
        description: 'The day after its last.',
        resolve: ({ standing }) => standing.evaluation.window.until,
      }),
      actual: t.field({
        type: 'Decimal',
        description: 'What there is.',
        resolve: ({ standing }) => standing.evaluation.actual,
      }),
      target: t.field({
        type: 'Decimal',
        description: 'What is asked, pro rata where the requirement says so.',
        resolve: ({ standing }) => standing.evaluation.target,
      }),
      percent: t.field({
        type: 'Decimal',
        description:
          'How much of the target is there: two digits, at most 999.99, and below 100 until it is reached.',
        resolve: ({ standing }) => standing.evaluation.percent,
      }),
      gap: t.field({
        type: 'Decimal',
        description: 'What is missing; 0 where nothing is.',
        resolve: ({ standing }) => standing.evaluation.gap,
      }),
      status: t.field({
        type: AttainmentStatusType,
        description: 'How it stands.',
        resolve: ({ standing }) => standing.evaluation.status,
      }),
      isProvisional: t.boolean({
        description: 'Whether the period had not ended.',
        resolve: ({ standing }) => standing.evaluation.isProvisional,
      }),
      projection: t.field({
        type: 'Decimal',
        nullable: true,
        description: 'What is expected when the period ends; null once it has.',
        resolve: ({ standing }) => standing.evaluation.projection,
      }),
      projectionMethod: t.field({
        type: ProjectionMethodType,
        nullable: true,
        description: 'How that is found; null once the period has ended.',
        resolve: ({ standing }) => standing.evaluation.projectionMethod,
      }),
      waiverId: t.id({
        nullable: true,
        description:
          'Global id of the waiver by which it counts as met, `RequirementWaiver_<uuid>`; null where none does.',
        resolve: ({ standing }) =>
          standing.evaluation.waiverId && globalIdOf('RequirementWaiver', standing.evaluation.waiverId),
      }),
      lapsesOn: t.field({
        type: 'Date',
        nullable: true,
        description:
          'When time alone takes something of it away next, before the period ends; null where nothing.',
        resolve: ({ standing }) => standing.evaluation.lapsesOn,
      }),
      points: t.field({
        type: 'Decimal',
        nullable: true,
        description: 'What it adds to the score of its tier; null in tiers that keep no score.',
        resolve: ({ standing }) => standing.evaluation.points,
      }),
      explanation: t.field({
        type: ExplanationType,
        description: 'Why it is so.',
        resolve: ({ standing, visible }) => ({ explanation: standing.evaluation.explain(), visible }),
      }),
    }),
  });
