import type { Client } from 'pg';

export type TableFacts = Readonly<{
  name: string;
  owner: string;
  /** PARTNER, HELD, PERSON, VENDOR, SHARED or SYSTEM; null where the comment names none. */
  class: string | null;
  /** The column that holds the partner, for PARTNER and HELD. */
  key: string | null;
  /** The column that holds the person, for PERSON. */
  personKey: string | null;
  isForced: boolean;
  triggers: readonly string[];
}>;

export type GrantFacts = Readonly<{ table: string; grantee: string; privilege: string }>;

export type PolicyFacts = Readonly<{
  table: string;
  name: string;
  roles: readonly string[];
  isPermissive: boolean;
  /** SELECT, INSERT, UPDATE, DELETE or ALL. */
  command: string;
  using: string | null;
  check: string | null;
}>;

export type FunctionFacts = Readonly<{
  name: string;
  isDefiner: boolean;
  settings: readonly string[];
  executedBy: readonly string[];
  isTrigger: boolean;
}>;

export type ForeignKeyFacts = Readonly<{
  table: string;
  name: string;
  columns: readonly string[];
  target: string;
  targetColumns: readonly string[];
}>;

export type RoleFacts = Readonly<{
  name: string;
  attributes: readonly string[];
  inherits: readonly string[];
}>;

export type CatalogFacts = Readonly<{
  tables: readonly TableFacts[];
  grants: readonly GrantFacts[];
  policies: readonly PolicyFacts[];
  functions: readonly FunctionFacts[];
  foreignKeys: readonly ForeignKeyFacts[];
  roles: readonly RoleFacts[];
  /** Views that read with their owner's rights, and materialized ones, which no policy binds. */
  unboundViews: readonly string[];
  /** What the app's login owns or may create anywhere, which is to be nothing. */
  heldByApp: readonly string[];
}>;

const IN_PUBLIC = `relnamespace = 'public'::regnamespace`;
const notOfExtension = (catalog: string, oid: string) =>
  `NOT EXISTS (SELECT FROM pg_depend WHERE classid = '${catalog}'::regclass AND objid = ${oid} AND deptype = 'e')`;

const TABLES = `
  SELECT relname AS name, relowner::regrole::text AS owner, relrowsecurity AND relforcerowsecurity AS "isForced",
    (regexp_match(obj_description(oid, 'pg_class'), '^(PARTNER|HELD|PERSON|VENDOR|SHARED|SYSTEM)(?::(\\w+))?$'))[1] AS class,
    (regexp_match(obj_description(oid, 'pg_class'), '^(PARTNER|HELD):(\\w+)$'))[2] AS key,
    (regexp_match(obj_description(oid, 'pg_class'), '^PERSON:(\\w+)$'))[1] AS "personKey",
    ARRAY(SELECT tgname::text FROM pg_trigger WHERE tgrelid = pg_class.oid AND tgenabled = 'O') AS triggers
  FROM pg_class WHERE ${IN_PUBLIC} AND relkind IN ('r', 'p') AND relname <> '_prisma_migrations' ORDER BY 1`;

/** What was granted on tables, sequences and single columns, to others than the owner. */
const GRANTS = `
  WITH granted AS (
    SELECT relname, relowner, relacl AS acl FROM pg_class WHERE ${IN_PUBLIC}
    UNION ALL
    SELECT relname, relowner, attacl FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid WHERE ${IN_PUBLIC})
  SELECT relname AS table, CASE grantee WHEN 0 THEN 'PUBLIC' ELSE grantee::regrole::text END AS grantee,
    privilege_type AS privilege
  FROM granted, aclexplode(acl) WHERE grantee <> relowner`;

const POLICIES = `
  SELECT tablename AS table, policyname AS name, roles::text[], permissive = 'PERMISSIVE' AS "isPermissive",
    cmd AS command, qual AS using, with_check AS check
  FROM pg_policies WHERE schemaname = 'public'`;

