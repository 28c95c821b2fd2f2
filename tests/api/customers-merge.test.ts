import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { mergeCustomers, unmergeCustomers } from '../../src/domains/customers/customer-merge.service.ts';
import { Refusal } from '../../src/kernel/errors.ts';
import type { Actor } from '../../src/platform/auth/actor.ts';
import { identify } from '../../src/platform/auth/identity.ts';
import type { Tx } from '../../src/platform/database/client.ts';
import { writeTransaction } from '../../src/platform/database/session.ts';
import { aMember, aPartner, aStaffMember } from '../support/builders.ts';
import { type Portal, startPortal, TEST_ISSUER } from '../support/portal.ts';

const REFUSAL = `... on Error { code message } ... on InvalidInputError { fields { field code } }
  ... on StaleVersionError { currentVersion } ... on InvalidStateError { state allowedActions }`;
const MERGE = `mutation ($input: CustomerMergeInput!) { customerMerge(input: $input) { __typename
  ... on CustomerMerge { id inForce reason mergedByName survivor { id } merged { id canonical { id } } } ... on ConflictError { field } ${REFUSAL} } }`;
const UNMERGE = `mutation ($input: CustomerUnmergeInput!) { customerUnmerge(input: $input) { __typename
  ... on CustomerMerge { id inForce undoReason undoneByName merged { canonical { id } } } ${REFUSAL} } }`;

let portal: Portal;
let operations: { subject: string; personId: string };
let actor: Actor;

beforeAll(async () => {
  portal = await startPortal({ poolMax: 12 });
  operations = await aStaffMember(portal, 'PARTNER_OPERATIONS');
  actor = await identify(portal.database, { issuer: TEST_ISSUER, subject: operations.subject, email: null });
});

const asOperations = <T>(work: (tx: Tx) => Promise<T>) =>
  writeTransaction(portal.database, actor.scope, work);

/** As many customers as asked for, each with a key and a contact. */
const customers = (count: number) =>
  portal.arrange(async (tx) => {
    const ids = Array.from({ length: count }, () => randomUUID());
    await tx.customer.createMany({
      data: ids.map((id, n) => ({ id, canonicalId: id, name: `Customer ${n}`, nameKey: `customer ${n}` })),
    });
    await tx.customerKey.createMany({
      data: ids.map((id) => ({ customerId: id, kind: 'DOMAIN', value: `${id}.example` })),
    });
    await tx.customerContact.createMany({ data: ids.map((id) => ({ customerId: id, name: 'Jo' })) });
    return ids;
  });

const rowsOf = (ids: readonly string[]) =>
  portal.arrange((tx) =>
    tx.customer.findMany({
      where: { id: { in: [...ids] } },
      include: { keys: true, contacts: true, accounts: true },
      orderBy: { id: 'asc' },
    }),
  );
const canonicalsOf = async (ids: readonly string[]) =>
  new Map((await rowsOf(ids)).map(({ id, canonicalId }) => [id, canonicalId]));

const globalId = (id: string) => `Customer_${id}`;
const merge = async (survivor: string, merged: string, more: object = {}, version = 1) => {
  const input = {
    survivor: { id: globalId(survivor), version: 1 },
    merged: { id: globalId(merged), version },
    reason: 'One company.',
    ...more,
  };
  return (await portal.send(operations.subject, MERGE, { input })).data.customerMerge;
};
const unmerge = async (mergeId: string, subject = operations.subject) =>
  (await portal.send(subject, UNMERGE, { input: { mergeId, reason: 'Two after all.' } })).data
    .customerUnmerge;

