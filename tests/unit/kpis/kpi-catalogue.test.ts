import { describe, expect, it } from 'vitest';
import { isKpiCode, KPI_CODES, KPIS, kpiOf } from '../../../src/domains/kpis/kpi-catalogue.rules.ts';
import { KPI_COMBINATION_KINDS, measuresOf } from '../../../src/domains/kpis/kpi-definition.rules.ts';
import {
  FACT_SOURCES,
  HISTOGRAM_MEASURES,
  MEASURE_CODES,
  MEASURES,
  measuresFrom,
} from '../../../src/domains/kpis/kpi-measures.rules.ts';

/** What the vendor asked to steer by. */
const ASKED =
  `REFERRALS_SUBMITTED REFERRALS_ACCEPTED ACCEPTANCE_RATE DECISION_TIME_MEDIAN DECISION_TIME_P90 SLA_MET_RATE
  WAITLISTED_RATE CONTESTED_RATE PIPELINE_VALUE WEIGHTED_PIPELINE STALE_PIPELINE WIN_RATE SALES_CYCLE_MEDIAN REVENUE_WON
  AVERAGE_DEAL SOURCED_REVENUE INFLUENCED_REVENUE FIRST_TIME_RIGHT_RATE RATIFICATION_TIME_MEDIAN COMMISSION_ACCRUED
  COMMISSION_PAID DISPUTE_RATE DISPUTE_TIME_MEDIAN CLAWBACK_RATE GROSS_REVENUE_RETENTION NET_REVENUE_RETENTION
  CERTIFIED_PEOPLE CERTIFICATIONS_EARNED CERTIFICATIONS_EXPIRING ATTAINMENT ACTIVE_PARTNERS NEW_PARTNERS PARTNERS_AT_RISK
  ACTIVE_PORTAL_USERS PORTAL_ADOPTION_RATE ONBOARDING_TO_FIRST_REFERRAL_MEDIAN GO_LIVE_TIME_MEDIAN BENEFITS_ON_TIME_RATE
  FORECAST_ACCURACY`.split(/\s+/);

describe('the catalogue', () => {
  it('has what was asked for, each once', () => {
    expect(new Set(KPI_CODES).size).toBe(KPI_CODES.length);
    expect(KPI_CODES).toEqual(expect.arrayContaining(ASKED));
    expect(new Set(KPIS.map(({ name }) => name)).size).toBe(KPIS.length);
  });

  it('is made of measures that a source yields, and uses each of them', () => {
    const used = new Set(KPIS.flatMap((kpi) => measuresOf(kpi)));
    expect([...used].sort()).toEqual([...MEASURE_CODES].sort());
    expect(FACT_SOURCES.filter((source) => measuresFrom(source).length === 0)).toEqual([]);
  });

  it.each(KPIS)('$code says over what it is', ({ code, definition, combine, unit, isVisibleToPartners }) => {
    expect(code).toMatch(/^[A-Z][A-Z0-9_]*$/);
    expect(definition).toMatch(/^[A-Z].{30,}\.$/s);
    expect(KPI_COMBINATION_KINDS).toContain(combine.kind);
    const isShare = ['RATIO', 'COMPLEMENT', 'LEVEL_RATIO', 'DISTINCT_SHARE', 'RETENTION'].includes(
      combine.kind,
    );
    expect(unit === 'PERCENT').toBe(isShare);
    // A partner that reads a KPI reads all of its parts.
    const isReadable = measuresOf({ combine }).every((measure) => MEASURES[measure].isVisible);
    expect(isVisibleToPartners).toBe(isReadable);
  });

  it('keeps histograms of what percentiles are told of, and of nothing else', () => {
    const asked = KPIS.flatMap(({ combine }) => (combine.kind === 'PERCENTILE' ? [combine.measure] : []));
    expect([...new Set(asked)].sort()).toEqual([...HISTOGRAM_MEASURES].sort());
  });

  it('tells a code that it lacks from one that it has', () => {
    expect(isKpiCode('WIN_RATE') && kpiOf('WIN_RATE').name).toBe('Win rate');
    expect(['win_rate', 'toString', ''].filter(isKpiCode)).toEqual([]);
  });
});
