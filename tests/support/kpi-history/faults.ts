import { workedHoursOf } from '../../../src/domains/kpis/kpi-calendar.rules.ts';
import { DERIVATIONS, FIRST_SUBJECT, findSubjects } from '../../../src/domains/kpis/kpi-derivations.repo.ts';
import { derivedSql, findWorkedRange, type Known } from '../../../src/domains/kpis/kpi-fact.repo.ts';
import type { FactSource } from '../../../src/domains/kpis/kpi-measures.rules.ts';
import type { BusinessCalendar } from '../../../src/kernel/business-calendar.ts';
import type { Tx } from '../../../src/platform/database/client.ts';
import { Prisma } from '../../../src/platform/database/generated/client/client.ts';

/** What somebody could get wrong in a derivation: what it says, and what it would say then. */
export type Fault = Readonly<{ fault: string; source: FactSource; right: string; wrong: string }>;

export const FAULTS: readonly Fault[] = [
  {
    fault: 'what is on its way counts as paid',
    source: 'LEDGER',
    right: `(to_account = 'PAID') <> (from_account = 'PAID')`,
    wrong: `to_account IN ('PAID', 'IN_TRANSIT')`,
  },
  {
    fault: 'an answer after the warning is late',
    source: 'REFERRAL',
    right: 'WHERE level < 2',
    wrong: 'WHERE level < 1',
  },
  {
    fault: 'the last clock of a referral counts',
    source: 'REFERRAL',
    right: 'ORDER BY sla_clock.started_at, sla_clock.id LIMIT 1',
    wrong: 'ORDER BY sla_clock.started_at DESC, sla_clock.id LIMIT 1',
  },
  {
    fault: "the vendor's disputes are the partner's",
    source: 'STATEMENT',
    right: `dispute.kind <> 'OVERPAYMENT'`,
    wrong: 'true',
  },
  {
    fault: 'what was called off went live',
    source: 'IMPLEMENTATION',
    right: 'implementation.cancelled_at IS NULL OR',
    wrong: 'true OR',
  },
  {
    fault: 'what was late is on time',
    source: 'BENEFIT',
    right: 'AND (entitlement.provisioned_at AT TIME ZONE known.time_zone)::date <= entitlement.due_on',
    wrong: '',
  },
  {
    fault: 'what a later placement took away was due',
    source: 'BENEFIT',
    right: 'next.effective_on <= entitlement.due_on',
    wrong: 'false',
  },
  {
    fault: 'the first forecast before a period counts, or the last within it',
    source: 'FORECAST',
    right: 'THEN -1 ELSE 1 END',
    wrong: 'THEN 1 ELSE -1 END',
  },
  {
    fault: 'the first rate that ever held counts',
    source: 'FORECAST',
    right: 'rate.valid_from DESC',
    wrong: 'rate.valid_from',
  },
  {
    fault: 'a partner was nothing before its first change',
    source: 'PARTNER',
    right: 'ELSE first.from_status END',
    wrong: 'ELSE NULL END',
  },
  {
    fault: 'the first referral is the one that was told first',
    source: 'PARTNER',
    right: 'ORDER BY event.occurred_at LIMIT 1',
    wrong: 'ORDER BY event.booked_at LIMIT 1',
  },
  {
    fault: 'who did two things is two people',
    source: 'USAGE',
    right: 'WHERE NOT EXISTS',
    wrong: 'WHERE true OR NOT EXISTS',
  },
  {
    fault: 'what was found first of a period counts',
    source: 'STANDING',
    right: 'change.as_of DESC, change.id DESC',
    wrong: 'change.as_of, change.id',
  },
  {
    fault: 'a merged customer stays one of its own',
    source: 'RECURRING',
    right: 'ORDER BY depth DESC LIMIT 1',
    wrong: 'ORDER BY depth LIMIT 1',
  },
];

const hindsight = (source: FactSource, right: string, wrong = 'true'): Fault => ({
  ...{ fault: `${source} knew what was told later`, source, right, wrong },
});

const TELLING = ['telling.booked_at) > known.as_of', `telling.booked_at) > 'infinity'`] as const;

/** What somebody could forget to ask of what was known at an instant. */
export const HINDSIGHT: readonly Fault[] = [
  hindsight('REFERRAL', 'sla_clock.status_since <= known.as_of'),
  hindsight('OPPORTUNITY', 'change.booked_at <= known.as_of'),
  hindsight('ORDER', 'change.changed_at <= known.as_of'),
  hindsight('LEDGER', 'ledger_entry.booked_at <= known.as_of'),
  hindsight('STATEMENT', 'statement.issued_at <= known.as_of'),
  hindsight('DISPUTE', 'decision.decided_at <= known.as_of'),
  hindsight('RECURRING', ...TELLING),
  hindsight('PERSON', 'known_change.booked_at <= known.as_of'),
  hindsight('MEMBERSHIP', ...TELLING),
  hindsight('PARTNER', 'change.booked_at <= known.as_of'),
  hindsight('STANDING', 'change.as_of <= known.as_of'),
  hindsight('IMPLEMENTATION', ...TELLING),
  hindsight('BENEFIT', 'placement.booked_at <= known.as_of'),
  hindsight('USAGE', 'used.day <= known.today'),
];

/** Reads the facts that a derivation would yield of everything if it were wrong. */
export async function withFault<T>(
  tx: Tx,
  { source, right, wrong }: Pick<Fault, 'source' | 'right' | 'wrong'>,
  by: Readonly<{ known: Known; business: BusinessCalendar }>,
  read: (facts: Prisma.Sql) => Promise<T>,
): Promise<T> {
  const derivation = DERIVATIONS[source];
  const facts = derivation.facts.replaceAll(right, wrong);
  if (facts === derivation.facts) throw new Error(`The derivation of ${source} does not say ${right}.`);
  const subjects = await findSubjects(tx, source, FIRST_SUBJECT, 10_000);
  const subjectIds = [...new Set(subjects.map(({ id }) => id))];
  const range = await findWorkedRange(tx, derivation, subjectIds, by.known);
  const hours = workedHoursOf(by.business, range);
  return await read(
    Prisma.sql`(WITH ${derivedSql({ ...derivation, facts }, subjectIds, by.known, hours)} SELECT * FROM derived)`,
  );
}
