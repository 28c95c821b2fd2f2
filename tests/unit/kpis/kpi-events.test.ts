import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { EVENT_TYPES, EVENTS_OF_SOURCE, readingOf } from '../../../src/domains/kpis/kpi-events.rules.ts';
import { FACT_SOURCES } from '../../../src/domains/kpis/kpi-measures.rules.ts';

const SOURCES = new URL('../../../src', import.meta.url).pathname;

/** What only looks like a type: columns, settings and fields of input. */
const NOT_APPENDED =
  /\.(ts|mjs|js|sql|json|html|prisma|csv|id|actor|partners|memberships)$|^(o|pg_trgm|span|partner|survivor|merged)\./;

const textsIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(
      (entry) => entry.isFile() && entry.name.endsWith('.ts') && !entry.parentPath.includes('generated'),
    )
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'));

/** Texts such as 'referral.submitted' in files that append events. */
function appendedTypes(): string[] {
  const texts = [...textsIn(join(SOURCES, 'domains')), ...textsIn(join(SOURCES, 'workflows'))];
  const appending = texts.filter((text) => /append\w*\(|eventType|events\.rules/.test(text));
  const found = appending.flatMap((text) => [
    ...text.matchAll(/(?<=[ ([:?]\s?)'([a-z_]+\.[a-z_]+)'(?=[,;)\s])/g),
  ]);
  return [...new Set(found.map(([, type]) => type!))].filter((type) => !NOT_APPENDED.test(type)).sort();
}

describe('the types of events', () => {
  it('are all known that the code appends by a literal', () => {
    const types = appendedTypes();
    expect(types.length).toBeGreaterThan(120);
    expect(types.filter((type) => !EVENT_TYPES.includes(type))).toEqual([]);
  });

  it('are each known once', () => {
    expect(new Set(EVENT_TYPES).size).toBe(EVENT_TYPES.length);
    expect(EVENT_TYPES.filter((type) => !/^[a-z_]+\.[a-z_]+$/.test(type))).toEqual([]);
  });

  it('tell every source but those that are written without any', () => {
    const untold = FACT_SOURCES.filter((source) => EVENTS_OF_SOURCE[source].length === 0);
    expect(untold).toEqual(['USAGE']);
  });

  it.each([
    {
      _case: 'of an unknown type',
      type: 'referral.teleported',
      subjectType: 'Referral',
      reading: 'UNKNOWN_TYPE',
    },
    {
      _case: 'named as what every object has',
      type: 'constructor',
      subjectType: 'Referral',
      reading: 'UNKNOWN_TYPE',
    },
    {
      _case: 'about something else',
      type: 'referral.accepted',
      subjectType: 'Partner',
      reading: 'WRONG_SUBJECT',
    },
    { _case: 'of nobody', type: 'referral.accepted', subjectType: 'Referral', reading: 'NO_PARTNER' },
    { _case: 'that no KPI is made of', type: 'region.created', subjectType: 'Region', reading: null },
  ])('one $_case reads as $reading', ({ type, subjectType, reading }) => {
    expect(readingOf({ type, subjectType, partnerId: null })).toBe(reading);
  });
});
