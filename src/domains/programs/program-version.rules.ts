import * as z from 'zod';
import type { CurrencyCode } from '../../kernel/currency.ts';
import type { FieldReader } from '../../kernel/fields.ts';
import type { PartnerTypeCode } from '../partners/partner.rules.ts';
import { mayBeRead, partnerTypesOf, readDecimal, readWhole, refuseRepeated } from './program.rules.ts';
import { type ProgramTierContent, type ProgramTierInput, readTiers } from './program-tier.rules.ts';

export const APPROVALS = ['MANUAL', 'AUTOMATIC'] as const;
export type ProgramApproval = (typeof APPROVALS)[number];

export const REVIEW_GRAINS = ['QUARTER', 'YEAR'] as const;
export type ReviewGrain = (typeof REVIEW_GRAINS)[number];

export const COMMISSION_DATES = [
  'REFERRAL_SUBMITTED',
  'REFERRAL_ACCEPTED',
  'DEAL_WON',
  'ORDER_ACTIVATED',
  'INVOICE_PAID',
] as const;
export type CommissionDate = (typeof COMMISSION_DATES)[number];
export const COMMISSION_DATE_DEFAULT: CommissionDate = 'REFERRAL_ACCEPTED';

export const OPEN_STAGES = ['PROSPECTING', 'QUALIFIED', 'PROPOSAL', 'COMMITTED'] as const;
export type OpenStage = (typeof OPEN_STAGES)[number];

/** What of an open deal's amount is expected where a program says nothing else. */
export const STAGE_WEIGHTS_DEFAULT: Readonly<Record<OpenStage, string>> = {
  PROSPECTING: '0.1',
  QUALIFIED: '0.25',
  PROPOSAL: '0.5',
  COMMITTED: '0.8',
};

const RATES_MAX = 200;
const RATE = { above: '0', most: '1000000000000', fractionDigitsMax: 18 };
const WEIGHT = { least: '0', most: '1', fractionDigitsMax: 6 };
export const DAY_BOUNDS = { graceDays: [0, 730], noticeDays: [0, 365] } as const;

/** Which date's tier counts, by what it counts for. Benefits go with the tier of the day. */
export type TierDates = Readonly<{ commission: CommissionDate }>;
/** What one unit of `currency` is in the program's, as an exact number. */
export type PlanRate = Readonly<{ currency: CurrencyCode; rate: string }>;
export type StageWeights = Readonly<Record<OpenStage, string>>;

export type VersionContentInput = Readonly<{
  partnerTypes?: readonly PartnerTypeCode[] | null;
  approval: ProgramApproval;
  reviewGrain: ReviewGrain;
  graceDays: number;
  noticeDays: number;
  tierDates?: Readonly<{ commission?: CommissionDate | null }> | null;
  rates?: readonly Readonly<{ currency: string; rate: string }>[] | null;
  stageWeights?: readonly Readonly<{ stage: OpenStage; weight: string }>[] | null;
  tiers: readonly ProgramTierInput[];
}>;

export type VersionTerms = Readonly<{
  partnerTypes: readonly PartnerTypeCode[];
  approval: ProgramApproval;
  reviewGrain: ReviewGrain;
  graceDays: number;
  noticeDays: number;
  tierDates: TierDates;
  rates: readonly PlanRate[];
  stageWeights: StageWeights;
}>;

export type VersionContent = VersionTerms & Readonly<{ tiers: readonly ProgramTierContent[] }>;

/** What content is read against: the program's currency, and those that the vendor deals in. */
export type VersionSetting = Readonly<{ currency: CurrencyCode; vendorCurrencies: readonly string[] }>;

