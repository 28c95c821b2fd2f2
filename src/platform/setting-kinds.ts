import * as z from 'zod/mini';

/** Says what is allowed, and never what was given: some settings are secret. */
export const oneOf = <const T extends readonly string[]>(values: T) =>
  z.enum(values, { error: `Set it to one of ${values.join(', ')}.` });

/** Text of which something holds, or else what to set it to. */
export const textThat = (holds: (text: string) => boolean, error: string) =>
  z.string().check(z.refine(holds, { error }));

export const wholeNumber = (minimum: number, maximum: number) =>
  z.pipe(
    textThat(
      (text) => /^\d{1,10}$/.test(text) && Number(text) >= minimum && Number(text) <= maximum,
      `Set it to a whole number from ${minimum} to ${maximum}.`,
    ),
    z.transform(Number),
  );

export const list = z.pipe(
  z.string(),
  z.transform((text) =>
    text
      .split(',')
      .map((item) => item.trim())
      .filter((item) => item !== ''),
  ),
);

export const isOrigin = (text: string) => URL.canParse(text) && new URL(text).origin === text;

/** A bucket's name, and what the keys of its objects begin with. */
export const S3_TARGET =
  /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])((?:\/[A-Za-z0-9_=-][A-Za-z0-9._=-]*)*)\/?$/;

export const databaseUrl = textThat(
  (text) => /^postgres(ql)?:\/\//.test(text) && URL.canParse(text),
  'Set it to a connection URL: postgresql://user:password@host:5432/database.',
);
