import * as z from 'zod';

/** Says what is allowed, and never what was given: some settings are secret. */
export const oneOf = <const T extends readonly string[]>(values: T) =>
  z.enum(values, { error: `Set it to one of ${values.join(', ')}.` });

export const wholeNumber = (minimum: number, maximum: number) => {
  const error = `Set it to a whole number from ${minimum} to ${maximum}.`;
  return z
    .string()
    .regex(/^\d{1,10}$/, { error, abort: true })
    .transform(Number)
    .refine((value) => value >= minimum && value <= maximum, { error });
};

export const list = z.string().transform((text) =>
  text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== ''),
);

export const isOrigin = (text: string) => URL.canParse(text) && new URL(text).origin === text;

/** A bucket's name, and what the keys of its objects begin with. */
export const S3_TARGET =
  /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])((?:\/[A-Za-z0-9_=-][A-Za-z0-9._=-]*)*)\/?$/;

export const databaseUrl = z
  .string()
  .refine((text) => /^postgres(ql)?:\/\//.test(text) && URL.canParse(text), {
    error: 'Set it to a connection URL: postgresql://user:password@host:5432/database.',
  });
