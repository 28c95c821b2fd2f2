import type { FieldReader } from '../../kernel/fields.ts';

export type CommissionSettingsChange = Readonly<{
  acceptanceDays?: number | null;
  disputeDays?: number | null;
  bankHoldDays?: number | null;
  /** Null clears it; undefined leaves it. */
  taxFormTemplate?: string | null;
}>;

/** The days that each setting can have. */
export const SETTING_DAYS = {
  acceptanceDays: { min: 1, max: 365 },
  disputeDays: { min: 1, max: 3_650 },
  bankHoldDays: { min: 0, max: 90 },
} as const;

/** Refuses days out of their bounds. */
export function checkDays(fields: FieldReader, change: CommissionSettingsChange): void {
  for (const [name, { min, max }] of Object.entries(SETTING_DAYS)) {
    const days = change[name as keyof typeof SETTING_DAYS];
    if (days != null && (days < min || days > max))
      fields.refuse(name, 'OUT_OF_RANGE', `${name} is ${min} to ${max} days.`);
  }
}
