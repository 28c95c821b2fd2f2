import { builder } from '../../graphql/builder.ts';
import { pageArguments, pageComplexity, resolvePage } from '../../graphql/connection.ts';
import { anyOf, idsFilter } from '../../graphql/filters.ts';
import { connectionOf, orderOf } from '../../graphql/list.ts';
import { PartnerType } from '../partners/partner.schema.ts';
import { type CorrectionStatus, correctionActions } from './correction.states.ts';

const StatusType = builder.enumType('CommissionCorrectionStatus', {
  description: 'How far a correction has come.',
  values: {
    PROPOSED: { description: 'Two others have to approve it.' },
    APPROVED_ONCE: { description: 'One more has to approve it.' },
    APPLIED: { description: 'Approved twice, and booked.' },
    REJECTED: { description: 'Rejected for good; nothing was changed.' },
  } satisfies Record<CorrectionStatus, object>,
});

const OUTCOMES = {
  PENDING: { description: 'It is not applied.' },
  CHANGED: { description: 'It changed earnings.' },
  NOTHING_CHANGED: { description: 'It was applied, and every earning already was as it should have been.' },
} as const;

const OutcomeType = builder.enumType('CommissionCorrectionOutcome', {
  description: 'What a correction came to.',
  values: OUTCOMES,
});

export const CorrectionType = builder.prismaNode('CommissionCorrection', {
  name: 'CommissionCorrection',
  description:
    'That other terms should have held for what was ordered within some days. Approved by two others than who proposed it, it adds a revision to each earning and books the differences in the month that is open; issued statements stay as they are.',
  authScopes: { permission: 'COMMISSIONS_CORRECT' },
  id: { field: 'id', description: 'Global id, `CommissionCorrection_<uuid>`.' },
  fields: (t) => ({
    status: t.field({
      type: StatusType,
      description: 'How far it has come.',
      select: { status: true },
      resolve: ({ status }) => status as CorrectionStatus,
    }),
    version: t.exposeInt('version', { description: 'Counts its changes; send it with the next one.' }),
    reason: t.exposeString('reason', { description: 'Why, for the staff of the vendor.' }),
    planCode: t.string({
      description: 'The plan whose terms should have held.',
      select: { planVersion: { select: { plan: { select: { code: true } } } } },
      resolve: ({ planVersion }) => planVersion.plan.code,
    }),
    planVersion: t.int({
      description: "The number of the plan's version whose terms should have held.",
      select: { planVersion: { select: { number: true } } },
      resolve: ({ planVersion }) => planVersion.number,
    }),
    partner: t.relation('partner', {
      type: PartnerType,
      nullable: true,
      description: 'Whose earnings it is about; null where it is all by the plan.',
    }),
    takesAttainmentsAnew: t.exposeBoolean('takesAttainmentsAnew', {
      description:
        'Whether what partners attained counts as it is known when it is applied, rather than as when each earning was frozen.',
    }),
    fromOn: t.expose('fromOn', { type: 'Date', description: 'About what was ordered on this day or later.' }),
    untilOn: t.expose('untilOn', {
      type: 'Date',
      nullable: true,
      description: 'And before this day; null where there is no end.',
    }),
    enteredAt: t.expose('enteredAt', { type: 'DateTime', description: 'When it was proposed.' }),
    firstApprovedAt: t.expose('firstApprovedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was approved first; null before.',
    }),
    appliedAt: t.expose('appliedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was approved by a second person and applied; null before.',
    }),
    rejectedAt: t.expose('rejectedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was rejected; null where it was not.',
    }),
    earningCount: t.exposeInt('earningCount', {
      nullable: true,
      description: 'How many earnings it changed or added; null while it is not applied.',
    }),
    outcome: t.field({
      type: OutcomeType,
      description: 'What it came to.',
      select: { earningCount: true },
      resolve: ({ earningCount }) =>
        earningCount === null ? 'PENDING' : earningCount > 0 ? 'CHANGED' : 'NOTHING_CHANGED',
    }),
    availableActions: t.stringList({
      description:
        'What your roles can do with it now: `APPROVE`, `REJECT`; at most 2. Whoever took part in it may still be refused.',
      select: { status: true },
      resolve: ({ status }, _args, { actor }) => correctionActions(status as CorrectionStatus, actor.roles),
    }),
  }),
});

const CorrectionFilter = builder.inputType('CommissionCorrectionFilter', {
  description: 'Which corrections; conditions add up. What is left out does not restrict.',
  fields: (t) => ({
    statuses: t.field({ type: [StatusType], description: 'In one of these states; at most 100.' }),
    partnerIds: t.globalIDList({
      for: [PartnerType],
      description: 'About one of these partners alone; at most 100.',
    }),
  }),
});

const ORDER_COLUMNS = {
  ENTERED_AT: { column: 'enteredAt', type: 'instant', description: 'When they were proposed.' },
} as const;

const CorrectionOrder = orderOf('CommissionCorrection', 'corrections', ORDER_COLUMNS);

const CorrectionConnection = connectionOf(CorrectionType, 'CommissionCorrection', {
  one: 'A correction',
  many: 'corrections',
});

builder.queryField('commissionCorrections', (t) =>
  t.field({
    type: CorrectionConnection,
    nullable: true,
    description:
      'Corrections of frozen earnings, the latest proposed first. For those who propose and approve them.',
    authScopes: { permission: 'COMMISSIONS_CORRECT' },
    complexity: pageComplexity,
    args: {
      ...pageArguments,
      filter: t.arg({ type: CorrectionFilter, description: 'Which.' }),
      orderBy: t.arg({ type: CorrectionOrder, description: 'In which order; latest first where left out.' }),
    },
    resolve: (_root, args, context, info) => {
      const { by, direction } = args.orderBy ?? { by: 'ENTERED_AT' as const, direction: 'DESC' as const };
      return resolvePage(context, info, {
        model: 'commissionCorrection',
        typeName: 'CommissionCorrection',
        args,
        where: {
          status: anyOf('statuses', args.filter?.statuses),
          partnerId: idsFilter('partnerIds', args.filter?.partnerIds),
        },
        order: { name: by, column: ORDER_COLUMNS[by], direction },
      }) as never;
    },
  }),
);
