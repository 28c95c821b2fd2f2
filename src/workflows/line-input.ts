import { type Credit, shareByPartner } from '../domains/commissions/eligibility.rules.ts';
import {
  type CreditRow,
  creditsByOrder,
  findAttainments,
  findPrograms,
  type OrderLineRow,
  type OrderRow,
  ordersById,
  type PartnerRow,
  partnersOf,
  tierFactorOf,
} from '../domains/commissions/order-facts.service.ts';
import type { LineInput, OrderType } from '../domains/plans/plan-line.rules.ts';
import type { PlanRuleContent } from '../domains/plans/plan-rule-content.rules.ts';
import {
  COMMISSION_DATE_DEFAULT,
  commissionDateOf,
  type TierDates,
  tierDatesOf,
} from '../domains/programs/program-version.rules.ts';
import { tierOnDate } from '../domains/programs/tier-placement.service.ts';
import { businessCalendarFrom } from '../domains/settings/settings.service.ts';
import { currencyCodeOf } from '../kernel/currency.ts';
import { type Decimal, decimalOf } from '../kernel/decimal.ts';
import { type Fraction, fractionOf } from '../kernel/fraction.ts';
import { dayIn } from '../kernel/time.ts';
import type { Tx } from '../platform/database/client.ts';

/** In which tier of a program a partner was on the day that counts for a commission. */
export type CommissionTier = Readonly<{
  programId: string;
  programCode: string;
  /** Null where that day has not come yet, as before a payment. */
  tierOn: Date | null;
  tierCode: string | null;
  tierId: string | null;
}>;

/** One partner's part in an order, with all that its commission depends on besides the plan. */
export type OrderPart = Readonly<{
  order: OrderRow;
  partner: PartnerRow;
  /** The referral that counts; of several of one partner's the one with the largest share. */
  referralId: string | null;
  share: Fraction;
  /** The day that decides the plan version and the period of a volume. */
  commissionOn: Date;
  /** In order of the programs' codes: of every program in force on that day in which the partner takes part. */
  tiers: readonly CommissionTier[];
  /** The day of the tier where no program says which: that on which the referral was accepted. */
  tierOnDefault: Date | null;
  attainments: Readonly<Record<string, string>>;
}>;

export type OrderParts = Readonly<{
  order: OrderRow;
  commissionOn: Date;
  /** Whose the order is, and how far that is decided. */
  credits: readonly Credit[];
  /** Of those who are credited with a share, in order of the partners' ids. */
  parts: readonly OrderPart[];
}>;

/**
 * Gathers what the commissions of orders depend on, by as many statements for many orders as for one; tiers are asked for
 * once for each partner, program and day. Speaks for staff or a job.
 */
export async function gatherParts(
  tx: Tx,
  orderIds: readonly string[],
  now: Date,
  knownBy: Date | null = null,
): Promise<ReadonlyMap<string, OrderParts>> {
  const { timeZone } = await businessCalendarFrom(tx);
  const orders = await ordersById(tx, orderIds, knownBy);
  const rows = await creditsByOrder(tx, orderIds);
  const shares = [...orders.values()].flatMap((order) =>
    shareByPartner((rows.get(order.id) ?? []).map(creditOf)).map((share) => ({ ...share, order })),
  );
  const partners = await partnersOf(
    tx,
    shares.map(({ order, partnerId }) => ({ orderId: order.id, partnerId })),
  );
  const commissionDay = (order: OrderRow) => order.orderedOn ?? dayIn(timeZone, order.decidedAt ?? now);
  const reader = readerOf(tx, now);
  const partsOf = new Map<string, OrderPart[]>();
  for (const { order, partnerId, referralId, share } of shares) {
    const credit = rows.get(order.id)!.find((row) => row.referralId === referralId)!;
    const commissionOn = commissionDay(order);
    const partner = partners.get(`${order.id} ${partnerId}`)!;
    const dates = datesOf(order, credit, commissionOn, timeZone);
    const tiers = await reader.tiers(partner, commissionOn, dates);
    const attainments = await reader.attainments(partnerId, commissionOn);
    const tierOnDefault = commissionDateOf(DEFAULT_TIER_DATES, dates);
    const part = { order, partner, referralId, share, commissionOn, tiers, tierOnDefault, attainments };
    partsOf.set(order.id, [...(partsOf.get(order.id) ?? []), part]);
  }
  return new Map(
    [...orders.values()].map((order) => [
      order.id,
      {
        order,
        commissionOn: commissionDay(order),
        credits: (rows.get(order.id) ?? []).map(creditOf),
        parts: partsOf.get(order.id) ?? [],
      },
    ]),
  );
}

