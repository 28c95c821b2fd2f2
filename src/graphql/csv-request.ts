import type { ReadRequest } from '../platform/http/message.ts';
import type { CsvList } from './csv-list.ts';

/** What was asked for, besides of what list. */
export type CsvRequest = Readonly<{
  variables: Readonly<Record<string, unknown>>;
  after: string | null;
  /** How many rows at most; all where it is null. */
  limit: number | null;
  /** Excel takes a file for UTF-8 only where it begins with a mark. */
  hasMark: boolean;
}>;

/** Why a request is refused. */
export class CsvRefusal extends Error {
  override readonly name = 'CsvRefusal';
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

const badRequest = (message: string) => new CsvRefusal(400, 'BAD_REQUEST', message);

const OPTIONS = ['limit', 'bom'];
const JSON_START = /^\s*[[{"]/;

/** Parameters of an address are text; those of a body are JSON as they are. @throws CsvRefusal */
export function csvRequestOf({ url, body }: ReadRequest, list: CsvList, rowsMax: number): CsvRequest {
  const given = body ?? fromAddress(url, list);
  const known = [...Object.keys(list.variables), ...(list.isPaged ? ['after'] : []), ...OPTIONS];
  const unknown = Object.keys(given).find((name) => !known.includes(name));
  if (unknown !== undefined)
    throw badRequest(
      `There is no parameter ${JSON.stringify(unknown.slice(0, 60))}; there are ${known.join(', ')}.`,
    );
  const { after = null, limit = null, bom = false, ...variables } = given;
  if (after !== null && typeof after !== 'string') throw badRequest('after is a cursor.');
  return { variables, after, limit: limitOf(limit, rowsMax), hasMark: flagOf(bom) };
}

function fromAddress({ searchParams: parameters }: URL, list: CsvList): Record<string, unknown> {
  const given: Record<string, unknown> = {};
  for (const name of new Set(parameters.keys())) {
    const [text, ...more] = parameters.getAll(name);
    if (more.length > 0) throw badRequest(`Send the parameter ${JSON.stringify(name.slice(0, 60))} once.`);
    given[name] = Object.hasOwn(list.variables, name) ? parameterOf(name, text!) : text;
  }
  return given;
}

/** Objects, lists and quoted text are JSON; an id or a code stands as it is. */
function parameterOf(name: string, text: string): unknown {
  if (text === '') return null;
  if (/^(true|false|null|-?\d+)$/.test(text)) return JSON.parse(text);
  if (!JSON_START.test(text)) return text;
  try {
    return JSON.parse(text);
  } catch {
    throw badRequest(`The parameter ${name} is not valid JSON.`);
  }
}

function limitOf(limit: unknown, rowsMax: number): number | null {
  if (limit === null) return null;
  const number = typeof limit === 'string' && /^\d{1,9}$/.test(limit) ? Number(limit) : limit;
  if (typeof number !== 'number' || !Number.isInteger(number) || number < 1 || number > rowsMax)
    throw badRequest(`limit is a whole number from 1 to ${rowsMax}.`);
  return number;
}

function flagOf(flag: unknown): boolean {
  if ([true, 'true', '1', 1].includes(flag as never)) return true;
  if ([false, 'false', '0', 0].includes(flag as never)) return false;
  throw badRequest('bom is true or false.');
}
