import persistedFile from '../../schema/persisted.json' with { type: 'json' };
import type { CompiledOperation, PersistedFile, Sql } from '../../src/compiled/compiled-operation.ts';
import { readyOperations } from '../../src/compiled/compiled-operations.ts';
import { type Portal, TEST_ISSUER } from './portal.ts';

export const PERSISTED = persistedFile as unknown as PersistedFile;

/** The same numbers in each run, so that what was found once is found again. */
export function randomFrom(seed: number) {
  let state = seed;
  const below = (limit: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
  const oneOf = <Value>(values: readonly Value[]): Value => values[below(values.length)]!;
  const someOf = <Value>(values: readonly Value[]): Value[] => values.filter(() => below(3) === 0);
  return { below, oneOf, someOf };
}

/** Staff of each kind, and somebody whom the portal does not know. */
export const seedStaff = (portal: Portal) =>
  portal.arrange(async (tx) => {
    for (const [subject, role, kind] of STAFF) {
      await tx.$executeRaw`INSERT INTO person (id, name, email, kind)
        VALUES (md5(${subject})::uuid, ${`Ünï "${subject}"`}, ${`${subject}@vendor.example`}, ${kind})`;
      await tx.$executeRaw`INSERT INTO staff_member (person_id, name, email)
        VALUES (md5(${subject})::uuid, ${subject}, ${`${subject}@vendor.example`})`;
      await tx.$executeRaw`INSERT INTO staff_role (person_id, role, valid_from) VALUES (md5(${subject})::uuid, ${role}, '2020-01-01')`;
      await tx.$executeRaw`INSERT INTO person_identity (issuer, subject, person_id) VALUES (${TEST_ISSUER}, ${subject}, md5(${subject})::uuid)`;
    }
  });

const STAFF = [
  ['ops', 'PARTNER_OPERATIONS', 'HUMAN'],
  ['sales-ops', 'SALES_OPERATIONS', 'HUMAN'],
  ['finance', 'FINANCE', 'HUMAN'],
  ['exec', 'EXECUTIVE', 'HUMAN'],
  ['crm', 'SERVICE', 'SERVICE'],
] as const;

export type Difference = Readonly<{ ordinary: string; compiled: string }>;

/** Asks both ways, and tells whether one statement answered, and what differs. */
export async function askedBothWays(
  portal: Portal,
  file: PersistedFile,
  subject: string | null,
  name: string,
  variables: object,
) {
  const body = { variables, extensions: { persistedQuery: { version: 1, sha256Hash: file.names[name] } } };
  portal.useCompiled(null);
  const ordinary = await portal.sendBody(subject, body);
  portal.useCompiled(readyOperations(file));
  const compiled = await portal.sendBody(subject, body);
  const isSame = ordinary.status === compiled.status && ordinary.text === compiled.text;
  return { ordinary, compiled, isSame, isCompiled: compiled.isCompiled === true };
}

/** The file with the statement of one operation changed: a fault that the comparison has to notice. */
export function withFault(file: PersistedFile, name: string, fault: (line: string) => string): PersistedFile {
  const hash = file.names[name]!;
  const operation = file.compiled[hash]!;
  const changed: CompiledOperation = { ...operation, sql: linesChanged(operation.sql, fault) };
  return { ...file, compiled: { ...file.compiled, [hash]: changed } };
}

const linesChanged = (sql: Sql, fault: (line: string) => string): Sql =>
  sql.map((line) =>
    typeof line === 'string' ? fault(line) : { ...line, sql: linesChanged(line.sql, fault) },
  );
