import { randomUUID } from 'node:crypto';
import type { Tx } from '../../src/platform/database/client.ts';
import type { Portal } from './portal.ts';

/** What happened, as a test tells it: booked in this order, whenever it took effect. */
export type Told =
  | Readonly<{ what: 'REFERRAL'; referral: number; type: string; at: Date; data?: object }>
  | Readonly<{ what: 'DEAL'; deal: number; stage: string; amountMinor: number | null; at: Date }>
  | Readonly<{
      what: 'ORDER';
      order: number;
      customer: number;
      monthlyMinor: number;
      day: string;
      until: string | null;
    }>
  | Readonly<{ what: 'MERGE'; customer: number; into: number }>
  | Readonly<{ what: 'MANAGER'; partner: number; manager: number; at: Date }>
  | Readonly<{ what: 'TIER'; partner: number; tier: number; day: string }>;

/** Who takes part: by number, so that whoever computes apart from the database knows them as well. */
export type Cast = Readonly<{
  partners: readonly string[];
  managers: readonly string[];
  customers: readonly string[];
  referrals: readonly string[];
  deals: readonly string[];
  orders: readonly string[];
  product: string;
  program: Readonly<{
    id: string;
    versionId: string;
    code: string;
    tiers: readonly Readonly<{ id: string; code: string }>[];
  }>;
}>;

/** Which line of an order earns commission. */
export const EARNING_POSITION = 9;

export const partnerOf = (cast: Cast, number: number): string =>
  cast.partners[number % cast.partners.length]!;

const ids = (count: number): string[] => Array.from({ length: count }, () => randomUUID());