describe('a merge', () => {
  it('lets one customer count as another, keeps its history, and is undone exactly', async () => {
    const [a, b] = (await customers(2)) as [string, string];
    const before = await rowsOf([a, b]);
    const made = await merge(a, b);
    expect(made).toMatchObject({
      inForce: true,
      reason: 'One company.',
      mergedByName: `Staff ${operations.subject}`,
      survivor: { id: globalId(a) },
      merged: { id: globalId(b), canonical: { id: globalId(a) } },
    });
    const seen = await portal.send(
      operations.subject,
      `{ customer(id: "${globalId(a)}") { aliases { id keys { value } } mergeHistory { id } }
        customers(filter: { merged: true }) { nodes { id } }
        survivors: customers(filter: { survivesMerge: true, merged: false }) { nodes { id } } }`,
    );
    expect(seen.data).toEqual({
      customer: {
        aliases: [{ id: globalId(b), keys: [{ value: `${b}.example` }] }],
        mergeHistory: [{ id: made.id }],
      },
      customers: { nodes: [{ id: globalId(b) }] },
      survivors: { nodes: [{ id: globalId(a) }] },
    });
    expect(await unmerge(made.id)).toMatchObject({
      inForce: false,
      undoReason: 'Two after all.',
      undoneByName: `Staff ${operations.subject}`,
      merged: { canonical: { id: globalId(b) } },
    });
    expect(await rowsOf([a, b])).toEqual(before);
    expect(await unmerge(made.id)).toMatchObject({ code: 'INVALID_STATE', state: 'UNDONE' });
    const again = await merge(a, b);
    expect(again.id).not.toBe(made.id);
    const history = await portal.send(
      operations.subject,
      `{ customer(id: "${globalId(b)}") { mergeHistory { id inForce } } node(id: "${made.id}") { id } }`,
    );
    expect(history.data).toEqual({
      customer: {
        mergeHistory: [
          { id: again.id, inForce: true },
          { id: made.id, inForce: false },
        ],
      },
      node: { id: made.id },
    });
    const events = await portal.arrange((tx) =>
      tx.event.findMany({ where: { subjectId: b }, orderBy: { id: 'asc' } }),
    );
    expect(events.map(({ type }) => type)).toEqual([
      'customer.merged',
      'customer.unmerged',
      'customer.merged',
    ]);
  });

  it('is refused where it makes no sense, and nothing changes', async () => {
    const [a, b, c] = (await customers(3)) as [string, string, string];
    const first = await merge(a, b, { idempotencyKey: 'merge-1' });
    expect((await merge(a, b, { idempotencyKey: 'merge-1' })).id).toBe(first.id);
    const before = await canonicalsOf([a, b, c]);
    expect(await merge(a, a)).toMatchObject({ fields: [{ field: 'merged.id', code: 'SAME_CUSTOMER' }] });
    expect(await merge(c, b)).toMatchObject({
      code: 'INVALID_STATE',
      state: 'MERGED',
      allowedActions: ['UNMERGE'],
    });
    expect(await merge(b, a)).toMatchObject({ code: 'CONFLICT', field: 'survivor.id' });
    expect(await merge(a, c, {}, 2)).toMatchObject({ code: 'STALE_VERSION', currentVersion: 1 });
    expect(await merge(a, randomUUID())).toMatchObject({ code: 'NOT_FOUND' });
    expect(await merge(a, c, { reason: ' ' })).toMatchObject({
      fields: [{ field: 'reason', code: 'REQUIRED' }],
    });
    expect(await merge(a, c, { idempotencyKey: 'merge-1' })).toMatchObject({ code: 'IDEMPOTENCY_CONFLICT' });
    const executive = await aStaffMember(portal, 'EXECUTIVE');
    const sales = await aStaffMember(portal, 'SALES_OPERATIONS');
    const partner = await aMember(portal, (await aPartner(portal)).id, 'PARTNER_ADMIN');
    for (const { subject } of [executive, sales, partner])
      expect(await unmerge(first.id, subject)).toMatchObject({ code: 'FORBIDDEN' });
    expect(await canonicalsOf([a, b, c])).toEqual(before);
    expect(portal.unexpected).toEqual([]);
  });

  it('of two in opposite directions at one instant is made once, and closes no cycle', async () => {
    for (let round = 0; round < 20; round += 1) {
      const [a, b] = (await customers(2)) as [string, string];
      const answers = await Promise.all([merge(a, b), merge(b, a)]);
      expect(answers.filter(({ __typename }) => __typename === 'CustomerMerge')).toHaveLength(1);
      const winner = answers[0].__typename === 'CustomerMerge' ? a : b;
      expect([...(await canonicalsOf([a, b])).values()]).toEqual([winner, winner]);
    }
    expect(portal.unexpected).toEqual([]);
  });

  it('holds its promise when whole trees are merged, and undone, at one instant', async () => {
    for (let round = 0; round < 10; round += 1) {
      const ids = await customers(6);
      const model = new Model(ids);
      const [a, b, c, d, e, f] = ids as [string, string, string, string, string, string];
      const made = [await merge(a, b), await merge(c, d), await merge(e, f)];
      await Promise.all([merge(b, c), merge(d, e), merge(f, a), unmerge(made[0].id), unmerge(made[1].id)]);
      await model.read();
      expect(await canonicalsOf(ids)).toEqual(model.roots());
    }
    expect(portal.unexpected).toEqual([]);
  });
});

