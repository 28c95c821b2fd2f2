import { describe, expect, it } from 'vitest';
import { formatsOf, meetsTarget, movementOf } from '../../../src/workflows/reports/report-format.rules.ts';
import { html } from '../../../src/workflows/reports/report-html.rules.ts';
import { pageOf } from '../../../src/workflows/reports/report-page.ts';
import { periodNamed, periodsOver } from '../../../src/workflows/reports/report-periods.rules.ts';
import { groupsFor } from '../../../src/workflows/reports/report-terms.rules.ts';
import { aReport } from '../../support/reports.ts';

const page = pageOf(aReport());

describe('a page', () => {
  it('says names as text, whatever they hold', () => {
    expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(page).not.toMatch(/<script/i);
    expect(page).toContain('Vendor &amp; Sons &lt;b&gt;');
  });

  it('asks for nothing', () => {
    const addresses = page.match(/(?:https?:)?\/\/[^\s"'<]+/g) ?? [];
    expect(addresses.filter((address) => !address.startsWith('http://www.w3.org/'))).toEqual([]);
    expect(page).not.toMatch(/@import|url\(/);
  });

  it('leads from every number to what it is', () => {
    const targets = [...page.matchAll(/ href="#([^"]+)"/g)].map(([, id]) => id!);
    const ids = new Set([...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id!));
    expect(targets.length).toBeGreaterThan(60);
    expect(targets.filter((id) => !ids.has(id))).toEqual([]);
  });

  it('has no id twice, and is the same each time', () => {
    const ids = [...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id!);
    expect(ids.filter((id, place) => ids.indexOf(id) !== place)).toEqual([]);
    expect(pageOf(aReport())).toBe(page);
  });

  it('says in words what a picture shows', () => {
    const pictures = [...page.matchAll(/<div role="img" aria-label="([^"]*)"/g)].map(([, text]) => text!);
    expect(pictures).toHaveLength(4);
    expect(pictures[0]).toContain('Commission accrued: €2,469,134 in FY2026-P03, €13,580,237 in FY2026-P12.');
  });

  it('names what has nothing to tell apart', () => {
    expect(page).toMatch(
      /Nothing to tell in any of these periods: <a href="#def-open-deals">Open deals<\/a>/,
    );
  });

  it('tells a partner nothing that is the vendor’s', () => {
    const own = pageOf(aReport({ audience: 'PARTNER', partner: 'Acme', tiers: [], standings: [] }));
    expect(own).not.toMatch(/77,001|88,002|Commit|Best case|Response standard met/);
    const shown = groupsFor('PARTNER').flatMap(({ kpis }) => kpis);
    expect(shown.length).toBeGreaterThan(10);
    expect(shown.every((kpi) => kpi.isVisibleToPartners)).toBe(true);
  });

  it('writes numbers as its readers do', () => {
    const german = pageOf(aReport({ locale: 'de-DE' }));
    expect(german).toContain('1.234.568\u00a0€');
    expect(german).toContain('<html lang="de">');
  });
});

describe('numbers', () => {
  const formats = formatsOf('en-GB');

  it.each([
    { _case: 'none', value: null, unit: 'COUNT', currency: null, said: '–' },
    { _case: 'a small amount to the cent', value: '999.5', unit: 'MONEY', currency: 'EUR', said: '€999.50' },
    { _case: 'yen without cents', value: '999', unit: 'MONEY', currency: 'JPY', said: 'JP¥999' },
    {
      _case: 'more digits than a number holds',
      value: '90071992547409930',
      unit: 'MONEY',
      currency: 'EUR',
      said: '€90,071,992,547,409,930',
    },
    { _case: 'a share', value: '12.345', unit: 'PERCENT', currency: null, said: '12.3%' },
    { _case: 'minutes', value: '90', unit: 'BUSINESS_MINUTES', currency: null, said: '90 mins' },
    { _case: 'hours', value: '150', unit: 'MINUTES', currency: null, said: '2.5 hrs' },
  ] as const)('$_case', ({ value, unit, currency, said }) => {
    expect(formats.figure(value, unit, currency)).toBe(said);
  });

  it.each([
    {
      _case: 'more of what is good',
      unit: 'COUNT',
      direction: 'UP',
      now: '12',
      before: '10',
      moved: { text: '+20%', tone: 'GOOD' },
    },
    {
      _case: 'more of what is bad',
      unit: 'COUNT',
      direction: 'DOWN',
      now: '12',
      before: '10',
      moved: { text: '+20%', tone: 'BAD' },
    },
    {
      _case: 'points, not percent of percent',
      unit: 'PERCENT',
      direction: 'UP',
      now: '40',
      before: '50',
      moved: { text: '-10 pp', tone: 'BAD' },
    },
    {
      _case: 'too little to be said',
      unit: 'COUNT',
      direction: 'UP',
      now: '100000',
      before: '99999',
      moved: { text: '±0', tone: 'EVEN' },
    },
    { _case: 'from nothing', unit: 'COUNT', direction: 'UP', now: '3', before: '0', moved: null },
    { _case: 'nothing to compare', unit: 'COUNT', direction: 'UP', now: '3', before: null, moved: null },
  ] as const)('move: $_case', ({ unit, direction, now, before, moved }) => {
    expect(movementOf({ unit, direction }, now, before, 'en-GB')).toEqual(moved);
  });

  it.each([
    { value: '5', target: '5', direction: 'UP', met: true },
    { value: '6', target: '5', direction: 'DOWN', met: false },
    { value: null, target: '5', direction: 'UP', met: null },
  ] as const)('meet a target: $value of $target, $direction', ({ value, target, direction, met }) => {
    expect(meetsTarget({ value, target, direction })).toBe(met);
  });

  it('escape in attributes as well', () => {
    expect(html`<a title="${'" onclick="x'}">${["<'>", null, 3]}</a>`.html).toBe(
      '<a title="&quot; onclick=&quot;x">&lt;&#39;&gt;3</a>',
    );
  });
});

describe('periods', () => {
  const calendar = {
    timeZone: 'America/New_York',
    yearNamedBy: 'END',
    layout: { kind: 'MONTHS', startMonth: 7 },
  } as const;

  it.each([
    {
      _case: 'before midnight at the vendor nothing is over yet',
      asOf: '2026-10-01T03:59:59Z',
      month: 2,
      quarter: 4,
    },
    { _case: 'at midnight there both are', asOf: '2026-10-01T04:00:00Z', month: 3, quarter: 1 },
  ])('$_case', ({ asOf, month, quarter }) => {
    expect(periodsOver(calendar, new Date(asOf)).map(({ ordinal }) => ordinal)).toEqual([month, quarter]);
  });

  it.each(['2026-Q3', 'FY2026-Q3', '2026-P07', 'FY2026'])('%s is one', (text) => {
    expect(periodNamed(text).ok).toBe(true);
  });

  it.each(['', '2026-Q5', 'Q3', '2026-P13', '../x', 'FYFY2026'])('%s is none', (text) => {
    expect(periodNamed(text).ok).toBe(false);
  });
});