/** Partners, managers, customers and a program; referrals, deals and orders that nothing has happened to. */
export async function aCast(portal: Portal, count: number): Promise<Cast> {
  return await portal.arrange(async (tx) => {
    const [partners, managers, customers] = [ids(3), ids(2), ids(4)];
    const [referrals, deals, orders] = [ids(count), ids(count), ids(count)];
    const long = new Date('2020-01-01T00:00:00Z');
    for (const id of partners) {
      const name = `Partner ${id.slice(0, 8)}`;
      await tx.partner.create({
        data: {
          id,
          name,
          nameKey: name,
          type: 'REFERRAL',
          status: 'ACTIVE',
          timeZone: 'UTC',
          currency: 'USD',
          statusSince: long,
          createdAt: long,
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
      SELECT r.id, (${partners}::uuid[])[1 + (n - 1) % 3], 'IMPORTED', 'ACCEPTED', ${long}, ${long}, ${long}, 'Somebody'
      FROM unnest(${referrals}::uuid[]) WITH ORDINALITY AS r (id, n)`;
    await tx.$executeRaw`
      INSERT INTO opportunity (id, system, external_id, name, stage) SELECT d.id, 'TEST', d.id::text, 'Deal', 'PROSPECTING'
      FROM unnest(${deals}::uuid[]) AS d (id)`;
    const program = await aProgram(tx);
    return { partners, managers, customers, referrals, deals, orders, product: product.id, program };
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
    tiers.push({ id: row!.id, code: tier });
  }
  return { id: program!.id, versionId: version!.id, code, tiers };
}

/** An event as services append it, whose booking is the transaction's. */
export const appendTold = (
  tx: Tx,
  event: Readonly<{
    type: string;
    subjectType: string;
    subjectId: string;
    partnerId: string | null;
    at: Date;
    data?: object;
  }>,
) => tx.$executeRaw`
  INSERT INTO event (epoch, type, subject_type, subject_id, partner_id, actor_kind, occurred_at, data)
  SELECT epoch, ${event.type}, ${event.subjectType}, ${event.subjectId}::uuid, ${event.partnerId}::uuid, 'JOB', ${event.at},
    ${JSON.stringify(event.data ?? {})}::jsonb FROM event_epoch`;

/** Writes one thing that happened, with the event that tells it. */
export async function tell(tx: Tx, cast: Cast, told: Told): Promise<void> {
  if (told.what === 'REFERRAL') {
    const { type, at, data } = told;
    const subject = { subjectType: 'Referral', subjectId: cast.referrals[told.referral]! };
    await appendTold(tx, { type, ...subject, partnerId: partnerOf(cast, told.referral), at, data });
  } else if (told.what === 'DEAL') await tellDeal(tx, cast, told);
  else if (told.what === 'ORDER') await tellOrder(tx, cast, told);
  else if (told.what === 'MERGE') {
    const [from, into] = [cast.customers[told.customer]!, cast.customers[told.into]!];
    await tx.$executeRaw`
      WITH merge AS (
        INSERT INTO customer_merge (survivor_id, merged_id, reason, merged_by_id, merged_at)
        SELECT survivor.id, merged.id, 'Because.', ${cast.managers[0]}::uuid, clock_timestamp()
        FROM customer AS survivor, customer AS merged WHERE survivor.id = ${into}::uuid AND merged.id = ${from}::uuid
          AND merged.canonical_id = merged.id AND survivor.canonical_id <> merged.id RETURNING merged_id, survivor_id)
      UPDATE customer SET canonical_id = survivor.canonical_id FROM merge JOIN customer AS survivor ON survivor.id = merge.survivor_id
      WHERE customer.canonical_id = merge.merged_id`;
    await appendTold(tx, {
      type: 'customer.merged',
      subjectType: 'Customer',
      subjectId: from,
      partnerId: null,
      at: new Date(),
    });
  } else if (told.what === 'MANAGER') {
    const partnerId = partnerOf(cast, told.partner);
    const staffId = cast.managers[told.manager]!;
    await tx.assignment.updateMany({ where: { partnerId, validTo: null }, data: { validTo: told.at } });
    const { id } = await tx.assignment.create({
      data: { partnerId, function: 'CHANNEL_MANAGER', staffId, validFrom: told.at },
    });
    await appendTold(tx, {
      type: 'assignment.set',
      subjectType: 'Assignment',
      subjectId: id,
      partnerId,
      at: told.at,
    });
  } else {
    const partnerId = partnerOf(cast, told.partner);
    const { id: programId, versionId, tiers } = cast.program;
    const [row] = await tx.$queryRaw<{ id: string }[]>`
      INSERT INTO tier_placement (partner_id, program_id, version_id, tier_id, cause, reason, effective_on, booked_at, decided_by_id)
      VALUES (${partnerId}::uuid, ${programId}::uuid, ${versionId}::uuid, ${tiers[told.tier]!.id}::uuid, 'BY_HAND', 'Because.',
        ${told.day}::date, clock_timestamp(), ${cast.managers[0]}::uuid) RETURNING id`;
    await appendTold(tx, {
      type: 'tier.placed',
      subjectType: 'TierPlacement',
      subjectId: row!.id,
      partnerId,
      at: new Date(),
    });
  }
}

/** Deal number n is whole the partner's of referral number n. */
async function tellDeal(
  tx: Tx,
  cast: Cast,
  { deal, stage, amountMinor, at }: Extract<Told, { what: 'DEAL' }>,
) {
  const [id, referralId, partnerId] = [cast.deals[deal]!, cast.referrals[deal]!, partnerOf(cast, deal)];
  const currency = amountMinor === null ? null : 'USD';
  await tx.$executeRaw`
    INSERT INTO opportunity_change (opportunity_id, changed, stage, amount_minor, currency, effective_at, booked_at)
    VALUES (${id}::uuid, ARRAY['STAGE'], ${stage}, ${amountMinor}, ${currency}, ${at}, clock_timestamp())`;
  const [latest] = await tx.$queryRaw<{ stage: string }[]>`
    SELECT stage FROM opportunity_change WHERE opportunity_id = ${id}::uuid ORDER BY effective_at DESC, booked_at DESC, id DESC LIMIT 1`;
  const status =
    latest!.stage === 'WON' ? 'ATTRIBUTED' : latest!.stage === 'LOST' ? 'NOT_ATTRIBUTED' : 'PENDING';
  const because = latest!.stage === 'LOST' ? 'DEAL_LOST' : 'PROTECTED';
  await tx.$executeRaw`UPDATE attribution SET ended_at = now() WHERE opportunity_id = ${id}::uuid AND ended_at IS NULL`;
  await tx.$executeRaw`
    INSERT INTO attribution (partner_id, referral_id, opportunity_id, status, because, decided_at)
    VALUES (${partnerId}::uuid, ${referralId}::uuid, ${id}::uuid, ${status}, ${because}, now())`;
  await appendTold(tx, {
    type: 'opportunity.stage_changed',
    subjectType: 'Opportunity',
    subjectId: id,
    partnerId,
    at,
  });
}

/** The draft of an order, with the line that earns, which is there from when it is first told of. */
export async function ensureOrder(tx: Tx, cast: Cast, order: number): Promise<string> {
  const id = cast.orders[order]!;
  const isNew = await tx.$executeRaw`
    INSERT INTO sales_order (id, system, external_id, type, status, status_since, partner_id, currency)
    VALUES (${id}::uuid, 'TEST', ${id}, 'NEW', 'DRAFT', now(), ${partnerOf(cast, order)}::uuid, 'USD')
    ON CONFLICT (id) DO NOTHING`;
  if (isNew)
    await tx.$executeRaw`
      INSERT INTO order_line (order_id, position, product_id, quantity, one_off_minor, monthly_minor)
      VALUES (${id}::uuid, ${EARNING_POSITION}, ${cast.product}::uuid, 1, 0, 0)`;
  return id;
}

async function tellOrder(tx: Tx, cast: Cast, told: Extract<Told, { what: 'ORDER' }>) {
  const [id, partnerId] = [await ensureOrder(tx, cast, told.order), partnerOf(cast, told.order)];
  await tx.$executeRaw`
    UPDATE sales_order SET customer_id = ${cast.customers[told.customer]!}::uuid WHERE id = ${id}::uuid AND status = 'DRAFT'`;
  await tx.$executeRaw`
    INSERT INTO order_line (order_id, position, product_id, quantity, one_off_minor, monthly_minor)
    SELECT id, 1, ${cast.product}::uuid, 1, 0, ${told.monthlyMinor} FROM sales_order
    WHERE id = ${id}::uuid AND status = 'DRAFT'`;
  await tx.$executeRaw`
    UPDATE sales_order SET status = 'ACTIVATED', activated_on = ${told.day}::date, disconnected_on = ${told.until}::date
    WHERE id = ${id}::uuid`;
  const type = told.until === null ? 'order.activated' : 'order.disconnected';
  await appendTold(tx, { type, subjectType: 'SalesOrder', subjectId: id, partnerId, at: new Date() });
}
