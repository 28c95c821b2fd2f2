import { ok, type Result, refuse } from '../kernel/result.ts';

/** Reads the text of a setting, or says what to set it to, and never what was given: some settings are secret. */
export type Kind<T> = (text: string) => Result<T>;

/** A setting of some kind, and what it is where nobody set it. */
export type Setting<T> = Readonly<{ kind: Kind<T>; fallback: T }>;

export const setting = <T>(kind: Kind<T>, fallback: NoInfer<T>): Setting<T> => ({ kind, fallback });

export const optional = <T>(kind: Kind<T>): Setting<T | undefined> => ({ kind, fallback: undefined });

export type ValuesOf<Settings extends Readonly<Record<string, Setting<unknown>>>> = {
  readonly [Name in keyof Settings]: Settings[Name]['fallback'];
};

/** What each setting is, and what is wrong with those that could not be read; an empty value counts as not set. */
export function readSettings<Settings extends Readonly<Record<string, Setting<unknown>>>>(
  settings: Settings,
  environment: Readonly<Record<string, string | undefined>>,
): Readonly<{ values: ValuesOf<Settings>; misread: readonly string[] }> {
  const values: Record<string, unknown> = {};
  const misread: string[] = [];
  for (const [name, { kind, fallback }] of Object.entries(settings)) {
    const given = environment[name];
    const read = given?.trim() ? kind(given) : ok(fallback);
    if (read.ok) values[name] = read.value;
    else misread.push(`${name}: ${read.reason}`);
  }
  return { values: values as ValuesOf<Settings>, misread };
}

export const text: Kind<string> = ok;

export const textThat =
  (holds: (given: string) => boolean, wanted: string): Kind<string> =>
  (given) =>
    holds(given) ? ok(given) : refuse(wanted);

export const oneOf =
  <const T extends readonly string[]>(values: T): Kind<T[number]> =>
  (given) =>
    values.includes(given) ? ok(given) : refuse(`Set it to one of ${values.join(', ')}.`);

export const wholeNumber =
  (minimum: number, maximum: number): Kind<number> =>
  (given) => {
    const value = /^\d{1,10}$/.test(given) ? Number(given) : Number.NaN;
    return value >= minimum && value <= maximum
      ? ok(value)
      : refuse(`Set it to a whole number from ${minimum} to ${maximum}.`);
  };

/** Separated by commas. */
export const listOf =
  <T>(kind: Kind<T>): Kind<readonly T[]> =>
  (given) => {
    const items: T[] = [];
    for (const item of given.split(',').map((each) => each.trim())) {
      if (item === '') continue;
      const read = kind(item);
      if (!read.ok) return read;
      items.push(read.value);
    }
    return ok(items);
  };

export const atLeastOne =
  <T>(kind: Kind<readonly T[]>, wanted: string): Kind<readonly T[]> =>
  (given) => {
    const read = kind(given);
    return read.ok && read.value.length === 0 ? refuse(wanted) : read;
  };

export const isOrigin = (given: string) => URL.canParse(given) && new URL(given).origin === given;

/** A bucket's name, and what the keys of its objects begin with. */
export const S3_TARGET =
  /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])((?:\/[A-Za-z0-9_=-][A-Za-z0-9._=-]*)*)\/?$/;

export const databaseUrl = textThat(
  (given) => /^postgres(ql)?:\/\//.test(given) && URL.canParse(given),
  'Set it to a connection URL: postgresql://user:password@host:5432/database.',
);

export const mailAddress = textThat(
  (given) => /^([^<>"\r\n]+ <[^\s@<>]+@[^\s@<>]+>|[^\s@<>]+@[^\s@<>]+)$/.test(given),
  'Set it to an address such as Partner Portal <portal@vendor.example>.',
);

const SECRET_KEY = String.raw`\s*[\w.-]{1,40}:[A-Za-z0-9+/]{43}=\s*`;
const SECRET_KEYS = new RegExp(`^${SECRET_KEY}(,${SECRET_KEY})*$`);
export const secretKeys = textThat(
  (given) => SECRET_KEYS.test(given),
  'Set it to id:base64 with keys of 32 bytes, comma separated; openssl rand -base64 32 makes one.',
);
