const HIDDEN = '[redacted]';
const DEPTH_MAX = 6;
const ITEMS_MAX = 50;
const TEXT_LENGTH_MAX = 2_000;

/** Keys under which personal data, secrets or a request's content would be. Compared without case and separators. */
const HIDDEN_KEYS = new Set(
  `authorization cookie setcookie token accesstoken idtoken refreshtoken password secret databaseurl connectionstring
   variables variablevalues query document body input args parameters values sql
   email phone name title firstname lastname fullname personname contactname customername address
   clientaddress ip remoteaddress notes note comment
   iban accountnumber routingnumber holder accountholder bankdetails bankkeys portalbankkeys`.split(/\s+/),
);

const HIDDEN_TEXT = [
  /[\w.+'-]+@[\w-]+(\.[\w-]+)+/g,
  /\beyJ[\w-]+\.[\w-]+(\.[\w-]*)?/g,
  /\bbearer\s+\S+/gi,
  // What has the form of an IBAN; a log needs no text that does.
  /\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,4})?\b/g,
  /\b(postgres(ql)?|smtps?):\/\/\S+/gi,
];

/** Strict, so that no line of a message passes for one. */
const STACK_FRAME = /^\s+at .*(:\d+:\d+|<anonymous>)\)?$/;

const isHiddenKey = (key: string) => HIDDEN_KEYS.has(key.toLowerCase().replaceAll(/[-_]/g, ''));

/** Free of e-mail addresses, tokens and connection URLs. Names cannot be told from words: do not put them in texts. */
export const redactedText = (text: string): string =>
  HIDDEN_TEXT.reduce((rest, pattern) => rest.replaceAll(pattern, HIDDEN), text.slice(0, TEXT_LENGTH_MAX));

/**
 * An error as a log may show it: what it is, its codes and where it was thrown. Not its message: those of databases
 * and parsers repeat what somebody typed.
 */
export function redactedError(error: Error, depth = 0): Record<string, unknown> {
  const { code, constraint, table, meta } = error as Error & Record<string, unknown>;
  const frames = (error.stack ?? '').split('\n').filter((line) => STACK_FRAME.test(line));
  return {
    type: error.name,
    ...(typeof code === 'string' && { code: redactedText(code) }),
    ...(typeof constraint === 'string' && { constraint }),
    ...(typeof table === 'string' && { table }),
    ...(typeof (meta as { code?: unknown } | undefined)?.code === 'string' && {
      databaseCode: (meta as { code: string }).code,
    }),
    stack: frames.slice(0, 15).map((line) => line.trim()),
    ...(error.cause instanceof Error &&
      depth < DEPTH_MAX && { cause: redactedError(error.cause, depth + 1) }),
  };
}

/** Any value as a log may show it. The last net: what is logged should not need it. */
export function redacted(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return redactedText(value);
  if (typeof value === 'bigint') return value.toString();
  if (value === null || typeof value !== 'object') return value;
  if (value instanceof Error) return redactedError(value);
  if (value instanceof Date) return value;
  if (depth >= DEPTH_MAX) return HIDDEN;
  if (Array.isArray(value)) return value.slice(0, ITEMS_MAX).map((item) => redacted(item, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, isHiddenKey(key) ? HIDDEN : redacted(item, depth + 1)]),
  );
}
