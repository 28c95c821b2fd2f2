import fc from 'fast-check';
import type { Tx } from '../../../src/platform/database/client.ts';
import { always, day, number } from './anything.ts';
import { appendTold, type Cast, ownerOf, partnerOf, SPARE_CUSTOMER, SPARE_SUBJECT } from './cast.ts';
import { type Booked, type History, type HistorySource, told, toldBy } from './history.ts';

/** An order begins to be charged when it is first told of, and ends by the first `until` that is told. */
export type OrderStep = Readonly<{
  what: 'ORDER';
  order: number;
  customer: number;
  monthlyMinor: number;
  day: string;
  until: string | null;
}>;
export type MergeStep = Readonly<{ what: 'MERGE'; customer: number; into: number }>;
export type UnmergeStep = Readonly<{ what: 'UNMERGE'; customer: number }>;

/** Which line of an order earns commission. */
export const EARNING_POSITION = 9;
const CUSTOMERS = SPARE_CUSTOMER;

export const orders: HistorySource<OrderStep | MergeStep | UnmergeStep> = {
  kinds: ['ORDER', 'MERGE', 'UNMERGE'],
  sources: ['RECURRING'],
  weight: 7,
  edges: [
    {
      ...{ what: 'ORDER', order: SPARE_SUBJECT, customer: SPARE_CUSTOMER, monthlyMinor: 500 },
      ...{ day: '2025-01-01', until: null },
    },
    { what: 'MERGE', customer: SPARE_CUSTOMER, into: 0 },
    { what: 'UNMERGE', customer: SPARE_CUSTOMER },
  ],
  steps: (subjects) =>
    fc.oneof(
      {
        weight: 3,
        arbitrary: fc.record({
          what: always('ORDER'),
          order: number(subjects),
          customer: number(CUSTOMERS),
          monthlyMinor: fc.integer({ min: 1, max: 90_000 }),
          day: always('2025-01-01'),
          until: fc.option(day),
        }),
      },
      {
        weight: 2,
        arbitrary: fc.record({ what: always('MERGE'), customer: number(CUSTOMERS), into: number(CUSTOMERS) }),
      },
      { weight: 2, arbitrary: fc.record({ what: always('UNMERGE'), customer: number(CUSTOMERS) }) },
    ),
  async tell(tx, cast, step) {
    if (step.what === 'ORDER') await tellOrder(tx, cast, step);
    else if (step.what === 'MERGE') await tellMerge(tx, cast, step);
    else await tellUnmerged(tx, cast, step);
  },
  *facts(history, cast) {
    const countsAs = survivorsOf(history);
    for (const [order, steps] of toldBy(told<OrderStep>(history, 'ORDER'), (one) => one.order)) {
      const { customer, day: from, monthlyMinor } = steps[0]!;
      const until = steps.find((one) => one.until !== null)?.until ?? null;
      if (until !== null && until <= from) continue;
      const member = cast.customers[countsAs(customer)]!;
      const charge = { partner: ownerOf(order), measure: 'MONTHLY_CHARGES', currency: 'USD', member };
      yield { ...charge, day: from, value: monthlyMinor };
      if (until !== null) yield { ...charge, day: until, value: -monthlyMinor };
    }
  },
};

/** As whom each customer counts, after the merges that were possible and not undone. */
function survivorsOf(history: History): (customer: number) => number {
  const into = new Map<number, number>();
  const countsAs = (customer: number): number =>
    into.has(customer) ? countsAs(into.get(customer)!) : customer;
  for (const one of told<MergeStep | UnmergeStep>(history, 'MERGE', 'UNMERGE')) {
    if (one.what === 'UNMERGE') into.delete(one.customer);
    else if (!into.has(one.customer) && countsAs(one.into) !== one.customer) into.set(one.customer, one.into);
  }
  return countsAs;
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

async function tellOrder(tx: Tx, cast: Cast, { order, bookedAt, ...step }: Booked<OrderStep>): Promise<void> {
  const id = await ensureOrder(tx, cast, order);
  await tx.$executeRaw`
    INSERT INTO order_line (order_id, position, product_id, quantity, one_off_minor, monthly_minor)
    SELECT id, 1, ${cast.product}::uuid, 1, 0, ${step.monthlyMinor} FROM sales_order
    WHERE id = ${id}::uuid AND status = 'DRAFT'`;
  await tx.$executeRaw`
    UPDATE sales_order SET customer_id = ${cast.customers[step.customer]!}::uuid, status = 'ACTIVATED',
      activated_on = ${step.day}::date WHERE id = ${id}::uuid AND status = 'DRAFT'`;
  const event = { subjectType: 'SalesOrder', subjectId: id, partnerId: partnerOf(cast, order) };
  await appendTold(tx, { type: 'order.activated', ...event, at: bookedAt, bookedAt });
  if (step.until === null) return;
  await tx.$executeRaw`
    UPDATE sales_order SET disconnected_on = coalesce(disconnected_on, ${step.until}::date) WHERE id = ${id}::uuid`;
  await appendTold(tx, { type: 'order.disconnected', ...event, at: bookedAt, bookedAt });
}

async function tellMerge(tx: Tx, cast: Cast, { customer, into, bookedAt }: Booked<MergeStep>): Promise<void> {
  const [mergedId, survivorId] = [cast.customers[customer]!, cast.customers[into]!];
  await tx.$executeRaw`
    WITH merge AS (
      INSERT INTO customer_merge (survivor_id, merged_id, reason, merged_by_id, merged_at)
      SELECT survivor.id, merged.id, 'Because.', ${cast.managers[0]}::uuid, ${bookedAt}
      FROM customer AS survivor, customer AS merged WHERE survivor.id = ${survivorId}::uuid AND merged.id = ${mergedId}::uuid
        AND merged.canonical_id = merged.id AND survivor.canonical_id <> merged.id RETURNING merged_id, survivor_id)
    UPDATE customer SET canonical_id = survivor.canonical_id FROM merge JOIN customer AS survivor ON survivor.id = merge.survivor_id
    WHERE customer.canonical_id = merge.merged_id`;
  const subject = { subjectType: 'Customer', subjectId: mergedId, partnerId: null };
  await appendTold(tx, { type: 'customer.merged', ...subject, at: bookedAt, bookedAt });
}

async function tellUnmerged(tx: Tx, cast: Cast, { customer, bookedAt }: Booked<UnmergeStep>): Promise<void> {
  const id = cast.customers[customer]!;
  await tx.$executeRaw`
    UPDATE customer_merge SET undone_at = ${bookedAt}, undone_by_id = merged_by_id, undo_reason = 'No.'
    WHERE merged_id = ${id}::uuid AND undone_at IS NULL`;
  await tx.$executeRaw`
    WITH RECURSIVE counts_as AS (
      SELECT id AS customer_id, id, 0 AS depth FROM customer WHERE id = ANY (${[...cast.customers]}::uuid[])
      UNION ALL SELECT counts_as.customer_id, merge.survivor_id, depth + 1 FROM counts_as
        JOIN customer_merge AS merge ON merge.merged_id = counts_as.id AND merge.undone_at IS NULL
    )
    UPDATE customer SET canonical_id = last.id
    FROM (SELECT DISTINCT ON (customer_id) customer_id, id FROM counts_as ORDER BY customer_id, depth DESC) AS last
    WHERE customer.id = last.customer_id`;
  const subject = { subjectType: 'Customer', subjectId: id, partnerId: null };
  await appendTold(tx, { type: 'customer.unmerged', ...subject, at: bookedAt, bookedAt });
}
