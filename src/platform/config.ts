import { resolve } from 'node:path';
import type { AdmissionLimits } from './http/admission.ts';
import {
  atLeastOne,
  databaseUrl,
  isOrigin,
  listOf,
  mailAddress,
  oneOf,
  optional,
  readSettings,
  S3_TARGET,
  secretKeys,
  setting,
  text,
  textThat,
  type ValuesOf,
  wholeNumber,
} from './setting-kinds.ts';

/** The issuer of tokens that the portal signs for itself, in development and tests. Production refuses it. */
export const LOCAL_ISSUER = 'urn:partner-portal:local-issuer';

/** Asymmetric only: with a shared secret, or none, whoever can check a token can also make one. */
export const SIGNATURE_ALGORITHMS = [
  ...['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'],
  ...['ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'],
] as const;

const STAGES = ['development', 'test', 'production'] as const;
const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;

export type Stage = (typeof STAGES)[number];
export type LogLevel = (typeof LOG_LEVELS)[number];

export type OidcConfig = Readonly<{
  issuer: string;
  audience: string;
  /** Absent: the issuer's discovery document says where its keys are. */
  jwksUrl: string | undefined;
  algorithms: readonly string[];
  /** The issuer is the portal's own, so that its keys are read from the data folder. */
  isLocal: boolean;
}>;

/** How mail leaves: as files, to be read here, or by a relay. */
export type MailConfig =
  | Readonly<{ adapter: 'file'; from: string; folder: string }>
  | Readonly<{ adapter: 'smtp'; from: string; url: string; tlsRequired: boolean }>;

/** Where exports and reports are written. */
export type ExportTarget =
  | Readonly<{ kind: 'folder'; folder: string }>
  | Readonly<{ kind: 's3'; bucket: string; prefix: string; endpoint: string | undefined }>;

export type Config = Readonly<{
  stage: Stage;
  port: number;
  dataFolder: string;
  logLevel: LogLevel;
  database: Readonly<{
    /** Absent: the local database in the data folder. */
    url: string | undefined;
    /** Absent: everything is read where it is written. */
    readUrl: string | undefined;
    migrateUrl: string | undefined;
    poolMax: number;
    statementMillisecondsMax: number;
    transactionMillisecondsMax: number;
  }>;
  oidc: OidcConfig;
  http: Readonly<{ bodyBytesMax: number; corsOrigins: readonly string[]; admission: AdmissionLimits }>;
  anonymousOperations: 'persisted' | 'any';
  adHocCompiledMax: number;
  /** Absent in production where it is not configured: whatever sends mail then does not start. */
  mail: MailConfig | undefined;
  exportTarget: ExportTarget;
  /** As `id:base64,...`. Absent: a key in the data folder; production then does not serve. Secret. */
  bankKeys: string | undefined;
}>;

