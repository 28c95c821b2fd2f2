import { builder } from '../../graphql/builder.ts';
import { moneyFrom } from '../../graphql/money-fields.ts';
import { MoneyType } from '../../graphql/scalars.ts';
import { CommissionExplanationType } from '../plans/commission-explanation.schema.ts';
import { explanationOf } from './commission-explanation.rules.ts';
import { earningTermsOf } from './earning.rules.ts';
import { EarningTermsType } from './earning-terms.schema.ts';

const CURRENCY = { select: { currency: true } } as const;

export const EarningRevisionType = builder.prismaNode('EarningRevision', {
  name: 'EarningRevision',
  description:
    'The terms of an earning as they were frozen at an instant. They never change: a correction adds others.',
  authScopes: { permission: 'COMMISSIONS_READ' },
  id: { field: 'id', description: 'Global id, `EarningRevision_<uuid>`.' },
  fields: (t) => ({
    number: t.exposeInt('number', { description: '1 for the terms of the beginning, then one more each.' }),
    isCorrection: t.boolean({
      description: 'Whether a correction replaced the terms before it.',
      select: { correctionId: true },
      resolve: ({ correctionId }) => correctionId !== null,
    }),
    bookedAt: t.expose('bookedAt', { type: 'DateTime', description: 'When it was frozen.' }),
    planCode: t.string({
      nullable: true,
      description: 'The plan by which it is earned; null for a SPIFF, and where the rule is hidden from you.',
      select: { explanation: true },
      resolve: ({ explanation }) => explanationOf(explanation).rule?.planCode ?? null,
    }),
    planVersion: t.int({
      nullable: true,
      description: "The number of that plan's version; null where the plan's code is.",
      select: { explanation: true },
      resolve: ({ explanation }) => explanationOf(explanation).rule?.planVersion ?? null,
    }),
    ruleCode: t.string({
      nullable: true,
      description: 'The rule that pays; null where none does any more, and where it is hidden from you.',
      select: { explanation: true },
      resolve: ({ explanation }) => explanationOf(explanation).rule?.code ?? null,
    }),
    tierCode: t.exposeString('tierCode', {
      nullable: true,
      description: "The partner's tier that counted; null where it had none.",
    }),
    tierOn: t.expose('tierOn', {
      type: 'Date',
      nullable: true,
      description: 'The day on which that was its tier.',
    }),
    shareNumerator: t.string({
      description: "The partner's share of the deal as an exact fraction: its numerator, a whole number.",
      select: { shareNumerator: true },
      resolve: ({ shareNumerator }) => String(shareNumerator),
    }),
    shareDenominator: t.string({
      description: 'Its denominator, a whole number of 1 or more.',
      select: { shareDenominator: true },
      resolve: ({ shareDenominator }) => String(shareDenominator),
    }),
    basis: t.field({
      type: MoneyType,
      nullable: true,
      description:
        'What the rate applies to, all shares; null where there is no rate, or where you may not know it.',
      select: { basisMinor: true, earning: CURRENCY },
      resolve: ({ basisMinor, earning }) => moneyFrom(basisMinor, earning.currency),
    }),
    rate: t.field({
      type: 'Decimal',
      nullable: true,
      description: 'What of the basis is earned, as a factor: 0.1 is ten percent; null where the basis is.',
      select: { rate: true },
      resolve: ({ rate }) => rate?.toFixed() ?? null,
    }),
    amount: t.field({
      type: MoneyType,
      description: "All that it can earn, this partner's share.",
      select: { amountMinor: true, earning: CURRENCY },
      resolve: ({ amountMinor, earning }) => moneyFrom(amountMinor, earning.currency)!,
    }),
    terms: t.field({
      type: EarningTermsType,
      description: 'How it becomes payable and comes back.',
      select: { terms: true },
      resolve: ({ terms }) => earningTermsOf(terms),
    }),
    explanation: t.field({
      type: CommissionExplanationType,
      description: 'Why it is what it is, as it may be told to the partner.',
      select: { explanation: true },
      resolve: ({ explanation }) => explanationOf(explanation),
    }),
    fullExplanation: t.field({
      type: CommissionExplanationType,
      nullable: true,
      authScopes: { permission: 'COMMISSIONS_REVIEW_READ' },
      description:
        'The same with margin and hidden rules, for staff only. Forbidden to partners; null for channel managers, and where nothing more is kept.',
      select: (_args, { actor }) =>
        actor.scope.role === 'portal_staff' ? { review: { select: { explanation: true } } } : {},
      resolve: (revision) => {
        const { review } = revision as { review?: { explanation: unknown } | null };
        return review ? explanationOf(review.explanation) : null;
      },
    }),
  }),
});
