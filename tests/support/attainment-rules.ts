import { evaluationOf } from '../../src/domains/attainment/attainment-evaluation.rules.ts';
import { type FactsFound, NO_FACTS } from '../../src/domains/attainment/attainment-explanation.rules.ts';
import type { FactGroup, FactLapse } from '../../src/domains/attainment/attainment-measure.rules.ts';
import {
  type Plan,
  type RequirementTerms,
  ratesFrom,
  type TierTerms,
  weightsFrom,
} from '../../src/domains/attainment/attainment-plan.rules.ts';
import { momentOf } from '../../src/domains/attainment/attainment-window.rules.ts';
import { currencyCodeOf } from '../../src/kernel/currency.ts';
import { parseFiscalLabel } from '../../src/kernel/fiscal-period.ts';

/** Calendar quarters in Berlin; the one looked at is of 90 days, from 1 January to 31 March 2026. */
const CALENDAR = {
  timeZone: 'Europe/Berlin',
  yearNamedBy: 'END',
  layout: { kind: 'MONTHS', startMonth: 1 },
} as const;

export const aGroup = (data: Partial<FactGroup> = {}): FactGroup => {
  const group = { reason: null, unit: null, denominator: 1, stage: null, count: 1, value: '1', ...data };
  return { ...group, countAtEnd: data.countAtEnd ?? group.count, valueAtEnd: data.valueAtEnd ?? group.value };
};

/** So many things that count, of which so many are left at the end. */
export const things = (count: number, left = count): FactGroup =>
  aGroup({ count, value: String(count), countAtEnd: left, valueAtEnd: String(left) });

export const aLapse = (on: string, count: number): FactLapse => ({
  ...{ on, count, unit: null, denominator: 1, value: String(count) },
});

export type RequirementData = Partial<RequirementTerms> &
  Readonly<{ groups?: FactGroup[]; lapses?: FactLapse[] }>;
export type TierData = Partial<Omit<TierTerms, 'requirements'>> &
  Readonly<{ requirements: readonly RequirementData[] }>;

export type StandingData = Readonly<{
  tiers: readonly TierData[];
  asOf?: string;
  period?: string;
  joinedOn?: string;
  waivers?: readonly Readonly<{ requirementCode: string; validTo: string }>[];
  placedIn?: string;
}>;

/** How a partner stands, by rules alone. */
export function aStanding({
  tiers,
  asOf = '2026-02-14T12:00:00Z',
  period = 'FY2026-Q1',
  joinedOn = '2020-01-01',
  waivers = [],
  placedIn,
}: StandingData) {
  const label = parseFiscalLabel(period);
  if (!label.ok) throw new RangeError(period);
  const moment = momentOf(CALENDAR, label.value, new Date(asOf));
  if (!moment.ok) throw new RangeError(moment.reason);
  const facts = new Map<string, FactsFound>();
  const plan: Plan = {
    ...{ programId: 'program', versionId: 'version', versionNumber: 1, currency: currencyCodeOf('EUR') },
    rates: ratesFrom([{ currency: 'USD', rate: '0.9' }], 'EUR'),
    stageWeights: weightsFrom({ PROPOSAL: '0.5', COMMITTED: '0.9' }),
    tiers: tiers.map(({ requirements, ...tier }, place) => ({
      ...{
        id: `T${place + 1}`,
        code: `T${place + 1}`,
        name: 'A tier',
        rank: place + 1,
        mode: 'ALL',
        scoreNeeded: null,
      },
      ...tier,
      requirements: requirements.map(({ groups = [], lapses = [], ...terms }, at) => {
        const id = `T${place + 1}-${at}`;
        facts.set(id, { ...NO_FACTS, groups, lapses });
        return {
          ...{ id, code: id, title: 'A requirement', metric: 'DEALS_WON', certificationProgramId: null },
          ...{ threshold: '1', level: 'LOCATION', windowKind: 'FISCAL_QUARTER', windowMonths: null },
          ...{ isProRated: false, points: null, floor: null, effort: '1' },
          ...terms,
        } as RequirementTerms;
      }),
    })),
  };
  const day = (text: string) => new Date(`${text}T00:00:00Z`);
  const placed = plan.tiers.find(({ code }) => code === placedIn);
  return evaluationOf({
    partnerId: 'partner',
    ...{ plan, moment: moment.value },
    account: {
      partnerId: 'partner',
      rootId: 'partner',
      type: 'REFERRAL',
      status: 'ACTIVE',
      joinedOn: day(joinedOn),
    },
    waivers: waivers.map((waiver, place) => ({ ...waiver, id: `W${place}`, validTo: day(waiver.validTo) })),
    placements: placed
      ? [
          {
            id: 'P',
            tierCode: placed.code,
            tierRank: placed.rank,
            effectiveOn: day('2025-01-01'),
            bookedAt: day('2025-01-01'),
          },
        ]
      : [],
    factsFor: ({ id }) => facts.get(id)!,
  });
}

/** The only requirement of the only tier. */
export const aRequirement = (data: RequirementData, more: Partial<StandingData> = {}) =>
  aStanding({ tiers: [{ requirements: [data] }], ...more }).evaluation.tiers[0]!.requirements[0]!;
