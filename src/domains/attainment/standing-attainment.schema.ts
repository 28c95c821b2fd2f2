import { builder } from '../../graphql/builder.ts';
import { pageArguments, pageComplexity, resolvePage } from '../../graphql/connection.ts';
import { anyOf, idsFilter } from '../../graphql/filters.ts';
import { connectionOf } from '../../graphql/list.ts';
import { PartnerType } from '../partners/partner.schema.ts';
import { PartnerProgramType } from '../programs/program.schema.ts';
import { ProgramRequirementType } from '../programs/program-tier.schema.ts';
import type { AttainmentStatus } from './attainment.rules.ts';
import { AttainmentStatusType } from './attainment-requirement.schema.ts';
import { periodFilter } from './standing.filter.ts';

/** The exact text of a number of the database, without an exponent. */
const textOf = (value: Readonly<{ toFixed(): string }>): string => value.toFixed();

export const KeptAttainmentType = builder.prismaNode('Attainment', {
  name: 'KeptAttainment',
  description:
    'How a partner stands with one requirement in one period, as last evaluated. Once the period has ended it is final.',
  authScopes: { permission: 'PROGRAMS_READ' },
  id: { field: 'id', description: 'Global id, `KeptAttainment_<uuid>`.' },
  fields: (t) => ({
    partner: t.relation('partner', { type: PartnerType, description: 'Which partner.' }),
    requirement: t.relation('requirement', {
      type: ProgramRequirementType,
      description: 'Which requirement; it says the unit of the numbers.',
    }),
    period: t.exposeString('period', { description: 'Which fiscal period, such as `FY2026-Q3`.' }),
    actual: t.field({
      type: 'Decimal',
      description: "How much is there, in the metric's unit.",
      select: { actual: true },
      resolve: ({ actual }) => textOf(actual),
    }),
    target: t.field({
      type: 'Decimal',
      description: 'How much is asked of this partner, pro-rated where it joined within the window.',
      select: { target: true },
      resolve: ({ target }) => textOf(target),
    }),
    percent: t.field({
      type: 'Decimal',
      description: 'How much of the target is there, in percent with at most two digits after the point.',
      select: { percent: true },
      resolve: ({ percent }) => textOf(percent),
    }),
    gap: t.field({
      type: 'Decimal',
      description: "What is missing, in the metric's unit; 0 where nothing is.",
      select: { gap: true },
      resolve: ({ gap }) => textOf(gap),
    }),
    status: t.field({
      type: AttainmentStatusType,
      description: 'How it stands.',
      select: { status: true },
      resolve: ({ status }) => status as AttainmentStatus,
    }),
    isProvisional: t.exposeBoolean('isProvisional', {
      description: 'Whether the period had not ended when it was evaluated.',
    }),
    isWaived: t.boolean({
      description: 'Whether it counts as met by a waiver.',
      select: { waiverId: true },
      resolve: ({ waiverId }) => waiverId !== null,
    }),
    projection: t.field({
      type: 'Decimal',
      nullable: true,
      description: "What is expected at the end, in the metric's unit; null where nothing can be said.",
      select: { projection: true },
      resolve: ({ projection }) => (projection === null ? null : textOf(projection)),
    }),
    lapsesOn: t.expose('lapsesOn', {
      type: 'Date',
      nullable: true,
      description: 'When time alone takes some of it away next, within the period; null where it does not.',
    }),
    asOf: t.expose('asOf', { type: 'DateTime', description: 'By what was known when.' }),
  }),
});

const AttainmentFilter = builder.inputType('KeptAttainmentFilter', {
  description: 'Which; conditions add up. What is left out does not restrict.',
  fields: (t) => ({
    programId: t.globalID({ for: [PartnerProgramType], required: true, description: 'In this program.' }),
    period: t.string({
      required: true,
      description:
        "For this fiscal period, such as `FY2026-Q3` or `FY2026`, of the grain of the program's reviews.",
    }),
    requirementIds: t.globalIDList({
      for: [ProgramRequirementType],
      description: 'With one of these requirements; at most 100.',
    }),
    status: t.field({ type: [AttainmentStatusType], description: 'Which stand so.' }),
    partnerIds: t.globalIDList({ for: [PartnerType], description: 'Of these partners; at most 100.' }),
  }),
});

const AttainmentConnection = connectionOf(KeptAttainmentType, 'KeptAttainment', {
  one: 'How a partner stands with a requirement',
  many: 'how partners stand with requirements',
});

builder.queryField('attainments', (t) =>
  t.field({
    type: AttainmentConnection,
    nullable: true,
    description:
      'Which partner meets which requirement of a program in a period, requirement by requirement: staff see all, a channel manager ' +
      'the portfolio, a partner itself and its sub-accounts. Of periods that ended, as they ended.',
    authScopes: { permission: 'PROGRAMS_READ' },
    complexity: pageComplexity,
    args: {
      ...pageArguments,
      filter: t.arg({ type: AttainmentFilter, required: true, description: 'Which.' }),
    },
    resolve: (_root, args, context, info) => {
      const { filter } = args;
      return resolvePage(context, info, {
        model: 'attainment',
        typeName: 'KeptAttainment',
        args,
        where: {
          programId: filter.programId.id,
          period: periodFilter(filter.period),
          requirementId: idsFilter('requirementIds', filter.requirementIds),
          status: anyOf('status', filter.status),
          partnerId: idsFilter('partnerIds', filter.partnerIds),
        },
        own: { partner: 'partnerId' },
        order: {
          name: 'REQUIREMENT',
          column: { column: 'requirementId', type: 'id' },
          direction: 'ASC',
        },
      }) as never;
    },
  }),
);
