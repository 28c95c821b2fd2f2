import fc from 'fast-check';
import { always, number } from './anything.ts';
import { appendTold, numbered, ownerOf, PARTNERS, partnerOf } from './cast.ts';
import type { DisputeStep } from './disputes.ts';
import { ensureOpenPeriod, OPEN_PERIOD } from './earnings.ts';
import { type History, type HistorySource, told, toldBy } from './history.ts';

/** Issued once, and told as soon as it is. */
export type StatementStep = Readonly<{ what: 'STATEMENT'; statement: number }>;

/** One for each partner in each of the two currencies. */
const STATEMENTS = 4;
const CURRENCIES = ['USD', 'EUR'] as const;

export const statements: HistorySource<StatementStep> = {
  kinds: ['STATEMENT'],
  sources: ['STATEMENT'],
  weight: 4,
  edges: [{ what: 'STATEMENT', statement: STATEMENTS }],
  steps: () => fc.record({ what: always('STATEMENT'), statement: number(STATEMENTS) }),
  async tell(tx, cast, { statement, bookedAt: at }) {
    const [id, partnerId] = [numbered(cast, 'statement', statement), partnerOf(cast, statement)];
    await ensureOpenPeriod(tx);
    await tx.$executeRaw`
      INSERT INTO statement (id, partner_id, currency, period, opening_minor, closing_minor, line_count, status, sha256, drafted_at,
        approved_by_id, approved_at, issued_at)
      VALUES (${id}::uuid, ${partnerId}::uuid, ${CURRENCIES[statement < PARTNERS ? 0 : 1]}, ${OPEN_PERIOD}, 0, 0, 0, 'ISSUED',
        repeat('0', 64), ${at}, ${cast.managers[0]}::uuid, ${at}, ${at}) ON CONFLICT (id) DO NOTHING`;
    const subject = { subjectType: 'Statement', subjectId: id, partnerId };
    await appendTold(tx, { type: 'statement.issued', ...subject, at, bookedAt: at });
  },
  *facts(history) {
    for (const [statement, [issue]] of toldBy(
      told<StatementStep>(history, 'STATEMENT'),
      (one) => one.statement,
    )) {
      const { bookedAt: at } = issue!;
      const one = { partner: ownerOf(statement), at, value: 1 };
      yield { ...one, measure: 'STATEMENTS_ISSUED' };
      if (isDisputed(history, statement, at)) yield { ...one, measure: 'STATEMENTS_DISPUTED' };
    }
  },
};

/** A dispute is what it was first opened as; it is of what was issued by then. */
function isDisputed(history: History, statement: number, issuedAt: Date): boolean {
  const opened = told<DisputeStep>(history, 'DISPUTE').find(
    ({ dispute, step }) => dispute === statement && step === 'OPEN',
  );
  return opened?.by === 'PARTNER' && opened.bookedAt > issuedAt;
}
