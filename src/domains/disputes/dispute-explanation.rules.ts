import { currencyCodeOf } from '../../kernel/currency.ts';
import { formatAmount } from '../../kernel/money.ts';
import type { Contest, Grant } from './dispute.rules.ts';
import type { DisputeOutcome } from './dispute.states.ts';

/** The line that was contested, as it stands in the ledger. */
export type ContestedLine = Readonly<{
  entryId: string;
  kind: string;
  period: string;
  statedMinor: bigint;
  explanation: unknown;
}>;

/** What an adjustment says of itself: what the line said, and what the decision says, side by side. */
export function adjustmentExplanation(
  contest: Contest & Readonly<{ currency: string }>,
  line: ContestedLine | null,
  outcome: DisputeOutcome,
  grant: Grant,
): object {
  const currency = currencyCodeOf(contest.currency);
  const amount = (amountMinor: bigint) => formatAmount({ amountMinor, currency });
  const input = (code: string, minor: bigint | null) =>
    minor === null ? [] : [{ code, value: amount(minor), unit: currency }];
  const before = grant.grantedMinor - grant.differenceMinor;
  return {
    inputs: [
      ...input('STATED', contest.statedMinor),
      ...input('CLAIMED', contest.claimedMinor),
      ...input('GRANTED', grant.grantedMinor),
      ...input('GRANTED_BEFORE', before),
    ],
    rule: { code: 'DISPUTE_DECISION', formula: outcome, planCode: null, planVersion: null },
    conditions: [],
    steps: [
      {
        code: 'DIFFERENCE',
        operands: [...input('GRANTED', grant.grantedMinor), ...input('GRANTED_BEFORE', before)],
        result: amount(grant.differenceMinor),
        unit: currency,
      },
    ],
    rounding: { exact: amount(grant.differenceMinor), rounded: amount(grant.differenceMinor), residue: '0' },
    others: [],
    line: line && {
      ...{ entryId: line.entryId, kind: line.kind, period: line.period },
      ...{ statedMinor: line.statedMinor.toString(), explanation: line.explanation },
    },
    decision: {
      outcome,
      isAppeal: contest.isAppeal,
      statedMinor: contest.statedMinor?.toString() ?? null,
      claimedMinor: contest.claimedMinor?.toString() ?? null,
      grantedMinor: grant.grantedMinor.toString(),
    },
  };
}