/** Where no program is in force, the day counts that programs go by where they say nothing else. */
const DEFAULT_TIER_DATES: TierDates = { commission: COMMISSION_DATE_DEFAULT };

/**
 * The parts of orders as they are told, such as those that are frozen, with no tier: it is known who shares, and by which
 * tier. Answers them in their order.
 */
export async function gatherOrderParts(
  tx: Tx,
  asked: readonly Readonly<{
    orderId: string;
    partnerId: string;
    referralId: string | null;
    share: Fraction;
    /** What counted then; as it is known now where it is null. */
    attainments: Readonly<Record<string, string>> | null;
  }>[],
  now: Date,
): Promise<OrderPart[]> {
  const { timeZone } = await businessCalendarFrom(tx);
  const orders = await ordersById(tx, [...new Set(asked.map(({ orderId }) => orderId))]);
  const partners = await partnersOf(
    tx,
    asked.map(({ orderId, partnerId }) => ({ orderId, partnerId })),
  );
  const reader = readerOf(tx, now);
  const parts: OrderPart[] = [];
  for (const { orderId, partnerId, referralId, share, attainments: frozen } of asked) {
    const order = orders.get(orderId)!;
    const commissionOn = order.orderedOn ?? dayIn(timeZone, order.decidedAt ?? now);
    const attainments = frozen ?? (await reader.attainments(partnerId, commissionOn));
    const partner = partners.get(`${orderId} ${partnerId}`)!;
    parts.push({
      order,
      partner,
      referralId,
      share,
      commissionOn,
      tiers: [],
      tierOnDefault: null,
      attainments,
    });
  }
  return parts;
}

/** A referral that an order names stands for a deal that nobody is credited with: accepted, it is the referral's. */
const REFERRAL_CREDITS: Readonly<Record<string, Credit['status']>> = {
  ACCEPTED: 'ATTRIBUTED',
  CONTESTED: 'HELD',
  SUBMITTED: 'PENDING',
  UNDER_REVIEW: 'PENDING',
  RETURNED: 'PENDING',
  WAITLISTED: 'PENDING',
};

function creditOf(row: CreditRow): Credit {
  const { partnerId, referralId, referralStatus, attributionStatus } = row;
  // A contest holds whatever was decided before it.
  const decided = referralStatus === 'CONTESTED' ? 'HELD' : (attributionStatus as Credit['status'] | null);
  return {
    ...{ partnerId, referralId },
    status: decided ?? REFERRAL_CREDITS[referralStatus] ?? 'NOT_ATTRIBUTED',
    because: row.because ?? `REFERRAL_${referralStatus}`,
    share: fractionOf(BigInt(row.shareNumerator), BigInt(row.shareDenominator)),
  };
}

type Dates = Parameters<typeof commissionDateOf>[1];

/** The days that a program may go by; a deal that the CRM does not know was won with its order. */
function datesOf(order: OrderRow, credit: CreditRow, commissionOn: Date, timeZone: string): Dates {
  const dayAt = (instant: Date | null) => instant && dayIn(timeZone, instant);
  return {
    REFERRAL_SUBMITTED: dayAt(credit.submittedAt),
    REFERRAL_ACCEPTED: dayAt(credit.acceptedAt),
    DEAL_WON: credit.wonOn ?? commissionOn,
    ORDER_ACTIVATED: order.activatedOn,
    INVOICE_PAID: order.firstPaidOn,
  };
}

