import { builder } from '../../graphql/builder.ts';
import { isAllowed } from '../../platform/auth/actor.ts';
import type { KpiScopeKind } from '../kpis/kpi-scope.rules.ts';
import { KpiScopeType } from '../kpis/kpi-scope.schema.ts';
import type { Direction } from './objective.rules.ts';
import { KeyResultDirectionType } from './objective-enums.schema.ts';
import { KeyResultProgressType, progressOf } from './objective-progress.schema.ts';

/** What staff note for each other is not told to partners, whose database role may not read it either. */
export const STAFF_ONLY = { permission: 'REFERRALS_REVIEW_READ' } as const;
const CHECK_INS_MAX = 50;

export const CheckInType = builder.prismaNode('CheckIn', {
  name: 'CheckIn',
  description:
    'How a key result stood, and how sure somebody was of reaching it; it never changes. For staff.',
  authScopes: STAFF_ONLY,
  id: { field: 'id', description: 'Global id, `CheckIn_<uuid>`.' },
  fields: (t) => ({
    confidence: t.field({
      type: 'Decimal',
      description: 'From 0, no hope, to 1, certain.',
      select: { confidence: true },
      resolve: ({ confidence }) => confidence.toFixed(),
    }),
    value: t.field({
      type: 'Decimal',
      nullable: true,
      description: 'What the KPI was then; null where it had no value.',
      select: { value: true },
      resolve: ({ value }) => value?.toFixed() ?? null,
    }),
    note: t.exposeString('note', {
      nullable: true,
      description: 'What was noted; at most 4,000 characters.',
    }),
    madeAt: t.expose('madeAt', { type: 'DateTime', description: 'When.' }),
  }),
});

export const KeyResultType = builder.prismaNode('KeyResult', {
  name: 'KeyResult',
  description: 'A KPI that should get from a baseline to a target within the objective’s period.',
  authScopes: { permission: 'OBJECTIVES_READ' },
  id: { field: 'id', description: 'Global id, `KeyResult_<uuid>`.' },
  fields: (t) => ({
    position: t.exposeInt('position', { description: 'Its place in the objective.' }),
    kpi: t.exposeString('kpi', { description: 'The code of the KPI.' }),
    scope: t.field({
      type: KpiScopeType,
      description: 'Whose figures count.',
      select: { scopeKind: true, scopeKey: true },
      resolve: ({ scopeKind, scopeKey }) => ({ kind: scopeKind as KpiScopeKind, key: scopeKey }),
    }),
    currency: t.exposeString('currency', {
      nullable: true,
      description: 'ISO 4217 code that amounts are converted to; null where none are measured.',
    }),
    baseline: t.field({
      type: 'Decimal',
      description: 'From where.',
      select: { baseline: true },
      resolve: ({ baseline }) => baseline.toFixed(),
    }),
    target: t.field({
      type: 'Decimal',
      description: 'To where.',
      select: { target: true },
      resolve: ({ target }) => target.toFixed(),
    }),
    direction: t.field({
      type: KeyResultDirectionType,
      description: 'Which way.',
      select: { direction: true },
      resolve: ({ direction }) => direction as Direction,
    }),
    weight: t.field({
      type: 'Decimal',
      description: 'How much it counts among the others of its objective.',
      select: { weight: true },
      resolve: ({ weight }) => weight.toFixed(),
    }),
    progress: t.field({
      type: KeyResultProgressType,
      nullable: true,
      description: 'How far it has come; null where it was taken away meanwhile.',
      complexity: 5,
      select: { id: true, objectiveId: true, baseline: true, target: true },
      resolve: async ({ id, objectiveId, baseline, target }, _args, context) => {
        const progress = (await progressOf(context, objectiveId)).results.get(id);
        return progress ? { ...progress, baseline: baseline.toFixed(), target: target.toFixed() } : null;
      },
    }),
    checkIns: t.field({
      type: [CheckInType],
      nullable: true,
      description: `How it stood, the latest first; at most ${CHECK_INS_MAX}. For staff.`,
      authScopes: STAFF_ONLY,
      complexity: { field: 5, multiplier: 20 },
      select: (_args, { actor }, nested) =>
        isAllowed(actor, STAFF_ONLY.permission)
          ? {
              checkIns: {
                ...(nested() as object),
                orderBy: [{ madeAt: 'desc' as const }, { id: 'desc' as const }],
                take: CHECK_INS_MAX,
              },
            }
          : {},
      resolve: ({ checkIns }) => checkIns ?? null,
    }),
    version: t.exposeInt('version', { description: 'Counts changes; send it back with a change.' }),
  }),
});
