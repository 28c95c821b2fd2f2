import { createHash, randomUUID } from 'node:crypto';
import type { Tx } from '../../../src/platform/database/client.ts';
import type { Portal } from '../portal.ts';

/** Who takes part: by number, so that whoever computes apart from the database knows them as well. */
export type Cast = Readonly<{
  partners: readonly string[];
  managers: readonly string[];
  customers: readonly string[];
  referrals: readonly string[];
  deals: readonly string[];
  orders: readonly string[];
  product: string;
  /** In which its forecasts are. */
  currency: string;
  program: Readonly<{
    id: string;
    versionId: string;
    code: string;
    tiers: readonly Readonly<{ id: string; code: string }>[];
  }>;
}>;

export const PARTNERS = 3;
/** Of those who may apply in a history. */
export const NEWCOMERS = 2;
/** Since when the cast's partners are active. */
export const CAST_SINCE = new Date('2020-01-01T12:00:00Z');
/** Of the referral, deal and order that random steps leave alone. */
export const SPARE_SUBJECT = 5;
/** Of the customer that they leave alone. */
export const SPARE_CUSTOMER = 4;
/** By tier, within how many days of a placement its benefit is due. */
export const BENEFIT_DUE_DAYS = [20, 120] as const;

/** Which of the partners something of this number is of. */
export const ownerOf = (number: number): number => number % PARTNERS;

export const partnerOf = (cast: Cast, number: number): string => cast.partners[ownerOf(number)]!;

/** The id of a partner or, by the numbers after those, of a newcomer. */
export const idOf = (cast: Cast, partner: number): string =>
  cast.partners[partner] ?? numbered(cast, 'newcomer', partner);

/** All partners that there may be. */
export const everybodyOf = (cast: Cast): string[] =>
  Array.from({ length: PARTNERS + NEWCOMERS }, (_, partner) => idOf(cast, partner));

/** The id of whatever has this number in the cast's stories. */
export function numbered(cast: Cast, kind: string, number: number): string {
  const hash = createHash('md5').update(`${cast.partners[0]} ${kind} ${number}`).digest('hex');
  return hash.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

const ids = (count: number): string[] => Array.from({ length: count }, () => randomUUID());

/** Partners, managers, customers and a program; referrals, deals and orders that nothing has happened to. */
export async function aCast(portal: Portal, count: number, currency = 'EUR'): Promise<Cast> {
  return await portal.arrange(async (tx) => {
    const [partners, managers, customers] = [ids(PARTNERS), ids(2), ids(SPARE_CUSTOMER + 1)];
    const [referrals, deals, orders] = [ids(count), ids(count), ids(count)];
    for (const id of partners) {
      const name = `Partner ${id.slice(0, 8)}`;
      await tx.partner.create({
        data: {
          ...{
            id,
            name,
            nameKey: name,
            type: 'REFERRAL',
            status: 'ACTIVE',
            timeZone: 'UTC',
            currency: 'USD',
          },
          ...{ statusSince: CAST_SINCE, createdAt: CAST_SINCE },
        },
      });
    }
    for (const id of managers) {
      await tx.person.create({ data: { id, name: id } });
      await tx.staffMember.create({ data: { personId: id, name: id } });
    }
    for (const id of customers)
      await tx.customer.create({ data: { id, name: id, nameKey: id, canonicalId: id } });
    const product = await tx.product.create({ data: { code: randomUUID(), name: 'Line', family: 'LINES' } });
    await tx.$executeRaw`
      INSERT INTO referral (id, partner_id, origin, status, status_since, submitted_at, decided_at, customer_name)
      SELECT r.id, (${partners}::uuid[])[1 + (n - 1) % ${PARTNERS}], 'IMPORTED', 'ACCEPTED', ${CAST_SINCE}, ${CAST_SINCE}, ${CAST_SINCE},
        'Somebody'
      FROM unnest(${referrals}::uuid[]) WITH ORDINALITY AS r (id, n)`;
    await tx.$executeRaw`
      INSERT INTO opportunity (id, system, external_id, name, stage) SELECT d.id, 'TEST', d.id::text, 'Deal', 'PROSPECTING'
      FROM unnest(${deals}::uuid[]) AS d (id)`;
    const program = await aProgram(tx);
    return {
      partners,
      managers,
      customers,
      referrals,
      deals,
      orders,
      product: product.id,
      currency,
      program,
    };
  });
}

async function aProgram(tx: Tx): Promise<Cast['program']> {
  const code = `P${randomUUID().slice(0, 6).toUpperCase().replaceAll('-', '')}`;
  const [program] = await tx.$queryRaw<{ id: string }[]>`
    INSERT INTO partner_program (code, name, currency) VALUES (${code}, 'Program', 'USD') RETURNING id`;
  const [version] = await tx.$queryRaw<{ id: string }[]>`
    INSERT INTO program_version (program_id, number, approval, review_grain, grace_days, notice_days, tier_dates, rates, stage_weights)
    VALUES (${program!.id}::uuid, 1, 'MANUAL', 'QUARTER', 0, 0, '{}', '[]', '{}') RETURNING id`;
  const tiers: { id: string; code: string }[] = [];
  for (const [rank, tier] of ['SILVER', 'GOLD'].entries()) {
    const [row] = await tx.$queryRaw<{ id: string }[]>`
      INSERT INTO program_tier (version_id, code, name, rank, mode) VALUES (${version!.id}::uuid, ${tier}, ${tier}, ${rank + 1}, 'ALL')
      RETURNING id`;
    await tx.$executeRaw`
      INSERT INTO tier_benefit (version_id, tier_id, position, code, kind, title, due_days)
      VALUES (${version!.id}::uuid, ${row!.id}::uuid, 1, 'HELP', 'OTHER', 'Help', ${BENEFIT_DUE_DAYS[rank]})`;
    tiers.push({ id: row!.id, code: tier });
  }
  return { id: program!.id, versionId: version!.id, code, tiers };
}

/** An event as services append it, except for when it was booked. */
export const appendTold = (
  tx: Tx,
  event: Readonly<{
    type: string;
    subjectType: string;
    subjectId: string;
    partnerId: string | null;
    at: Date;
    bookedAt: Date;
    data?: object | undefined;
  }>,
) => tx.$executeRaw`
  INSERT INTO event (epoch, type, subject_type, subject_id, partner_id, actor_kind, occurred_at, booked_at, data)
  SELECT epoch, ${event.type}, ${event.subjectType}, ${event.subjectId}::uuid, ${event.partnerId}::uuid, 'JOB', ${event.at},
    ${event.bookedAt}, ${JSON.stringify(event.data ?? {})}::jsonb FROM event_epoch`;
