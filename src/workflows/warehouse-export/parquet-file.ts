import { ByteWriter, type ParquetWriteOptions, parquetWrite } from 'hyparquet-writer';
import type { WarehouseColumn, WarehouseType } from '../../domains/warehouse/warehouse-table.rules.ts';

type SchemaElement = NonNullable<ParquetWriteOptions['schema']>[number];
type Row = Readonly<Record<string, unknown>>;

const DECIMAL_BYTES = 16;
const decimal = (scale: number): Partial<SchemaElement> => ({
  type: 'FIXED_LEN_BYTE_ARRAY',
  type_length: DECIMAL_BYTES,
  converted_type: 'DECIMAL',
  precision: 38,
  scale,
});

const ELEMENTS: Readonly<Record<WarehouseType, Partial<SchemaElement>>> = {
  UUID: { type: 'BYTE_ARRAY', converted_type: 'UTF8' },
  TEXT: { type: 'BYTE_ARRAY', converted_type: 'UTF8' },
  MINOR: { type: 'INT64' },
  COUNT: { type: 'INT64' },
  DAY: { type: 'INT32', converted_type: 'DATE' },
  INSTANT: {
    type: 'INT64',
    converted_type: 'TIMESTAMP_MILLIS',
    logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'MILLIS' },
  },
  TOTAL: decimal(0),
  DECIMAL: decimal(6),
  FLAG: { type: 'BOOLEAN' },
};

function writtenAs(type: WarehouseType, value: unknown): unknown {
  if (value === null || value === undefined) return null;
  return type === 'TOTAL' || type === 'DECIMAL' ? BigInt(value as string) : value;
}

/** A file of these rows. Equal rows are equal bytes. */
export function parquetOf(columns: readonly WarehouseColumn[], rows: readonly Row[]): Uint8Array {
  const writer = new ByteWriter();
  parquetWrite({
    writer,
    columnData: columns.map(({ name, type }) => ({
      name,
      data: rows.map((row) => writtenAs(type, row[name])),
    })),
    schema: [
      { name: 'root', num_children: columns.length },
      ...columns.map(({ name, type, isNullable }) => ({
        name,
        ...ELEMENTS[type],
        repetition_type: isNullable ? ('OPTIONAL' as const) : ('REQUIRED' as const),
      })),
    ],
    rowGroupSize: rows.length,
    createdBy: 'partner-portal',
  });
  return new Uint8Array(writer.getBuffer());
}
