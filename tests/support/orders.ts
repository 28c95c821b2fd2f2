import { randomUUID } from 'node:crypto';
import { aProduct, aStaffMember } from './builders.ts';
import { change } from './change.ts';
import type { Portal } from './portal.ts';

type Staff = Readonly<{ subject: string; personId: string }>;

/** What somebody needs to sell: two who sell, the CRM, a priced product, and a customer that the vendor knows. */
export type Shop = Readonly<{
  seller: Staff;
  reviewer: Staff;
  crm: Staff;
  productId: string;
  customerId: string;
  /** An order of one line that passes every check, with what is said otherwise. */
  order(other?: object, line?: object): Record<string, unknown>;
  /** Sends a mutation and answers its object; a refusal fails. */
  // biome-ignore lint/suspicious/noExplicitAny: a test reads whatever fields it asked for.
  does(by: Staff, name: string, input: object, fields?: string): Promise<any>;
  /** An order in review, entered by the seller and taken up by the reviewer. */
  // biome-ignore lint/suspicious/noExplicitAny: as above.
  inReview(other?: object, line?: object): Promise<any>;
}>;

/** A product that costs EUR 100.00 once and EUR 40.00 a month. */
export async function setUpShop(portal: Portal): Promise<Shop> {
  const seller = await aStaffMember(portal, 'SALES_OPERATIONS');
  const reviewer = await aStaffMember(portal, 'SALES_OPERATIONS');
  const crm = await aStaffMember(portal, 'SERVICE');
  const product = await aProduct(portal);
  const key = randomUUID().slice(0, 8);
  const customerId = await portal.arrange(async (tx) => {
    await tx.priceBookEntry.create({
      data: {
        ...{ productId: product.id, currency: 'EUR', oneOffMinor: 10_000n, monthlyMinor: 4_000n },
        validFrom: new Date('2026-01-01'),
      },
    });
    const [row] = await tx.$queryRaw<{ id: string }[]>`
      WITH fresh AS (SELECT uuidv7() AS id)
      INSERT INTO customer (id, canonical_id, name, name_key, country_code)
      SELECT id, id, ${`Customer ${key}`}, ${`customer ${key}`}, 'DE' FROM fresh RETURNING id::text`;
    await tx.$executeRaw`INSERT INTO customer_key (kind, value, customer_id) VALUES ('DOMAIN', ${`${key}.example`}, ${row!.id}::uuid)`;
    return row!.id;
  });
  const does: Shop['does'] = async ({ subject }, name, input, fields = 'id version status') => {
    const answer = await change(portal, subject, [name, input], fields);
    if (answer.code && answer.message) throw new Error(`${name}: ${answer.message}`);
    return answer;
  };
  const order: Shop['order'] = (other = {}, line = {}) => ({
    ...{ externalId: randomUUID(), type: 'NEW', currency: 'EUR', orderedOn: '2026-06-01' },
    ...{ customerDomain: `https://www.${key}.example/`, siteAddress: 'Main street 1' },
    ...{ oneOffTotal: '100.00', monthlyTotal: '40.00' },
    documents: [{ kind: 'SIGNED_ORDER_FORM', reference: 'forms/1' }],
    lines: [
      {
        ...{ productId: `Product_${product.id}`, quantity: 1, oneOff: '100.00', monthly: '40.00' },
        ...{ termMonths: 24, ...line },
      },
    ],
    ...other,
  });
  const inReview: Shop['inReview'] = async (other, line) => {
    const draft = await does(seller, 'salesOrderCreate', order(other, line));
    const submitted = await does(seller, 'salesOrderSubmit', which(draft));
    return await does(reviewer, 'salesOrderBeginReview', which(submitted));
  };
  return { seller, reviewer, crm, productId: product.id, customerId, order, does, inReview };
}

/** An object as it was read, for the next change of it. */
export function which({ id, version }: Readonly<{ id: string; version: number }>) {
  return { id, version };
}
