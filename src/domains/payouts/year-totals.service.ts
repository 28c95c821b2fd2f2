import { currencyCodeOf } from '../../kernel/currency.ts';
import type { Money } from '../../kernel/money.ts';
import { moneyOf } from '../../kernel/money.ts';
import type { Tx } from '../../platform/database/client.ts';
import * as recoverables from './recoverable.repo.ts';
import * as repo from './year-totals.repo.ts';

export type { RecoverableRow } from './recoverable.repo.ts';
export type { PaidDay } from './year-totals.repo.ts';

type Reader = Pick<Tx, '$queryRaw'>;

export type YearTotal = Readonly<{
  partnerId: string;
  membershipId: string | null;
  countryCode: string;
  payoutCount: number;
  /** What was transferred. */
  paid: Money;
  withheld: Money;
  threshold: Money | null;
  key: readonly string[];
}>;

/** A page of what payees were paid in a year, as far as the reader sees; a row more than the page where there are more. */
export async function readYearTotals(
  reader: Reader,
  page: Parameters<typeof repo.yearTotalsPage>[1],
): Promise<YearTotal[]> {
  const rows = await repo.yearTotalsPage(reader, page);
  return rows.map(({ currency, paidMinor, withheldMinor, thresholdMinor, thresholdCurrency, ...row }) => ({
    ...row,
    paid: moneyOf(paidMinor, currencyCodeOf(currency)),
    withheld: moneyOf(withheldMinor, currencyCodeOf(currency)),
    threshold:
      thresholdMinor === null || thresholdCurrency === null
        ? null
        : moneyOf(thresholdMinor, currencyCodeOf(thresholdCurrency)),
    key: [row.partnerId, row.membershipId ?? '', row.countryCode, currency],
  }));
}

export const { paidByDay } = repo;

/** A page of what is owed, as far as the reader sees. */
export const readRecoverables = (reader: Reader, page: Parameters<typeof recoverables.recoverablesPage>[1]) =>
  recoverables.recoverablesPage(reader, page);
