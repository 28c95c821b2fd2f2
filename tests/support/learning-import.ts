import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Mapping, mappingOf } from '../../src/workflows/import-crm/mapping.ts';
import { type ImportOptions, importCrm } from '../../src/workflows/import-crm/run.ts';
import { aFolder } from './import.ts';
import type { Portal } from './portal.ts';

const HEADER = 'attempt,learner,type,item,result,score,day';

/** A mapping of a file with this header; scores are written as 85%. */
export function learningMapping(more: object = {}, fields: object = {}): Mapping {
  const mapping = mappingOf({
    ...{ version: 1, system: 'LMS' },
    files: {
      learning: {
        file: 'attempts.csv',
        fields: {
          ...{ externalId: 'attempt', personEmail: 'learner', kind: 'type', externalCode: 'item' },
          ...{ outcome: 'result', scorePercent: 'score', happenedAt: 'day', ...fields },
        },
        ...more,
      },
    },
  });
  if (!mapping.ok) throw new Error(JSON.stringify(mapping.problems));
  return mapping.value;
}

/** Loads rows as a learning system's file. */
export async function loadLearning(
  portal: Portal,
  rows: readonly string[],
  options: Partial<ImportOptions> = {},
) {
  const folder = await aFolder();
  await writeFile(join(folder, 'attempts.csv'), [HEADER, ...rows, ''].join('\n'));
  return await importCrm({
    ...{ database: portal.database, folder, mapping: learningMapping({ enrol: true }) },
    ...{ issuesFile: join(folder, `${randomUUID()}.csv`), now: new Date('2026-06-15T12:00:00Z') },
    print: () => undefined,
    ...options,
  });
}

/** People of one partner whose mail addresses are `person-<number>@<name>.test`, by one statement. */
export const manyPeople = (portal: Portal, partnerId: string, name: string, count: number) =>
  portal.arrange(
    (tx) => tx.$executeRaw`
      WITH people AS (
        INSERT INTO person (name, email) SELECT 'Person ' || n, 'person-' || n || '@' || ${name} || '.test'
        FROM generate_series(0, ${count}::int - 1) AS n RETURNING id, name, email)
      INSERT INTO membership (partner_id, person_id, name, email, role, valid_from)
      SELECT ${partnerId}::uuid, id, name, email, 'PARTNER_MEMBER', '2020-01-01' FROM people`,
  );

const TABLES = ['enrolment', 'enrolment_progress', 'certification_award', 'certification_award_change'];

/** Which row versions there are: any write changes it, even one that writes what was there. */
export const learningVersions = (portal: Portal) =>
  portal.arrange((tx) =>
    tx.$queryRawUnsafe(
      [...TABLES, 'certification_result', 'event']
        .map(
          (table) =>
            `SELECT '${table}' AS name, count(*)::int, md5(string_agg(xmin::text || ctid::text, ',' ORDER BY ctid)) FROM ${table}`,
        )
        .join(' UNION ALL ')
        .concat(' ORDER BY name'),
    ),
  );

/** What the tables say without ids and the instants of the import, so that two runs can be compared. */
export const learningMeaning = (portal: Portal, name: string) =>
  portal.arrange(
    (tx) => tx.$queryRaw<object[]>`
      WITH people AS (SELECT id, split_part(email, '@', 1) AS who FROM person WHERE email LIKE '%@' || ${name} || '.test'),
      facts AS (
        SELECT 'result' AS kind, concat_ws('|', who, split_part(source_id, '/', 2), r.kind, external_code, outcome, score_percent,
          happened_at) AS fact FROM certification_result AS r JOIN people ON people.id = person_id
        UNION ALL SELECT 'progress', concat_ws('|', who, requirement.code, p.status, attempts, best_percent, fulfilled_at,
            split_part(result.source_id, '/', 2))
          FROM enrolment_progress AS p JOIN enrolment ON enrolment.id = enrolment_id
          JOIN certification_requirement AS requirement ON requirement.id = requirement_id
          JOIN people ON people.id = enrolment.person_id LEFT JOIN certification_result AS result ON result.id = result_id
        UNION ALL SELECT 'enrolment', concat_ws('|', who, path, status) FROM enrolment JOIN people ON people.id = person_id
        UNION ALL SELECT 'award', concat_ws('|', who, awarded_on, valid_from, ends_on, revoked_at)
          FROM certification_award JOIN people ON people.id = person_id)
      SELECT kind, count(*)::int AS count, md5(string_agg(fact, E'\n' ORDER BY fact)) AS hash FROM facts
      GROUP BY kind ORDER BY kind`,
  );
