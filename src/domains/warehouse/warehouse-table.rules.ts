/**
 * How a column is written: UUID and TEXT as UTF-8, MINOR as INT64 of minor units, COUNT as INT64, DAY as DATE, INSTANT as TIMESTAMP in
 * UTC to the millisecond, TOTAL as DECIMAL(38,0), DECIMAL as DECIMAL(38,6), FLAG as BOOLEAN.
 */
export type WarehouseType =
  | 'UUID'
  | 'TEXT'
  | 'MINOR'
  | 'COUNT'
  | 'DAY'
  | 'INSTANT'
  | 'TOTAL'
  | 'DECIMAL'
  | 'FLAG';

export type WarehouseColumn = Readonly<{
  name: string;
  type: WarehouseType;
  /** Whether it can be missing. */
  isNullable: boolean;
  description: string;
  /** The SQL that yields it, where it is not the column of its name. */
  sql: string;
}>;

/**
 * APPEND: rows never change, and each is in one file of the first export after it. SNAPSHOT: rows change, and all of them are in
 * the files that the latest manifest names.
 */
export type WarehouseLoad = 'APPEND' | 'SNAPSHOT';

export type WarehouseTable = Readonly<{
  name: string;
  kind: 'FACT' | 'DIMENSION';
  load: WarehouseLoad;
  description: string;
  /** The SQL after FROM; the row is called `r`. */
  from: string;
  /** What tells rows apart, in the order in which they are read: SQL with its type. An APPEND table has its id alone. */
  key: readonly (readonly [sql: string, type: string])[];
  columns: readonly WarehouseColumn[];
}>;

type Texts = Readonly<Record<string, string>>;

/**
 * Columns as `name: 'TYPE description'`, where a question mark after the type says that it can be missing and `= sql` at the end how
 * it is made.
 */
export const columnsOf = (texts: Texts): readonly WarehouseColumn[] =>
  Object.entries(texts).map(([name, text]) => {
    const match = /^([A-Z]+)(\??) (.*?)(?: = (.*))?$/s.exec(text);
    if (!match) throw new RangeError(`The column ${name} is not described.`);
    const [, type, missing, description, sql] = match;
    return {
      name,
      type: type as WarehouseType,
      isNullable: missing === '?',
      description: description!,
      sql: sql ?? `r.${name}`,
    };
  });

const ID: WarehouseTable['key'] = [['r.id', 'uuid']];

export const table = (
  definition: Omit<WarehouseTable, 'columns' | 'key'> &
    Readonly<{ columns: Texts; key?: WarehouseTable['key'] }>,
): WarehouseTable => ({ ...definition, key: definition.key ?? ID, columns: columnsOf(definition.columns) });