/** One or more settings are missing or wrong. Names each and how to set it, and repeats no value: some are secret. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`The configuration is not usable:\n${problems.map((problem) => `- ${problem}`).join('\n')}`);
    this.problems = problems;
  }
}

/** Every setting: what it means, its unit, default and limits. An empty value counts as not set. */
const settings = {
  /** Where this runs. Production refuses whatever is only convenient. Default: development. */
  PORTAL_STAGE: setting(oneOf(STAGES), 'development'),
  /** TCP port of the local server; 0 takes a free one. Default: 4000. */
  PORT: setting(wholeNumber(0, 65_535), 4_000),
  /** Folder of the local database, key and lock. Default: `.data` in the project. */
  PORTAL_DATA: optional(text),
  /** Connection URL of the app's login. Default: the local database; production demands it. Secret. */
  DATABASE_URL: optional(databaseUrl),
  /** Connection URL of the app's login at a streaming replica, which queries read from. Default: none. Secret. */
  DATABASE_READ_URL: optional(databaseUrl),
  /** Connection URL of the owner, who migrates. Default: the local database's owner. Secret. */
  DATABASE_MIGRATE_URL: optional(databaseUrl),
  /** Connections this process may hold, 1 to 100. Default: 10. A Lambda serves one request at a time: give it 2. */
  DATABASE_POOL_MAX: setting(wholeNumber(1, 100), 10),
  /** Longest statement, milliseconds, 100 to 28,000. Default: 10,000. */
  DATABASE_STATEMENT_TIMEOUT_MILLISECONDS: setting(wholeNumber(100, 28_000), 10_000),
  /** Longest transaction, milliseconds, 100 to 28,000: API Gateway gives up at 29,000. Default: 15,000. */
  DATABASE_TRANSACTION_TIMEOUT_MILLISECONDS: setting(wholeNumber(100, 28_000), 15_000),
  /** The `iss` of accepted tokens. Default: the local issuer; production demands an https address. */
  OIDC_ISSUER: optional(text),
  /** The `aud` of accepted tokens. Default: partner-portal; production demands it. */
  OIDC_AUDIENCE: optional(text),
  /** Where the issuer's keys are. Default: `jwks_uri` of `<OIDC_ISSUER>/.well-known/openid-configuration`. */
  OIDC_JWKS_URL: optional(textThat(URL.canParse, 'Set it to the address of a key set.')),
  /** Accepted signature algorithms, comma separated; asymmetric ones only. Default: RS256,ES256,EdDSA. */
  OIDC_ALGORITHMS: setting(
    atLeastOne(listOf(oneOf(SIGNATURE_ALGORITHMS)), 'Set it to one or more algorithms.'),
    ['RS256', 'ES256', 'EdDSA'],
  ),
  /** Least severe log lines to write. Default: info, in tests warn. */
  LOG_LEVEL: optional(oneOf(LOG_LEVELS)),
  /** What clients without a token may send: `persisted` operations or `any`. Default: any in development only. */
  ANONYMOUS_OPERATIONS: optional(oneOf(['persisted', 'any'])),
  /** Documents of clients' own that are kept compiled, 0 to 1,000; 0 compiles none. Default: 100. */
  AD_HOC_COMPILED_MAX: setting(wholeNumber(0, 1_000), 100),
  /** Largest request body, bytes, 1,024 to 4,194,304: a Lambda's request ends at 6 MB of base64. Default: 262,144. */
  HTTP_BODY_BYTES_MAX: setting(wholeNumber(1_024, 4_194_304), 262_144),
  /** Requests served at once by a process, 1 to 1,000. Default: DATABASE_POOL_MAX, as each holds a connection. */
  HTTP_IN_FLIGHT_MAX: optional(wholeNumber(1, 1_000)),
  /** Requests that may wait until they are served, 0 to 10,000; more are refused. Default: ten for each served at once. */
  HTTP_WAITING_MAX: optional(wholeNumber(0, 10_000)),
  /** Longest such wait, milliseconds, 1 to 20,000; whose turn has not come by then is refused. Default: 2,000. */
  HTTP_WAIT_MILLISECONDS_MAX: setting(wholeNumber(1, 20_000), 2_000),
  /** Origins whose pages may call the API, comma separated, as `https://portal.example`. Default: none. */
  CORS_ORIGINS: setting(listOf(textThat(isOrigin, 'Set it to origins such as https://portal.example.')), []),
  /** How mail leaves: `smtp`, or `file`, for development. Default: file; in production none. */
  MAIL_ADAPTER: optional(oneOf(['file', 'smtp'])),
  /** Whom mail is from; a relay needs it. Default for files: Partner Portal <portal@vendor.example>. */
  MAIL_FROM: optional(mailAddress),
  /** The relay of `smtp`: smtps://user:password@host:465, or smtp: for STARTTLS, which production demands. Secret. */
  MAIL_SMTP_URL: optional(
    textThat(
      (given) => /^smtps?:\/\/./.test(given) && URL.canParse(given),
      'Set it to the address of a relay: smtps://user:password@host:465.',
    ),
  ),
  /** Where exports and reports go: s3://bucket/prefix, or a folder. Default: `exports` in the data folder. */
  EXPORT_TARGET: optional(
    textThat(
      (given) => !/^[a-z][a-z0-9+.-]*:/i.test(given) || S3_TARGET.test(given),
      'Set it to s3://bucket/prefix, or to a folder.',
    ),
  ),
  /** Address of a service that speaks as S3 does. Default: S3 of the region. */
  EXPORT_S3_ENDPOINT: optional(
    textThat(
      (given) => /^https?:\/\//.test(given) && URL.canParse(given),
      'Set it to an http(s) address, or leave it out.',
    ),
  ),
  /** Keys of bank details, `id:base64` of 32 bytes, comma separated: the first encrypts, all decrypt. Production needs it. Secret. */
  PORTAL_BANK_KEYS: optional(secretKeys),
};

type Settings = ValuesOf<typeof settings>;

const isHttps = (text: string) => URL.canParse(text) && new URL(text).protocol === 'https:';