const dayText = (day: Date): string => day.toISOString().slice(0, 10);

/** Reads what several orders share once: programs of a day, a partner's tier on a day, its attainments. */
function readerOf(tx: Tx, now: Date) {
  const known = new Map<string, Promise<unknown>>();
  const once = <T>(key: string, read: () => Promise<T>): Promise<T> => {
    if (!known.has(key)) known.set(key, read());
    return known.get(key) as Promise<T>;
  };
  return {
    async tiers(partner: PartnerRow, commissionOn: Date, dates: Dates): Promise<CommissionTier[]> {
      const { partnerId } = partner;
      const programs = await once(`programs ${dayText(commissionOn)}`, () =>
        findPrograms(tx, dayText(commissionOn)),
      );
      const tiers: CommissionTier[] = [];
      for (const { programId, code, tierDates, partnerTypes } of programs) {
        const tierOn = commissionDateOf(tierDatesOf(tierDates), dates);
        const tier = tierOn
          ? await once(`tier ${partnerId} ${programId} ${dayText(tierOn)}`, () =>
              tierOnDate(tx, { partnerId, programId, on: tierOn, asOf: now }),
            )
          : null;
        const { tierCode = null, tierId = null } = tier ?? {};
        const isFor = partnerTypes.length === 0 || partnerTypes.includes(partner.partnerType);
        // Who is of another type takes part only by being placed.
        if (!isFor && tierCode === null) continue;
        tiers.push({ programId, programCode: code, tierOn, tierCode, tierId });
      }
      return tiers;
    },
    async attainments(partnerId: string, on: Date): Promise<Record<string, string>> {
      const rows = await once(`attainments ${partnerId} ${dayText(on)}`, () =>
        findAttainments(tx, [partnerId], dayText(on)),
      );
      return Object.fromEntries(rows.map(({ code, percent }) => [code, percent]));
    },
  };
}

/** What a tier multiplies commissions by; null where it has no such benefit. */
export async function tierFactor(tx: Tx, tierId: string | null): Promise<Decimal | null> {
  const factor = tierId && (await tierFactorOf(tx, tierId));
  return factor ? decimalOf(factor) : null;
}

/** What a plan adds to a part of an order. */
export type PlanSide = Readonly<{
  plan: Readonly<{ code: string; version: number }>;
  rules: readonly PlanRuleContent[];
  tierCode: string | null;
  tierFactor: Decimal | null;
  /** What one unit of the rules' currencies is in the order's. */
  rates: LineInput['rates'];
  volume: LineInput['volume'];
}>;

const whole = (text: string | null): bigint | null => (text === null ? null : BigInt(text));

/** The input of the evaluation of one line for one partner. */
export function lineInputOf(part: OrderPart, line: OrderLineRow, side: PlanSide): LineInput {
  const { order, partner, share, commissionOn, attainments } = part;
  const { previous } = line;
  return {
    plan: side.plan,
    order: {
      type: order.type as OrderType,
      orderedOn: commissionOn,
      currency: currencyCodeOf(order.currency),
    },
    line: {
      productCode: line.productCode,
      productFamily: line.productFamily,
      quantity: line.quantity,
      oneOffMinor: BigInt(line.oneOffMinor),
      monthlyMinor: BigInt(line.monthlyMinor),
      costMinor: whole(line.costMinor),
      termMonths: line.termMonths,
    },
    previous: previous && {
      oneOffMinor: BigInt(previous.oneOffMinor),
      monthlyMinor: BigInt(previous.monthlyMinor),
      quantity: previous.quantity,
      costMinor: whole(previous.costMinor),
    },
    customer: order.customer,
    partner: { regionCode: partner.regionCode, tierCode: side.tierCode },
    commissionOn,
    attainments,
    volume: side.volume,
    share,
    tierFactor: side.tierFactor,
    rules: side.rules,
    rates: side.rates,
  };
}
