import { builder } from '../../graphql/builder.ts';
import { moneyFrom } from '../../graphql/money-fields.ts';
import { MoneyType } from '../../graphql/scalars.ts';
import { globalIdOf } from '../../kernel/ids.ts';
import type { SimulatedLine, SlotPaid } from '../../workflows/simulate-commissions.ts';
import { NotAppliedReasonType } from './commission-explanation.schema.ts';
import type { NotAppliedRule } from './plan-explanation.rules.ts';

type Paid = SlotPaid & Readonly<{ currency: string }>;

const SlotType = builder.objectRef<Paid>('CommissionSimulatedSlot').implement({
  description: 'What one group of rules pays a partner for a line.',
  fields: (t) => ({
    group: t.exposeString('slot', { description: 'The code of the group.' }),
    ruleCode: t.exposeString('ruleCode', {
      nullable: true,
      description: 'The rule that pays; null where none does any more.',
    }),
    rate: t.expose('rate', {
      type: 'Decimal',
      nullable: true,
      description: 'Its rate, as the partner may know it: 0.1 is ten percent; null where none applies.',
    }),
    amount: t.field({
      type: MoneyType,
      description: "The partner's share of what it pays.",
      resolve: ({ amountMinor, currency }) => moneyFrom(BigInt(amountMinor), currency)!,
    }),
  }),
});

const NotAppliedType = builder.objectRef<NotAppliedRule>('CommissionNotAppliedRule').implement({
  description: 'A rule of the simulated version that does not pay for a line, and why.',
  fields: (t) => ({
    ruleCode: t.exposeString('ruleCode', { description: 'Its code.' }),
    reasons: t.field({
      type: [NotAppliedReasonType],
      description: 'Every reason; at most 20.',
      resolve: ({ reasons }) => reasons,
    }),
  }),
});

export type Line = Pick<
  SimulatedLine,
  'partnerId' | 'orderLineId' | 'currency' | 'actualMinor' | 'simulatedMinor' | 'explanation'
>;
const paid = ({ currency }: Line, slots: readonly SlotPaid[]): Paid[] =>
  slots.map((slot) => ({ ...slot, currency }));

export const SimulationLineType = builder.objectRef<Line>('CommissionSimulationLine').implement({
  description: 'What a partner earned by a line of an order, and would have under the simulated version.',
  fields: (t) => ({
    partnerId: t.id({
      description: 'Global id of the partner.',
      resolve: ({ partnerId }) => globalIdOf('Partner', partnerId),
    }),
    orderLineId: t.id({
      description: 'Global id of the line of the order.',
      resolve: ({ orderLineId }) => globalIdOf('OrderLine', orderLineId),
    }),
    actual: t.field({
      type: MoneyType,
      description: 'What was frozen for it by plans, SPIFFs left out.',
      resolve: ({ actualMinor, currency }) => moneyFrom(actualMinor, currency)!,
    }),
    simulated: t.field({
      type: MoneyType,
      description: 'What it would have been.',
      resolve: ({ simulatedMinor, currency }) => moneyFrom(simulatedMinor, currency)!,
    }),
    difference: t.field({
      type: MoneyType,
      description: 'What it would have been more; negative for less.',
      resolve: ({ actualMinor, simulatedMinor, currency }) =>
        moneyFrom(simulatedMinor - actualMinor, currency)!,
    }),
    before: t.field({
      type: [SlotType],
      description: 'What paid for it, by group; at most 100.',
      resolve: (line) => paid(line, line.explanation.actual),
    }),
    after: t.field({
      type: [SlotType],
      description: 'What would have paid for it, by group; at most 100.',
      resolve: (line) => paid(line, line.explanation.simulated),
    }),
    notApplied: t.field({
      type: [NotAppliedType],
      description: 'The rules of the simulated version that would not pay for it, and why; at most 100.',
      resolve: ({ explanation }) => explanation.notApplied as readonly NotAppliedRule[],
    }),
  }),
});

type Total = Readonly<{ currency: string; actualMinor: bigint; simulatedMinor: bigint }>;

export const SimulationTotalType = builder.objectRef<Total>('CommissionSimulationTotal').implement({
  description: 'What a simulation comes to in one currency.',
  fields: (t) => ({
    actual: t.field({
      type: MoneyType,
      description: 'What was frozen.',
      resolve: ({ actualMinor, currency }) => moneyFrom(actualMinor, currency)!,
    }),
    simulated: t.field({
      type: MoneyType,
      description: 'What it would have been.',
      resolve: ({ simulatedMinor, currency }) => moneyFrom(simulatedMinor, currency)!,
    }),
    difference: t.field({
      type: MoneyType,
      description: 'What it would have been more; negative for less.',
      resolve: ({ actualMinor, simulatedMinor, currency }) =>
        moneyFrom(simulatedMinor - actualMinor, currency)!,
    }),
  }),
});

export function totalsOf(lines: readonly Total[]): Total[] {
  const byCurrency = new Map<string, Total>();
  for (const { currency, actualMinor, simulatedMinor } of lines) {
    const { actualMinor: actual = 0n, simulatedMinor: simulated = 0n } = byCurrency.get(currency) ?? {};
    byCurrency.set(currency, {
      currency,
      actualMinor: actual + actualMinor,
      simulatedMinor: simulated + simulatedMinor,
    });
  }
  return [...byCurrency.values()].sort((a, b) => (a.currency < b.currency ? -1 : 1));
}
