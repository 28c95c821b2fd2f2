import type { RequestContext } from './context.ts';

type Row = Readonly<{ id: string }>;
type Delegate = Readonly<{ findMany(query: object): Promise<Row[]> }>;
type Batch = Readonly<{ ids: Set<string>; rows: Promise<ReadonlyMap<string, Row>> }>;

const batches = new WeakMap<RequestContext, Map<string, Batch>>();

/** A row of a table by its id; those that the items of a list ask for alike are read at once. Null where it is hidden. */
export async function loadedRow(
  context: RequestContext,
  { model, id, query }: Readonly<{ model: string; id: string; query: object }>,
): Promise<Row | null> {
  const known = batches.get(context) ?? new Map<string, Batch>();
  batches.set(context, known);
  const key = `${model} ${JSON.stringify(query)}`;
  const batch = known.get(key) ?? begun(context, { model, query, end: () => known.delete(key) });
  known.set(key, batch);
  batch.ids.add(id);
  return (await batch.rows).get(id) ?? null;
}

function begun(
  { db }: RequestContext,
  { model, query, end }: Readonly<{ model: string; query: object; end(): void }>,
): Batch {
  const ids = new Set<string>();
  const read = async () => {
    // Whatever resolves in the same turn is in by then.
    await new Promise((resolve) => process.nextTick(resolve));
    end();
    const delegate = (db as unknown as Readonly<Record<string, Delegate>>)[model]!;
    const rows = await delegate.findMany({ ...selectionOf(query), where: { id: { in: [...ids] } } });
    return new Map(rows.map((row) => [row.id, row]));
  };
  return { ids, rows: read() };
}

/** The id is what rows are told apart by, whether it is asked for or not. */
const selectionOf = (query: Readonly<{ select?: object }>) =>
  query.select ? { ...query, select: { ...query.select, id: true } } : query;
