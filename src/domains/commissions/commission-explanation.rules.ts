import * as z from 'zod';

/*
 * An explanation as it is stored: ids, codes and numbers as text. It is read leniently, as what was stored by an earlier
 * release is never rewritten.
 */

const text = z.union([z.string(), z.number()]).transform(String);
const value = z.object({ code: z.string(), value: text, unit: z.string().default('') });
const step = z.object({
  code: z.string(),
  operands: z.array(value).default([]),
  result: text,
  unit: z.string().default(''),
});
const condition = z.object({
  code: z.string(),
  expected: z.array(text).default([]),
  actual: text.nullish().transform((actual) => actual ?? null),
  holds: z.boolean(),
});
const reason = z.object({
  code: z.string(),
  expected: z.array(text).default([]),
  actual: text.nullish().transform((actual) => actual ?? null),
  by: z
    .string()
    .nullish()
    .transform((by) => by ?? undefined),
});
const other = z.object({ ruleCode: z.string(), reasons: z.array(reason).default([]) });
const NOTHING_ROUNDED = { exact: '0', rounded: '0', residue: '0' };

const explanation = z.object({
  inputs: z.array(value).default([]),
  rule: z
    .object({ code: z.string(), formula: z.string(), planCode: z.string(), planVersion: z.int() })
    .nullable()
    .default(null),
  conditions: z.array(condition).default([]),
  steps: z.array(step).default([]),
  rounding: z
    .object({ exact: text, rounded: text, residue: text })
    .nullish()
    .transform((rounding) => rounding ?? NOTHING_ROUNDED),
  others: z.array(other).default([]),
});

export type StoredExplanation = z.infer<typeof explanation>;

/** @throws ZodError where what is stored explains nothing */
export const explanationOf = (stored: unknown): StoredExplanation => explanation.parse(stored);
