import { compareDecimals, decimalOf, decimalSum, formatDecimal } from '../../kernel/decimal.ts';
import type { FieldReader } from '../../kernel/fields.ts';
import type { TierMode } from '../attainment/attainment.rules.ts';
import {
  mayBeRead,
  readDecimal,
  readProgramCode,
  readWhole,
  refuseRepeated,
  TITLE_LENGTH_MAX,
} from './program.rules.ts';
import {
  type ProgramRequirementContent,
  type ProgramRequirementInput,
  readRequirement,
} from './program-requirement.rules.ts';
import { readBenefit, type TierBenefitContent, type TierBenefitInput } from './tier-benefit.rules.ts';

export const TIERS_MAX = 10;
export const REQUIREMENTS_MAX = 20;
export const BENEFITS_MAX = 20;
const RANK_BOUNDS = [1, 20] as const;
const SCORE = { above: '0', most: '100000000', fractionDigitsMax: 6 };

export type ProgramTierInput = Readonly<{
  code: string;
  name: string;
  rank: number;
  mode: TierMode;
  scoreNeeded?: string | null;
  requirements?: readonly ProgramRequirementInput[] | null;
  benefits?: readonly TierBenefitInput[] | null;
}>;

export type ProgramTierContent = Readonly<{
  code: string;
  name: string;
  rank: number;
  mode: TierMode;
  scoreNeeded: string | null;
  requirements: readonly ProgramRequirementContent[];
  benefits: readonly TierBenefitContent[];
}>;

type Setting = Parameters<typeof readRequirement>[2] & Parameters<typeof readBenefit>[2];

/** Refuses into `fields` by paths such as `tiers.1.requirements.0.threshold`. */
export function readTiers(
  fields: FieldReader,
  tiers: readonly ProgramTierInput[],
  setting: Setting,
): ProgramTierContent[] {
  if (!mayBeRead(fields, 'tiers', tiers, [1, TIERS_MAX])) return [];
  const columnOf = (name: 'code' | 'rank') =>
    refuseRepeated(
      fields,
      tiers.map((tier) => tier[name]),
      (place) => `tiers.${place}.${name}`,
    );
  columnOf('code');
  columnOf('rank');
  return tiers.map((tier, place) => readTier(fields, `tiers.${place}`, tier, setting));
}

function readTier(
  fields: FieldReader,
  path: string,
  input: ProgramTierInput,
  setting: Setting,
): ProgramTierContent {
  const { mode } = input;
  const code = readProgramCode(fields, `${path}.code`, input.code, 'GOLD');
  const name = fields.line(`${path}.name`, input.name, TITLE_LENGTH_MAX);
  const rank = readWhole(fields, `${path}.rank`, input.rank, RANK_BOUNDS);
  const requirements = readList(
    fields,
    `${path}.requirements`,
    input.requirements ?? [],
    REQUIREMENTS_MAX,
    (one, at) => readRequirement(fields, at, setting, one, mode === 'SCORE'),
  );
  const benefits = readList(fields, `${path}.benefits`, input.benefits ?? [], BENEFITS_MAX, (one, at) =>
    readBenefit(fields, at, setting, one),
  );
  if (mode === 'ANY' && (input.requirements ?? []).length === 0)
    fields.refuse(
      `${path}.requirements`,
      'REQUIRED',
      `${path}.requirements has something that any of which suffices; a tier for everybody is of mode ALL.`,
    );
  const scoreNeeded = readScoreNeeded(fields, `${path}.scoreNeeded`, input, requirements);
  return { code, name, rank, mode, scoreNeeded, requirements, benefits };
}

function readList<Input extends Readonly<{ code: string }>, Content>(
  fields: FieldReader,
  path: string,
  list: readonly Input[],
  most: number,
  read: (one: Input, path: string) => Content,
): Content[] {
  if (!mayBeRead(fields, path, list, [0, most])) return [];
  const codes = list.map(({ code }) => code);
  refuseRepeated(fields, codes, (place) => `${path}.${place}.code`);
  return list.map((one, place) => read(one, `${path}.${place}`));
}

function readScoreNeeded(
  fields: FieldReader,
  field: string,
  { mode, scoreNeeded }: ProgramTierInput,
  requirements: readonly ProgramRequirementContent[],
): string | null {
  if (mode !== 'SCORE') {
    if (scoreNeeded != null) fields.refuse(field, 'NOT_NEEDED', `${field} is for tiers of mode SCORE.`);
    return null;
  }
  if (scoreNeeded == null) {
    fields.refuse(field, 'REQUIRED', `${field} is required in a tier of mode SCORE.`);
    return null;
  }
  const needed = readDecimal(fields, field, scoreNeeded, SCORE);
  const points = requirements.map((requirement) => decimalOf(requirement.points ?? '0'));
  const total = points.reduce(decimalSum, decimalOf('0'));
  if (needed !== null && compareDecimals(decimalOf(needed), total) > 0)
    fields.refuse(
      field,
      'OUT_OF_REACH',
      `${field} is at most the points of all requirements together, ${formatDecimal(total)}.`,
    );
  return needed;
}

export type TierFacts = Readonly<{ code: string; rank: number; requirementCount: number }>;

/** The tier of whoever takes part without having reached another: the lowest that asks for nothing. */
export const baseTierOf = <Tier extends TierFacts>(tiers: readonly Tier[]): Tier | null =>
  tiers
    .filter(({ requirementCount }) => requirementCount === 0)
    .reduce<Tier | null>((lowest, tier) => (lowest && lowest.rank < tier.rank ? lowest : tier), null);

/**
 * What a tier of another version is in this one: the tier of its code; where the code is gone, the highest that does
 * not rank above it; null where all do.
 */
export const sameTierIn = <Tier extends Readonly<{ code: string; rank: number }>>(
  tiers: readonly Tier[],
  former: Readonly<{ code: string; rank: number }>,
): Tier | null =>
  tiers.find(({ code }) => code === former.code) ??
  tiers
    .filter(({ rank }) => rank <= former.rank)
    .reduce<Tier | null>((highest, tier) => (highest && highest.rank > tier.rank ? highest : tier), null);