const FUNCTIONS = `
  SELECT proname AS name, prosecdef AS "isDefiner", coalesce(proconfig, '{}') AS settings,
    prorettype = 'trigger'::regtype AS "isTrigger",
    ARRAY(SELECT CASE grantee WHEN 0 THEN 'PUBLIC' ELSE grantee::regrole::text END
      FROM aclexplode(coalesce(proacl, acldefault('f', proowner))) WHERE grantee <> proowner) AS "executedBy"
  FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND ${notOfExtension('pg_proc', 'pg_proc.oid')} ORDER BY 1`;

const columnsOf = (relation: string, numbers: string) => `ARRAY(
  SELECT attname::text FROM unnest(${numbers}) WITH ORDINALITY AS k(number, place)
  JOIN pg_attribute ON attrelid = ${relation} AND attnum = k.number ORDER BY place)`;

const FOREIGN_KEYS = `
  SELECT conrelid::regclass::text AS table, conname AS name, ${columnsOf('conrelid', 'conkey')} AS columns,
    confrelid::regclass::text AS target, ${columnsOf('confrelid', 'confkey')} AS "targetColumns"
  FROM pg_constraint WHERE contype = 'f' AND connamespace = 'public'::regnamespace`;

const ROLES = `
  SELECT rolname AS name, array_remove(ARRAY[
      CASE WHEN rolsuper THEN 'SUPERUSER' END, CASE WHEN rolbypassrls THEN 'BYPASSRLS' END,
      CASE WHEN rolcreaterole THEN 'CREATEROLE' END, CASE WHEN rolcreatedb THEN 'CREATEDB' END,
      CASE WHEN rolinherit AND rolcanlogin THEN 'INHERIT' END, CASE WHEN rolcanlogin THEN 'LOGIN' END], NULL) AS attributes,
    ARRAY(SELECT roleid::regrole::text FROM pg_auth_members WHERE member = pg_roles.oid AND inherit_option) AS inherits
  FROM pg_roles WHERE rolname LIKE 'portal\\_%' ORDER BY 1`;

const UNBOUND_VIEWS = `
  SELECT relname AS name FROM pg_class
  WHERE ${IN_PUBLIC} AND (relkind = 'm' OR relkind = 'v' AND NOT coalesce(reloptions @> '{security_invoker=true}', false))
    AND ${notOfExtension('pg_class', 'pg_class.oid')}`;

const HELD_BY_APP = `
  SELECT 'owns ' || pg_describe_object(classid, objid, objsubid) AS held FROM pg_shdepend
  WHERE refclassid = 'pg_authid'::regclass AND refobjid = 'portal_app'::regrole AND deptype = 'o'
    AND dbid IN (0, (SELECT oid FROM pg_database WHERE datname = current_database()))
  UNION ALL
  SELECT 'may create in schema ' || nspname FROM pg_namespace WHERE has_schema_privilege('portal_app', oid, 'CREATE')
  UNION ALL
  SELECT 'may ' || lower(privilege) || ' in the database' FROM unnest(ARRAY['CREATE', 'TEMPORARY']) AS privilege
  WHERE has_database_privilege('portal_app', current_database(), privilege)`;

/** What the catalogue of the connected database says about who may see and do what. */
export async function readFacts(client: Pick<Client, 'query'>): Promise<CatalogFacts> {
  const rows = async <T>(sql: string) => (await client.query(sql)).rows as T[];
  return {
    tables: await rows<TableFacts>(TABLES),
    grants: await rows<GrantFacts>(GRANTS),
    policies: await rows<PolicyFacts>(POLICIES),
    functions: await rows<FunctionFacts>(FUNCTIONS),
    foreignKeys: await rows<ForeignKeyFacts>(FOREIGN_KEYS),
    roles: await rows<RoleFacts>(ROLES),
    unboundViews: (await rows<{ name: string }>(UNBOUND_VIEWS)).map(({ name }) => name),
    heldByApp: (await rows<{ held: string }>(HELD_BY_APP)).map(({ held }) => held),
  };
}
