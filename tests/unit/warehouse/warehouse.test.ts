import { expect, it } from 'vitest';
import {
  WAREHOUSE_TABLES,
  warehouseDocument,
} from '../../../src/domains/warehouse/warehouse-catalogue.rules.ts';
import { fiscalMonthsAround } from '../../../src/workflows/warehouse-export/fiscal-months.rules.ts';
import { lastIdAt, manifestOf } from '../../../src/workflows/warehouse-export/manifest.rules.ts';

it('is documented as it is', async () => {
  await expect(warehouseDocument()).toMatchFileSnapshot('../../../docs/warehouse.md');
});

it('lets no bank details, free text or personal contact data out', () => {
  const names = WAREHOUSE_TABLES.flatMap(({ name, columns }) =>
    columns.map((column) => `${name}.${column.name} ${column.sql}`),
  );
  const private_ =
    /email|phone|contact|cipher|masked|holder|fingerprint|notes?\b|message|reason\b|comment|address|tax_id|customer_name|domain|explanation/;
  expect(names.filter((name) => private_.test(name))).toEqual([]);
  const people = WAREHOUSE_TABLES.filter(({ columns }) => columns.some(({ name }) => name === 'name'));
  expect(people.map(({ name }) => name)).toEqual(['partner', 'product', 'tier', 'staff']);
});

it('tells every amount with its currency, and rows apart', () => {
  for (const { name, columns, load, key } of WAREHOUSE_TABLES) {
    const hasAmount = columns.some(({ type }) => type === 'MINOR');
    expect(columns.some((column) => column.name.endsWith('currency')) || !hasAmount, name).toBe(true);
    expect(new Set(columns.map((column) => column.name)).size).toBe(columns.length);
    if (load === 'APPEND') expect(key).toEqual([['r.id', 'uuid']]);
  }
});

it('knows the largest id of an instant', () => {
  expect(lastIdAt(new Date('2026-11-27T00:00:00.123Z'))).toBe('01a21a4d-407b-7fff-bfff-ffffffffffff');
  expect(lastIdAt(new Date(1)) < lastIdAt(new Date(2))).toBe(true);
});

it('reads no manifest that it did not write', () => {
  expect(() => manifestOf('{"schemaVersion":1}')).toThrow();
});

it('knows the fiscal months around', () => {
  const months = fiscalMonthsAround(
    { timeZone: 'UTC', yearNamedBy: 'END', layout: { kind: 'MONTHS', startMonth: 7 } },
    new Date('2026-11-27T00:00:00Z'),
  );
  expect(months).toHaveLength(84);
  expect(months[0]).toMatchObject({ period: 'FY2022-P01', quarter: 'FY2022-Q1', year: 'FY2022' });
  expect(months.at(-1)!.ends_before).toEqual(new Date('2028-07-01T00:00:00Z'));
  expect(
    months
      .slice(1)
      .every((month, place) => month.starts_on.getTime() === months[place]!.ends_before.getTime()),
  ).toBe(true);
});