/** What every customer counts as, computed from the merges in force and from nothing else. */
class Model {
  readonly ids: readonly string[];
  survivors = new Map<string, string>();

  constructor(ids: readonly string[]) {
    this.ids = ids;
  }

  rootOf(id: string): string {
    const seen = new Set<string>();
    for (let current = id; ; ) {
      expect(seen.has(current)).toBe(false);
      seen.add(current);
      const survivor = this.survivors.get(current);
      if (survivor === undefined) return current;
      current = survivor;
    }
  }

  roots = () => new Map([...this.ids].sort().map((id) => [id, this.rootOf(id)]));

  async read() {
    const merges = await portal.arrange((tx) =>
      tx.customerMerge.findMany({ where: { undoneAt: null, mergedId: { in: [...this.ids] } } }),
    );
    this.survivors = new Map(merges.map(({ mergedId, survivorId }) => [mergedId, survivorId]));
  }
}

const COUNT = 6;
const step = fc.record({
  undo: fc.boolean(),
  a: fc.nat({ max: COUNT - 1 }),
  b: fc.nat({ max: COUNT - 1 }),
  which: fc.nat(),
});

describe('any history of merges', () => {
  it('agrees with the merges in force at every step, and leaves no trace when all are undone', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { maxLength: 14 }),
        fc.array(fc.nat(), { minLength: COUNT }),
        async (steps, order) => {
          const ids = await customers(COUNT);
          const before = await rowsOf(ids);
          const model = new Model(ids);
          const inForce: { id: string; merged: string }[] = [];
          const undo = async (which: number) => {
            const [chosen] = inForce.splice(which % inForce.length, 1);
            await asOperations((tx) =>
              unmergeCustomers(tx, actor, { mergeId: chosen!.id, reason: 'Undone' }, new Date()),
            );
            model.survivors.delete(chosen!.merged);
            expect(await canonicalsOf(ids)).toEqual(model.roots());
          };
          for (const { undo: wantsUndo, a, b, which } of steps) {
            if (wantsUndo) {
              if (inForce.length > 0) await undo(which);
              continue;
            }
            const [survivor, merged] = [ids[a]!, ids[b]!];
            const isPossible =
              !model.survivors.has(merged) && model.rootOf(survivor) !== merged && survivor !== merged;
            const input = { survivor: { id: survivor, version: 1 }, merged: { id: merged, version: 1 } };
            const result = await asOperations((tx) =>
              mergeCustomers(tx, actor, { ...input, reason: 'Merged' }, new Date()),
            ).catch((error: unknown) => error);
            expect(result instanceof Refusal).toBe(!isPossible);
            if (isPossible) {
              inForce.push({ id: result as string, merged });
              model.survivors.set(merged, survivor);
            }
            expect(await canonicalsOf(ids)).toEqual(model.roots());
          }
          for (const which of order) if (inForce.length > 0) await undo(which);
          expect(inForce).toEqual([]);
          expect(await rowsOf(ids)).toEqual(before);
        },
      ),
      { numRuns: 40 },
    );
  }, 60_000);
});
