import { builder } from '../../graphql/builder.ts';
import type { RequestContext } from '../../graphql/context.ts';
import {
  type ObjectivesProgress,
  progressOfObjectives,
  type ResultProgress,
} from '../../workflows/objective-progress.ts';
import { shareText } from './objective-progress.rules.ts';

type Asked = { ids: Set<string>; answer: Promise<ObjectivesProgress> };

const asked = new WeakMap<RequestContext, Asked>();

/**
 * How an objective stands, read for all objectives that an answer asks at once. Whoever sees an objective is told how far it
 * has come, by figures and contributions that they may not see one by one.
 */
export function progressOf(context: RequestContext, objectiveId: string): Promise<ObjectivesProgress> {
  const waiting = asked.get(context);
  if (waiting) {
    waiting.ids.add(objectiveId);
    return waiting.answer;
  }
  const ids = new Set([objectiveId]);
  // By then all rows of a list have asked.
  const collected = new Promise<void>((resolve) => setImmediate(resolve));
  const answer = collected.then(() => {
    asked.delete(context);
    return context.readAsVendor((tx) => progressOfObjectives(tx, [...ids], context.now));
  });
  asked.set(context, { ids, answer });
  return answer;
}

export type ShownProgress = ResultProgress & Readonly<{ baseline: string; target: string }>;

const SHARE = 'From 0 to 1, at most four digits after the point';

export const KeyResultProgressType = builder.objectRef<ShownProgress>('KeyResultProgress').implement({
  description:
    'How far a key result has come, by its KPI alone: (value - baseline) / (target - baseline), exactly, over the days of the objective’s period that have begun.',
  fields: (t) => ({
    value: t.field({
      type: 'Decimal',
      nullable: true,
      description:
        'What the KPI is, amounts in major units; null where it has no value: the period has not begun, nothing is there to divide by, or an exchange rate is missing.',
      resolve: ({ reading }) => reading?.value ?? null,
    }),
    share: t.field({
      type: 'Decimal',
      nullable: true,
      description: `${SHARE}; 1 only where the target is reached. Null where there is no value.`,
      resolve: ({ share }) => share && shareText(share.bounded),
    }),
    unclampedShare: t.field({
      type: 'Decimal',
      nullable: true,
      description:
        'The same without bounds: negative where it got worse, above 1 where it is better than asked.',
      resolve: ({ share }) => share && shareText(share.unbounded),
    }),
    baseline: t.field({ type: 'Decimal', description: 'From where.', resolve: ({ baseline }) => baseline }),
    target: t.field({ type: 'Decimal', description: 'To where.', resolve: ({ target }) => target }),
    numerator: t.field({
      type: 'Decimal',
      nullable: true,
      description: 'What the value is made of; null where it has no value.',
      resolve: ({ reading }) => reading?.numerator ?? null,
    }),
    denominator: t.field({
      type: 'Decimal',
      nullable: true,
      description: 'What it is divided by; null where nothing is divided.',
      resolve: ({ reading }) => reading?.denominator ?? null,
    }),
    definition: t.string({
      nullable: true,
      description: 'What the KPI counts, in words; null where it has no value.',
      resolve: ({ reading }) => reading?.explanation.definition ?? null,
    }),
    from: t.expose('from', { type: 'Date', description: 'The first day that counts.' }),
    until: t.expose('until', { type: 'Date', description: 'The first day that does not count any more.' }),
  }),
});
