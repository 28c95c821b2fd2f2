import type { Portal } from './portal.ts';

/** Deals of every day of the first half of the year, of which every second is won after three weeks, and the others lost. */
export const arrangeHistory = (
  portal: Portal,
  ids: Readonly<{ mine: string; other: string }>,
  before: string,
) =>
  portal.arrange(async (tx) => {
    await tx.$executeRaw`
      INSERT INTO opportunity (id, system, external_id, name, stage, amount_minor, currency, opened_on, partner_id)
      SELECT md5('deal' || n)::uuid, 'CRM', 'H-' || n, 'Deal ' || n, CASE n % 2 WHEN 0 THEN 'WON' ELSE 'LOST' END, 100000, 'EUR',
        '2026-01-01'::date + n / 2, CASE n % 4 / 2 WHEN 0 THEN ${ids.mine}::uuid ELSE ${ids.other}::uuid END
      FROM generate_series(0, 319) AS n`;
    await tx.$executeRaw`
      INSERT INTO opportunity_change (opportunity_id, changed, stage, amount_minor, currency, effective_at, booked_at)
      SELECT md5('deal' || n)::uuid, '{CREATED}'::text[], 'PROSPECTING', 100000, 'EUR', at, at
      FROM generate_series(0, 319) AS n, LATERAL (SELECT '2026-01-01T09:00:00Z'::timestamptz + n / 2 * interval '1 day' AS at) AS d
      UNION ALL
      SELECT md5('deal' || n)::uuid, '{STAGE}'::text[], CASE n % 2 WHEN 0 THEN 'WON' ELSE 'LOST' END, 90000, 'EUR', at, at
      FROM generate_series(0, 319) AS n,
        LATERAL (SELECT '2026-01-01T09:00:00Z'::timestamptz + (n / 2 + 20 + n % 9) * interval '1 day' AS at) AS d
      WHERE at < ${new Date(before)}`;
  });

type Fact = Readonly<{
  name: string;
  at: string;
  stage: string;
  amountMinor: bigint | null;
  currency?: string;
}>;

export const aFact = (
  portal: Portal,
  { name, at, stage, amountMinor, currency = 'EUR' }: Fact,
  partnerId: string,
  productId?: string,
) =>
  portal.arrange(async (tx) => {
    const data = { name, stage, amountMinor, currency: amountMinor === null ? null : currency };
    const key = { system: 'CRM', externalId: name };
    const { id } = await tx.opportunity.upsert({
      where: { system_externalId: key },
      create: {
        ...data,
        ...key,
        partnerId,
        productId: productId ?? null,
        openedOn: new Date(`${at.slice(0, 10)}T00:00:00Z`),
      },
      update: data,
    });
    const fact = {
      stage,
      amountMinor,
      currency: data.currency,
      effectiveAt: new Date(at),
      bookedAt: new Date(at),
    };
    await tx.opportunityChange.create({ data: { opportunityId: id, changed: ['STAGE'], ...fact } });
    return id;
  });
