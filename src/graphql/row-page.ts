import { isUuid } from '../kernel/ids.ts';
import type { Page } from './connection.ts';
import { badInput } from './request-errors.ts';

/** A row of a list that is no table: its key, in the order of the list, is the cursor. The first part of a key is an id. */
type KeyedRow = Readonly<{ key: readonly string[] }>;

/** The key after which a list goes on; null where it begins. @throws GraphQLError where the cursor is none of this list */
export function keyAfter(after: string | null | undefined, parts: number): readonly string[] | null {
  if (after == null) return null;
  try {
    const key = JSON.parse(Buffer.from(after, 'base64url').toString()) as unknown;
    const isKey =
      Array.isArray(key) &&
      key.length === parts &&
      key.every((part) => typeof part === 'string' && part.length <= 100 && !part.includes('\0'));
    if (isKey && isUuid(key[0] as string)) return key as string[];
  } catch {
    // Falls through to the refusal: the reason does not help whoever sent it.
  }
  throw badInput('The cursor is not one of this list. Take it from the pageInfo of an earlier page.');
}

/** A page of rows that were read with one more than it holds. */
export function pageOfRows(
  rows: readonly KeyedRow[],
  size: number,
  after: string | null | undefined,
  totalCount: () => Promise<number>,
): Page {
  const edges = rows.slice(0, size).map((row) => ({
    cursor: Buffer.from(JSON.stringify(row.key)).toString('base64url'),
    node: row as never,
  }));
  return {
    edges,
    pageInfo: {
      hasNextPage: rows.length > size,
      hasPreviousPage: Boolean(after),
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
    totalCount,
  };
}
