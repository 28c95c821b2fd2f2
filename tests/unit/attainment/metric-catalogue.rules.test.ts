import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import {
  EXCLUSION_REASONS,
  isMetricCode,
  METRIC_CODES,
  METRICS,
} from '../../../src/domains/attainment/metric-catalogue.rules.ts';
import { FACT_COLUMNS } from '../../../src/domains/attainment/metrics/definition.metric.ts';

const FOLDER = resolve(import.meta.dirname, '../../../src/domains/attainment/metrics');

const definitionsIn = async (file: string): Promise<{ code: string }[]> => {
  const exported = Object.values((await import(join(FOLDER, file))) as Record<string, unknown>);
  const isDefinition = (value: unknown) =>
    typeof value === 'object' && value !== null && 'code' in value && 'facts' in value;
  return exported.filter(isDefinition) as { code: string }[];
};

it('lists every metric that has a file', async () => {
  const found = (await Promise.all(readdirSync(FOLDER).map(definitionsIn))).flat();
  expect(found.map(({ code }) => code).sort()).toEqual([...METRIC_CODES].sort());
});

it.each(METRIC_CODES)('%s says what it is, in ways that fit together', (code) => {
  const { kind, combination, projection, unit, reasons, facts } = METRICS[code];
  expect(isMetricCode(code)).toBe(true);
  if (kind === 'RATIO') expect([combination, projection]).toEqual(['MEAN', 'CURRENT']);
  if (kind === 'FLOW') expect(combination).toBe('SUM');
  expect(unit === 'YES_NO').toBe(combination === 'ALL_HOLD');
  for (const reason of Object.keys(reasons)) expect(Object.keys(EXCLUSION_REASONS)).toContain(reason);
  for (const column of FACT_COLUMNS) expect(facts).toMatch(new RegExp(`\\b${column}\\b`));
});

it.each(['', 'revenue_won', 'toString', '__proto__'])('knows no metric %j', (text) => {
  expect(isMetricCode(text)).toBe(false);
});
