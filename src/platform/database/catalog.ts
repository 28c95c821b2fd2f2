import type { Client } from 'pg';

/**
 * What a database's catalog says, object by object: `column partner.name` is `text not null`. What Prisma's schema
 * can express is kept apart from what only hand-written SQL can.
 */
export type Catalog = Readonly<{ modeled: Record<string, string>; handWritten: Record<string, string> }>;

/** An extension brings hundreds of functions, which are nobody's here. */
const isOurs = (catalog: string, oid: string) => `NOT EXISTS (
  SELECT FROM pg_depend WHERE classid = '${catalog}'::regclass AND objid = ${oid} AND deptype = 'e')`;

const tables = `
  SELECT oid, relname, relrowsecurity, relforcerowsecurity FROM pg_class
  WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND relname <> '_prisma_migrations'
    AND ${isOurs('pg_class', 'pg_class.oid')}`;

const columns = `
  SELECT true, format('column %s.%s', relname, attname), concat_ws(' ',
    format_type(atttypid, atttypmod),
    CASE WHEN attcollation <> typcollation THEN 'collate ' || attcollation::regcollation::text END,
    CASE WHEN attnotnull THEN 'not null' END,
    CASE WHEN attidentity <> '' THEN 'identity ' || attidentity::text END,
    CASE WHEN attgenerated <> '' THEN 'generated' WHEN adbin IS NOT NULL THEN 'default' END,
    pg_get_expr(adbin, adrelid))
  FROM tables
  JOIN pg_attribute ON attrelid = tables.oid AND attnum > 0 AND NOT attisdropped
  JOIN pg_type ON pg_type.oid = atttypid
  LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum`;

/** Prisma makes primary keys and foreign keys constraints and has no word for checks and exclusions. */
const constraints = `
  SELECT contype IN ('p', 'u', 'f'), format('constraint %s.%s', relname, conname), pg_get_constraintdef(pg_constraint.oid)
  FROM tables JOIN pg_constraint ON conrelid = tables.oid AND contype IN ('p', 'u', 'f', 'c', 'x')`;

/** Prisma's indexes, unique ones too, are B-trees on plain columns; the others it can only sometimes describe. */
const indexes = `
  SELECT amname = 'btree' AND indpred IS NULL AND indexprs IS NULL AND indnatts = indnkeyatts
      AND NOT indnullsnotdistinct AND NOT EXISTS (
        SELECT FROM pg_opclass WHERE pg_opclass.oid = ANY (indclass) AND NOT opcdefault),
    format('index %s.%s', tables.relname, index.relname),
    pg_get_indexdef(indexrelid) || CASE WHEN indisvalid THEN '' ELSE ' (invalid)' END
  FROM tables
  JOIN pg_index ON indrelid = tables.oid
  JOIN pg_class AS index ON index.oid = indexrelid
  JOIN pg_am ON pg_am.oid = index.relam
  WHERE NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid AND conrelid = indrelid)`;

const enums = `
  SELECT true, format('enum %s', typname), string_agg(enumlabel, ', ' ORDER BY enumsortorder)
  FROM pg_type JOIN pg_enum ON enumtypid = pg_type.oid
  WHERE typnamespace = 'public'::regnamespace AND ${isOurs('pg_type', 'pg_type.oid')} GROUP BY typname`;

const rowSecurity = `
  SELECT false, format('row security %s', relname), CASE WHEN relforcerowsecurity THEN 'forced' ELSE 'enabled' END
  FROM tables WHERE relrowsecurity`;

const policies = `
  SELECT false, format('policy %s.%s', tablename, policyname), concat_ws(' ', lower(permissive), 'for', cmd,
    'to', array_to_string(roles, ', '), 'using (' || qual || ')', 'with check (' || with_check || ')')
  FROM pg_policies WHERE schemaname = 'public'`;

const triggers = `
  SELECT false, format('trigger %s.%s', relname, tgname), pg_get_triggerdef(pg_trigger.oid)
  FROM tables JOIN pg_trigger ON tgrelid = tables.oid AND NOT tgisinternal`;

const functions = `
  SELECT false, format('function %s', oid::regprocedure), pg_get_functiondef(oid)
  FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prokind IN ('f', 'p') AND ${isOurs('pg_proc', 'oid')}`;

const everyObject = `
  WITH tables AS (${tables}), object (modeled, name, definition) AS (
    SELECT true, format('table %s', relname), 'table' FROM tables
    ${[columns, constraints, indexes, enums, rowSecurity, policies, triggers, functions].map((part) => `UNION ALL ${part}`).join('\n')}
  ) SELECT modeled, name, definition FROM object ORDER BY name COLLATE "C"`;

/** Reads the catalog of schema `public`, without Prisma's own table and without what extensions brought. */
export async function readCatalog(client: Pick<Client, 'query'>): Promise<Catalog> {
  const { rows } = await client.query<{ modeled: boolean; name: string; definition: string }>(everyObject);
  const part = (modeled: boolean) =>
    Object.fromEntries(rows.flatMap((row) => (row.modeled === modeled ? [[row.name, row.definition]] : [])));
  return { modeled: part(true), handWritten: part(false) };
}

/**
 * How a migrated database differs from one that was built from the schema alone, a line per object; empty when they
 * agree. Hand-written objects that only the migrated one has are no difference, since the schema cannot say them.
 */
export function schemaDifferences(migrated: Catalog, built: Catalog): string[] {
  const inMigrations = { ...migrated.modeled, ...migrated.handWritten };
  const inSchema = { ...built.modeled, ...built.handWritten };
  const names = new Set([...Object.keys(inSchema), ...Object.keys(migrated.modeled)]);
  return [...names]
    .sort()
    .filter((name) => inMigrations[name] !== inSchema[name])
    .map(
      (name) =>
        `${name}: ${inMigrations[name] ?? 'absent'} by the migrations, ${inSchema[name] ?? 'absent'} by the schema`,
    );
}
