import { compareDecimals, decimalOf } from '../../kernel/decimal.ts';
import type { FieldReader } from '../../kernel/fields.ts';
import { type DecimalBounds, mayBeRead, readDecimal, readWhole } from '../programs/program.rules.ts';
import type { PlanRuleContent } from './plan-rule-content.rules.ts';
import { type PlanRuleInput, readRules } from './plan-rule-input.rules.ts';
import type { ClawbackBand, DisconnectWay, PayableWay, PlanTerms } from './plan-version-content.rules.ts';

export const HOLD_DAYS_MAX = 730;
export const CLAWBACK_BANDS_MAX = 24;
export const CLAWBACK_MONTHS_MAX = 240;
const PERCENT: DecimalBounds = { least: '0', most: '100', fractionDigitsMax: 6 };

export type PlanVersionInput = Readonly<{
  payable: PayableWay;
  holdDays?: number | null;
  clawback?: readonly Readonly<{ untilMonth: number; percent: string }>[] | null;
  disconnectTakes?: DisconnectWay | null;
  usesTierModifier?: boolean | null;
  rules: readonly PlanRuleInput[];
}>;

export type PlanVersionDraft = PlanTerms & Readonly<{ rules: readonly PlanRuleContent[] }>;

/** Refuses into `fields` every part that is wrong, by its path; what it answers then is not to be used. */
export const readPlanVersion = (fields: FieldReader, input: PlanVersionInput): PlanVersionDraft => ({
  payable: input.payable,
  holdDays: readWhole(fields, 'holdDays', input.holdDays ?? 0, [0, HOLD_DAYS_MAX]),
  clawback: readClawback(fields, input.clawback ?? []),
  disconnectTakes: input.disconnectTakes ?? 'BY_SCHEDULE',
  usesTierModifier: input.usesTierModifier ?? true,
  rules: readRules(fields, input.rules),
});

/** Months rise strictly, and what comes back does not grow with them. */
function readClawback(fields: FieldReader, bands: NonNullable<PlanVersionInput['clawback']>): ClawbackBand[] {
  if (!mayBeRead(fields, 'clawback', bands, [0, CLAWBACK_BANDS_MAX])) return [];
  return bands.map(({ untilMonth, percent }, place) => {
    const path = `clawback.${place}`;
    const former = bands[place - 1];
    if (former && untilMonth <= former.untilMonth)
      fields.refuse(
        `${path}.untilMonth`,
        'NOT_RISING',
        `${path}.untilMonth is more than that of the band before.`,
      );
    if (former && compareDecimals(decimalOf(percent), decimalOf(former.percent)) > 0)
      fields.refuse(`${path}.percent`, 'RISING', `${path}.percent is at most that of the band before.`);
    return {
      untilMonth: readWhole(fields, `${path}.untilMonth`, untilMonth, [1, CLAWBACK_MONTHS_MAX]),
      percent: readDecimal(fields, `${path}.percent`, percent, PERCENT) ?? '0',
    };
  });
}
