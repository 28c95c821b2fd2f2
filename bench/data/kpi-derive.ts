import type { Client } from 'pg';
import { workedHoursOf } from '../../src/domains/kpis/kpi-calendar.rules.ts';
import { DERIVATIONS } from '../../src/domains/kpis/kpi-derivations.repo.ts';
import { derivedSql, findWorkedRange } from '../../src/domains/kpis/kpi-fact.repo.ts';
import { FACT_SOURCES } from '../../src/domains/kpis/kpi-measures.rules.ts';
import { rollupSettingOf } from '../../src/domains/kpis/kpi-rollup.service.ts';
import { businessCalendarFrom, fiscalCalendarFrom } from '../../src/domains/settings/settings.service.ts';
import { Prisma } from '../../src/platform/database/generated/client/client.ts';
import { JOB_SCOPE, writeTransaction } from '../../src/platform/database/session.ts';
import type { Arena } from '../harness/benchmark.ts';

const COLUMNS = Prisma.raw(
  `source, subject_id, measure, ordinal, partner_id, slice, currency, occurred_at, day, value, member_id, manager_id, tiers,
   is_visible`,
);

/**
 * Derives all facts from nothing by a statement for each source, of all its subjects at once: by the same definitions as the
 * portal, as there is one of each, but without pages, locks, row security or what is kept to compare with.
 */
export async function deriveAtOnce({ app, superuser }: Arena, asOf: Date): Promise<void> {
  await writeTransaction(app, JOB_SCOPE, async (tx) => {
    const calendar = { fiscal: await fiscalCalendarFrom(tx), business: await businessCalendarFrom(tx) };
    const { known } = rollupSettingOf(calendar, asOf);
    for (const source of FACT_SOURCES) {
      const derivation = DERIVATIONS[source];
      const subjectIds = await idsOf(superuser, derivation.subjects);
      const range = await findWorkedRange(tx, derivation, subjectIds, known);
      const hours = workedHoursOf(calendar.business, range);
      const { text, values } = Prisma.sql`
        INSERT INTO kpi_fact (${COLUMNS})
        WITH ${derivedSql(derivation, subjectIds, known, hours)} SELECT ${COLUMNS} FROM derived`;
      await superuser.query(text, values);
    }
  });
}

async function idsOf(client: Client, subjects: string): Promise<string[]> {
  const { rows } = await client.query<{ id: string }>(
    `SELECT DISTINCT id::text FROM (${subjects}) AS subject (id, partner_id) WHERE partner_id IS NOT NULL`,
  );
  return rows.map(({ id }) => id);
}
