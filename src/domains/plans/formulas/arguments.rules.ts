import * as z from 'zod';
import { decimalOf } from '../../../kernel/decimal.ts';
import { type Fraction, fractionFrom } from '../../../kernel/fraction.ts';

export const storedDecimal = z.string().regex(/^\d{1,20}(\.\d{1,18})?$/);

export const storedAmount = z
  .string()
  .regex(/^\d{1,19}$/)
  .transform((text) => BigInt(text));

export const fractionOfText = (text: string): Fraction => fractionFrom(decimalOf(text));