/** What is wrong with settings that are each well-formed. */
function contradictions(values: Settings): string[] {
  const problems: string[] = [];
  if (values.DATABASE_TRANSACTION_TIMEOUT_MILLISECONDS < values.DATABASE_STATEMENT_TIMEOUT_MILLISECONDS) {
    problems.push(
      'DATABASE_TRANSACTION_TIMEOUT_MILLISECONDS: Set it to at least DATABASE_STATEMENT_TIMEOUT_MILLISECONDS.',
    );
  }
  if (values.MAIL_ADAPTER === 'smtp' && !values.MAIL_SMTP_URL)
    problems.push('MAIL_SMTP_URL: The adapter smtp needs it. Set it to smtps://user:password@host:465.');
  if (values.MAIL_ADAPTER === 'smtp' && !values.MAIL_FROM)
    problems.push('MAIL_FROM: The adapter smtp needs it. Set it to an address that the relay lets you use.');
  if (values.DATABASE_READ_URL && !values.DATABASE_URL)
    problems.push(
      'DATABASE_READ_URL: A replica is of some database. Set DATABASE_URL to it, or leave this out.',
    );
  if (values.PORTAL_STAGE !== 'production') return problems;
  if (values.EXPORT_S3_ENDPOINT && !isHttps(values.EXPORT_S3_ENDPOINT))
    problems.push(
      'EXPORT_S3_ENDPOINT: Production writes over https only. Set it to an https address, or leave it out.',
    );
  if (values.MAIL_ADAPTER === 'file')
    problems.push('MAIL_ADAPTER: Production sends mail. Set it to smtp, or leave it out to send none.');
  if (!values.DATABASE_URL)
    problems.push("DATABASE_URL: Production needs it. Set it to the app login's connection URL.");
  if (!values.OIDC_AUDIENCE)
    problems.push('OIDC_AUDIENCE: Production needs it. Set it to the `aud` of your tokens.');
  if (!isHttps(values.OIDC_ISSUER ?? '')) {
    problems.push(
      'OIDC_ISSUER: Production needs the https address of an OpenID provider and refuses the local issuer, whose key anybody here can read.',
    );
  }
  if (values.OIDC_JWKS_URL && !isHttps(values.OIDC_JWKS_URL)) {
    problems.push(
      'OIDC_JWKS_URL: Production reads keys over https only. Set it to an https address, or leave it out.',
    );
  }
  if (values.ANONYMOUS_OPERATIONS === 'any') {
    problems.push(
      'ANONYMOUS_OPERATIONS: Production accepts persisted only. Set it to persisted, or leave it out.',
    );
  }
  if (!values.CORS_ORIGINS.every(isHttps))
    problems.push('CORS_ORIGINS: Production allows https origins only.');
  return problems;
}

function admissionOf(values: Settings): AdmissionLimits {
  const inFlightMax = values.HTTP_IN_FLIGHT_MAX ?? values.DATABASE_POOL_MAX;
  return {
    inFlightMax,
    waitingMax: values.HTTP_WAITING_MAX ?? inFlightMax * 10,
    waitMillisecondsMax: values.HTTP_WAIT_MILLISECONDS_MAX,
  };
}

function mailConfigOf(values: Settings, dataFolder: string): MailConfig | undefined {
  const isProduction = values.PORTAL_STAGE === 'production';
  const adapter = values.MAIL_ADAPTER ?? (isProduction ? undefined : 'file');
  const from = values.MAIL_FROM ?? 'Partner Portal <portal@vendor.example>';
  if (adapter === 'file') return { adapter, from, folder: resolve(dataFolder, 'mail') };
  const url = values.MAIL_SMTP_URL;
  return adapter && url ? { adapter, from, url, tlsRequired: isProduction } : undefined;
}

const projectFolder = resolve(import.meta.dirname, '../..');

function exportTargetOf(values: Settings, dataFolder: string): ExportTarget {
  const [, bucket, prefix] = S3_TARGET.exec(values.EXPORT_TARGET ?? '') ?? [];
  if (!bucket)
    return { kind: 'folder', folder: resolve(values.EXPORT_TARGET ?? resolve(dataFolder, 'exports')) };
  return { kind: 's3', bucket, prefix: (prefix ?? '').slice(1), endpoint: values.EXPORT_S3_ENDPOINT };
}

function configOf(values: Settings): Config {
  const stage = values.PORTAL_STAGE;
  const issuer = values.OIDC_ISSUER ?? LOCAL_ISSUER;
  const dataFolder = resolve(values.PORTAL_DATA ?? resolve(projectFolder, '.data'));
  return {
    stage,
    port: values.PORT,
    dataFolder,
    logLevel: values.LOG_LEVEL ?? (stage === 'test' ? 'warn' : 'info'),
    database: {
      url: values.DATABASE_URL,
      readUrl: values.DATABASE_READ_URL,
      migrateUrl: values.DATABASE_MIGRATE_URL,
      poolMax: values.DATABASE_POOL_MAX,
      statementMillisecondsMax: values.DATABASE_STATEMENT_TIMEOUT_MILLISECONDS,
      transactionMillisecondsMax: values.DATABASE_TRANSACTION_TIMEOUT_MILLISECONDS,
    },
    oidc: {
      issuer,
      audience: values.OIDC_AUDIENCE ?? 'partner-portal',
      jwksUrl: values.OIDC_JWKS_URL,
      algorithms: values.OIDC_ALGORITHMS,
      isLocal: issuer === LOCAL_ISSUER,
    },
    http: {
      bodyBytesMax: values.HTTP_BODY_BYTES_MAX,
      corsOrigins: values.CORS_ORIGINS,
      admission: admissionOf(values),
    },
    anonymousOperations: values.ANONYMOUS_OPERATIONS ?? (stage === 'development' ? 'any' : 'persisted'),
    adHocCompiledMax: values.AD_HOC_COMPILED_MAX,
    mail: mailConfigOf(values, dataFolder),
    exportTarget: exportTargetOf(values, dataFolder),
    bankKeys: values.PORTAL_BANK_KEYS,
  };
}

/**
 * Reads all settings once, at start, so that a wrong one stops the start and not a request.
 * @throws ConfigError listing every problem
 */
export function loadConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const { values, misread } = readSettings(settings, environment);
  if (misread.length > 0) throw new ConfigError(misread);
  const problems = contradictions(values);
  if (problems.length > 0) throw new ConfigError(problems);
  return configOf(values);
}
