import { chance } from './expressions.ts';

export type GenerateOptions = Readonly<{
  partners: number;
  referrals: number;
  /** Referrals are spread evenly over so many months before `until`. */
  months: number;
  seed: string;
  until: Date;
}>;

export type Range = readonly [from: number, to: number];

/** Customers are fewer than referrals, as some are referred more than once. */
export const customersOf = ({ referrals }: GenerateOptions) => Math.max(20, Math.ceil(referrals / 3));

/** What every statement below knows of referral number n. */
export const referralFacts = `
  SELECT n, n % $4 AS partner_number, 3 * (n % $4) + floor(${chance('author')} * 3)::int AS person_number,
    floor(${chance('customer')} * $5)::int AS customer_number,
    $6::timestamptz - make_interval(secs => ${chance('age')} * $7 * 30.4375 * 86400) AS created_at,
    ${chance('status')} AS status_chance, ${chance('stage')} AS stage_chance,
    round(exp(7 + 3 * ${chance('amount')}))::bigint * 100 AS amount_minor,
    CASE WHEN ${chance('status')} < 0.08 THEN 'DRAFT' WHEN ${chance('status')} < 0.16 THEN 'SUBMITTED'
      WHEN ${chance('status')} < 0.20 THEN 'RETURNED' WHEN ${chance('status')} < 0.82 THEN 'ACCEPTED'
      WHEN ${chance('status')} < 0.94 THEN 'REJECTED' ELSE 'WITHDRAWN' END AS status
  FROM generate_series($2::int, $3::int) AS n`;

export const factParameters = (options: GenerateOptions, range: Range) => [
  options.seed,
  ...range,
  options.partners,
  customersOf(options),
  options.until,
  options.months,
];