/** Refuses into `fields` every part that is wrong, by its path; what it answers then is not to be used. */
export const readVersionContent = (
  fields: FieldReader,
  input: VersionContentInput,
  setting: VersionSetting,
): VersionContent => ({
  partnerTypes: partnerTypesOf(input.partnerTypes ?? []),
  approval: input.approval,
  reviewGrain: input.reviewGrain,
  graceDays: readWhole(fields, 'graceDays', input.graceDays, DAY_BOUNDS.graceDays),
  noticeDays: readWhole(fields, 'noticeDays', input.noticeDays, DAY_BOUNDS.noticeDays),
  tierDates: { commission: input.tierDates?.commission ?? COMMISSION_DATE_DEFAULT },
  rates: readRates(fields, input.rates ?? [], setting.currency),
  stageWeights: readStageWeights(fields, input.stageWeights ?? []),
  tiers: readTiers(fields, input.tiers, setting),
});

function readRates(
  fields: FieldReader,
  rates: readonly Readonly<{ currency: string; rate: string }>[],
  own: CurrencyCode,
): PlanRate[] {
  if (!mayBeRead(fields, 'rates', rates, [0, RATES_MAX])) return [];
  const currencies = rates.map(({ currency }) => currency);
  refuseRepeated(fields, currencies, (place) => `rates.${place}.currency`);
  return rates.map(({ currency, rate }, place) => {
    if (currency === own)
      fields.refuse(
        `rates.${place}.currency`,
        'OWN_CURRENCY',
        `rates.${place}.currency is another one than the program's own.`,
      );
    const read = readDecimal(fields, `rates.${place}.rate`, rate, RATE) ?? '';
    return { currency: currency as CurrencyCode, rate: read };
  });
}

/** What is left out keeps its default. */
function readStageWeights(
  fields: FieldReader,
  weights: readonly Readonly<{ stage: OpenStage; weight: string }>[],
): StageWeights {
  if (!mayBeRead(fields, 'stageWeights', weights, [0, OPEN_STAGES.length])) return STAGE_WEIGHTS_DEFAULT;
  const stages = weights.map(({ stage }) => stage);
  refuseRepeated(fields, stages, (place) => `stageWeights.${place}.stage`);
  const read = weights.map(({ stage, weight }, place) => [
    stage,
    readDecimal(fields, `stageWeights.${place}.weight`, weight, WEIGHT) ?? '',
  ]);
  return { ...STAGE_WEIGHTS_DEFAULT, ...(Object.fromEntries(read) as Partial<StageWeights>) };
}

const decimalText = z.string().regex(/^\d+(\.\d+)?$/);

const storedTerms = {
  tierDates: z.object({ commission: z.enum(COMMISSION_DATES) }),
  rates: z.array(z.object({ currency: z.string(), rate: decimalText })),
  stageWeights: z.record(z.enum(OPEN_STAGES), decimalText),
} as const;

/** As stored in a version. */
export const tierDatesOf = (stored: unknown): TierDates => storedTerms.tierDates.parse(stored);

/** As stored in a version, by currency. */
export const planRatesOf = (stored: unknown): PlanRate[] => storedTerms.rates.parse(stored) as PlanRate[];

/** As stored in a version. */
export const stageWeightsOf = (stored: unknown): StageWeights => storedTerms.stageWeights.parse(stored);

/** The date that counts for a commission by the policy, of the dates there are; null where it has not come yet. */
export const commissionDateOf = (
  { commission }: TierDates,
  dates: Readonly<Partial<Record<CommissionDate, Date | null>>>,
): Date | null => dates[commission] ?? null;

export type VersionDays = Readonly<{ validFrom: Date | null; validTo: Date | null; status: string }>;

/** The version that holds on a day; null where none does. */
export const versionOn = <Version extends VersionDays>(
  versions: readonly Version[],
  on: Date,
): Version | null =>
  versions.find(
    ({ status, validFrom, validTo }) =>
      status === 'PUBLISHED' && validFrom !== null && validFrom <= on && (validTo === null || on < validTo),
  ) ?? null;

/** Where certification programs are named, each by its path. */
export const certificationsNamed = (
  tiers: readonly ProgramTierContent[],
): Readonly<{ field: string; id: string }>[] =>
  tiers.flatMap(({ requirements }, tier) =>
    requirements.flatMap(({ certificationProgramId: id }, place) =>
      id === null ? [] : [{ field: `tiers.${tier}.requirements.${place}.certificationProgramId`, id }],
    ),
  );
