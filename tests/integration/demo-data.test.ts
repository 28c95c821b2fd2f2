import { describe, expect, it } from 'vitest';
import { loadDemoDataOnce } from '../../src/workflows/demo-data/demo-data.ts';
import { aPlace } from '../support/import.ts';

describe('the demo data', () => {
  it('pays its partners in currencies that the vendor deals in', async () => {
    const { database, rows } = await aPlace();
    await loadDemoDataOnce(database, 'urn:demo', () => undefined);
    expect(await rows('SELECT code FROM vendor_currency ORDER BY code')).toEqual([
      { code: 'EUR' },
      { code: 'GBP' },
      { code: 'USD' },
    ]);
    expect(
      await rows(`SELECT count(*)::int AS partners,
        count(*) FILTER (WHERE currency NOT IN (SELECT code FROM vendor_currency))::int AS strays FROM partner`),
    ).toEqual([{ partners: 12, strays: 0 }]);
  });
});
