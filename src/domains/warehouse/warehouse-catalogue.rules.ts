import { FISCAL_MONTH, WAREHOUSE_DIMENSIONS } from './warehouse-dimensions.rules.ts';
import { WAREHOUSE_FACTS } from './warehouse-facts.rules.ts';
import type { WarehouseColumn, WarehouseType } from './warehouse-table.rules.ts';

/** Counts up whenever a table or a column changes its meaning, goes or is renamed; everything is exported anew then. */
export const WAREHOUSE_SCHEMA_VERSION = 1;

export const WAREHOUSE_TABLES = [...WAREHOUSE_DIMENSIONS, ...WAREHOUSE_FACTS] as const;

const PARQUET: Readonly<Record<WarehouseType, string>> = {
  UUID: 'UTF8',
  TEXT: 'UTF8',
  MINOR: 'INT64, minor units',
  COUNT: 'INT64',
  DAY: 'DATE',
  INSTANT: 'TIMESTAMP_MILLIS, UTC',
  TOTAL: 'DECIMAL(38,0)',
  DECIMAL: 'DECIMAL(38,6)',
  FLAG: 'BOOLEAN',
};

const rowOf = ({ name, type, isNullable, description }: WarehouseColumn) =>
  `| \`${name}\` | ${PARQUET[type]} | ${isNullable ? 'yes' : ''} | ${description} |`;

/** docs/warehouse.md, of which this is the source. */
export const warehouseDocument = (): string =>
  [
    '# Warehouse export',
    '',
    '`npm run job -- warehouse-export` writes facts and dimensions as Parquet to where `EXPORT_TARGET` says: a folder, by default `exports`',
    'in the data folder, or `s3://bucket/prefix`. `warehouse/manifest.json` is written last and as a whole: whatever it names is complete, and',
    'what it does not name is of no export. Load the files of its tables; a file never changes, its name is its content.',
    '',
    '- **APPEND**: rows never change. A later manifest names the same files and more; load those that you do not have.',
    '- **SNAPSHOT**: rows change. Load the files that the manifest names in place of those before.',
    '',
    'All files of a manifest are of one snapshot of the database. Of APPEND tables it holds what was written until `watermark`: the export first',
    'waits until every transaction that was open then has ended, so that no row comes later that belongs before. Files that a manifest no longer',
    'names are removed by the export after it. Amounts are whole minor units beside their currency. Bank details, free text, and the',
    'personal data of customers, contacts and members are not exported.',
    '',
    `Schema version ${WAREHOUSE_SCHEMA_VERSION}.`,
    ...[...WAREHOUSE_TABLES, FISCAL_MONTH].flatMap(({ name, kind, load, description, columns }) => [
      '',
      `## \`${name}\``,
      '',
      `${kind === 'FACT' ? 'Fact' : 'Dimension'}, ${load}. ${description}`,
      '',
      '| column | type | may be missing | meaning |',
      '| --- | --- | --- | --- |',
      ...columns.map(rowOf),
    ]),
    '',
  ].join('\n');
