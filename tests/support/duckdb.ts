import { DuckDBInstance } from '@duckdb/node-api';

/** What another engine reads of Parquet files; `{name}` in the query stands for those of a table. */
export async function askDuckDb(
  sql: string,
  filesOf: (table: string) => readonly string[],
): Promise<unknown[]> {
  const instance = await DuckDBInstance.create();
  const connection = await instance.connect();
  try {
    const named = sql.replace(
      /\{(\w+)\}/g,
      (_, name) => `read_parquet(${JSON.stringify(filesOf(name)).replaceAll('"', "'")})`,
    );
    return (await connection.runAndReadAll(named)).getRowObjectsJson();
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}
