import { beforeAll, describe, expect, it } from 'vitest';
import { anId, type CrmPortal, startCrmPortal } from '../support/crm.ts';

let place: CrmPortal;

beforeAll(async () => {
  place = await startCrmPortal();
});

describe('crmAccountsUpsert', () => {
  it('creates, updates, leaves alone and rejects, row by row and in order', async () => {
    const [parent, child, bad] = [anId(), anId(), anId()];
    const first = await place.sendAccounts([
      { externalId: child, name: 'Initech UK Ltd', parentExternalId: parent },
      { externalId: parent, name: 'Initech', annualRevenue: { amount: '12.50', currency: 'EUR' } },
      {
        externalId: bad,
        name: '???',
        taxId: 'nonsense',
        annualRevenue: { amount: '1.001', currency: 'EUR' },
      },
      { externalId: parent, name: 'Initech again' },
      { externalId: anId(), name: 'Orphan', parentExternalId: 'nobody' },
    ]);
    expect(first.results.map(({ outcome }: { outcome: string }) => outcome)).toEqual([
      'CREATED',
      'CREATED',
      'REJECTED',
      'REJECTED',
      'REJECTED',
    ]);
    expect(first.results[0].customer).toMatchObject({ name: 'Initech UK Ltd', parent: { name: 'Initech' } });
    expect(first.results[2].errors.map(({ field }: { field: string }) => field)).toEqual([
      'name',
      'annualRevenue',
      'taxId',
    ]);
    expect(first.results[3].errors).toMatchObject([{ field: 'externalId', code: 'DUPLICATE_ID' }]);
    expect(first.results[4].errors).toMatchObject([{ field: 'parentExternalId', code: 'NOT_FOUND' }]);
    const again = await place.sendAccounts([
      { externalId: child, name: 'Initech UK Ltd', parentExternalId: parent },
      { externalId: parent, name: 'Initech Group' },
    ]);
    expect(again.results).toMatchObject([
      { outcome: 'UNCHANGED', customer: { version: 1 } },
      { outcome: 'UPDATED', customer: { name: 'Initech Group', version: 2 } },
    ]);
    expect(place.portal.unexpected).toEqual([]);
  });

  it('rejects ids that it would have to clean, as that could make one of two', async () => {
    const id = anId();
    const { results } = await place.sendAccounts([
      { externalId: ` ${id} `, name: 'Padded' },
      { externalId: `${id}\u0000`, name: 'Other' },
      { externalId: `${id}\u200b`, name: 'Another' },
      { externalId: anId(), name: 'Child', parentExternalId: `${id}\ud800` },
      { externalId: anId(), name: 'Orphan', parentExternalId: '\u0000' },
    ]);
    expect(results).toMatchObject([
      { outcome: 'CREATED', externalId: id, customer: { name: 'Padded' } },
      { outcome: 'REJECTED', errors: [{ field: 'externalId', code: 'NOT_PLAIN' }] },
      { outcome: 'REJECTED', errors: [{ field: 'externalId', code: 'NOT_PLAIN' }] },
      { outcome: 'REJECTED', errors: [{ field: 'parentExternalId', code: 'NOT_PLAIN' }] },
      { outcome: 'REJECTED', errors: [{ field: 'parentExternalId', code: 'NOT_PLAIN' }] },
    ]);
    expect(place.portal.unexpected).toEqual([]);
  });

  it('never makes a company its own ancestor, within a request or over several', async () => {
    const [a, b, c] = [anId(), anId(), anId()];
    const circle = await place.sendAccounts([
      { externalId: a, name: 'A', parentExternalId: b },
      { externalId: b, name: 'B', parentExternalId: a },
      { externalId: c, name: 'C', parentExternalId: b },
    ]);
    expect(circle.results.map(({ errors }: { errors: { code: string }[] }) => errors[0]?.code)).toEqual([
      'PARENT_CYCLE',
      'PARENT_CYCLE',
      'NOT_FOUND',
    ]);
    await place.sendAccounts([
      { externalId: a, name: 'A' },
      { externalId: b, name: 'B', parentExternalId: a },
    ]);
    const closing = await place.sendAccounts([{ externalId: a, name: 'A', parentExternalId: b }]);
    expect(closing.results[0].errors).toMatchObject([{ code: 'PARENT_CYCLE' }]);
  });

  it('is refused to everybody but the service account, and beyond its limits', async () => {
    const before = await place.countOf();
    for (const subject of [place.admin.subject, place.operations])
      expect(await place.sendAccounts([{ externalId: anId(), name: 'X' }], subject)).toMatchObject({
        code: 'FORBIDDEN',
      });
    const many = Array.from({ length: 501 }, () => ({ externalId: anId(), name: 'X' }));
    expect(await place.sendAccounts(many)).toMatchObject({ fields: [{ field: 'rows', code: 'TOO_MANY' }] });
    expect(await place.sendAccounts([], place.crm, 'no code')).toMatchObject({
      fields: [{ field: 'system' }],
    });
    expect(await place.countOf()).toEqual(before);
  });
});
