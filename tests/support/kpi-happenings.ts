import { createHash } from 'node:crypto';
import type { Tx } from '../../src/platform/database/client.ts';
import {
  appendTold,
  type Cast,
  EARNING_POSITION,
  ensureOrder,
  partnerOf,
  type Told,
} from './kpi-histories.ts';

/** What happens to orders that are reviewed, disputes, commissions and people, each by number. */
export type Happened =
  | Readonly<{ what: 'REVIEW'; order: number; action: 'SUBMIT' | 'RETURN' | 'RATIFY' | 'REJECT'; at: Date }>
  | Readonly<{ what: 'DISPUTE'; dispute: number; step: 'OPEN' | 'DECIDE' | 'APPEAL' | 'WITHDRAW'; at: Date }>
  | Readonly<{ what: 'ENTRY'; order: number; kind: EntryKind; amountMinor: number; on: string; day: string }>
  | Readonly<{ what: 'MEMBER'; member: number; step: 'JOIN' | 'LEAVE'; at: Date }>
  | Readonly<{ what: 'AWARD'; member: number; award: number; on: string; until: string }>
  | Readonly<{ what: 'REVOKE'; award: number; day: string }>;
export type EntryKind = 'ACCRUAL' | 'REVERSAL' | 'CLAWBACK';

const KINDS: ReadonlySet<string> = new Set(['REVIEW', 'DISPUTE', 'ENTRY', 'MEMBER', 'AWARD', 'REVOKE']);
export const isHappened = (one: Happened | Told): one is Happened => KINDS.has(one.what);

/** For how long a partner counts who left it. */
export const LEAVER_GRACE_DAYS = 30;

/** The id of whoever has this number in the cast's stories. */
export function numbered(cast: Cast, kind: string, number: number): string {
  const hash = createHash('md5').update(`${cast.partners[0]} ${kind} ${number}`).digest('hex');
  return hash.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** Writes what happened as services do, with its event. What cannot happen, or has happened already, changes nothing. */
export async function tellHappened(tx: Tx, cast: Cast, one: Happened): Promise<void> {
  if (one.what === 'REVIEW') await tellReview(tx, cast, one);
  else if (one.what === 'DISPUTE') await tellDispute(tx, cast, one);
  else if (one.what === 'ENTRY') await tellEntry(tx, cast, one);
  else if (one.what === 'MEMBER') await tellMember(tx, cast, one);
  else if (one.what === 'AWARD') await tellAward(tx, cast, one);
  else await tellRevoked(tx, cast, one);
}

type Of<What extends Happened['what']> = Extract<Happened, { what: What }>;

const REVIEWED = {
  SUBMIT: 'order.submitted',
  RETURN: 'order.returned',
  RATIFY: 'order.ratified',
  REJECT: 'order.rejected',
} as const;

async function tellReview(tx: Tx, cast: Cast, { order, action, at }: Of<'REVIEW'>): Promise<void> {
  const subjectId = await ensureOrder(tx, cast, order);
  await tx.$executeRaw`
    INSERT INTO order_change (order_id, action, to_status, actor_kind, changed_at)
    VALUES (${subjectId}::uuid, ${action}, 'SUBMITTED', 'JOB', ${at})`;
  const on = { subjectType: 'SalesOrder', subjectId, partnerId: partnerOf(cast, order), at };
  await appendTold(tx, { type: REVIEWED[action], ...on });
}

async function tellDispute(tx: Tx, cast: Cast, { dispute, step, at }: Of<'DISPUTE'>): Promise<void> {
  const [id, partnerId] = [numbered(cast, 'dispute', dispute), partnerOf(cast, dispute)];
  if (step === 'OPEN')
    await tx.$executeRaw`
      INSERT INTO dispute (id, partner_id, kind, status, status_since, reason, currency, opened_at)
      VALUES (${id}::uuid, ${partnerId}::uuid, 'MISSING', 'OPEN', ${at}, 'Because.', 'USD', ${at}) ON CONFLICT (id) DO NOTHING`;
  if (step === 'DECIDE')
    await tx.$executeRaw`
      WITH decided AS (
        INSERT INTO dispute_decision (dispute_id, outcome, granted_minor, message, is_appeal, decided_by_id, decided_at)
        SELECT id, 'REJECTED', 0, 'No.', is_appeal, ${cast.managers[0]}::uuid, ${at} FROM dispute
        WHERE id = ${id}::uuid AND status = 'OPEN' RETURNING dispute_id)
      UPDATE dispute SET status = 'REJECTED', status_since = ${at}, decided_at = ${at} FROM decided WHERE id = dispute_id`;
  if (step === 'APPEAL')
    await tx.$executeRaw`
      UPDATE dispute SET status = 'OPEN', status_since = ${at}, is_appeal = true, appealed_at = ${at}
      WHERE id = ${id}::uuid AND status = 'REJECTED' AND NOT is_appeal`;
  if (step === 'WITHDRAW')
    await tx.$executeRaw`
      UPDATE dispute SET status = 'WITHDRAWN', status_since = ${at} WHERE id = ${id}::uuid AND status = 'OPEN'`;
  const told = { OPEN: 'opened', DECIDE: 'decided', APPEAL: 'appealed', WITHDRAW: 'withdrawn' }[step];
  await appendTold(tx, { type: `dispute.${told}`, subjectType: 'Dispute', subjectId: id, partnerId, at });
}

const MOVEMENTS = {
  ACCRUAL: { from: 'EXPENSE', to: 'ACCRUED', stated: 0, type: 'commission.accrued' },
  REVERSAL: { from: 'ACCRUED', to: 'EXPENSE', stated: 0, type: 'commission.reversed' },
  RELEASE: { from: 'ACCRUED', to: 'PAYABLE', stated: 1, type: 'commission.released' },
  CLAWBACK: { from: 'PAYABLE', to: 'EXPENSE', stated: -1, type: 'commission.clawed_back' },
} as const;

/** An order earns once; of what it earned, a part is reversed and another clawed back, each once. */
async function tellEntry(tx: Tx, cast: Cast, { order, kind, amountMinor, on, day }: Of<'ENTRY'>) {
  const orderId = await ensureOrder(tx, cast, order);
  const [earningId, partnerId] = [numbered(cast, 'earning', order), partnerOf(cast, order)];
  await tx.$executeRaw`
    INSERT INTO commission_earning (id, partner_id, order_id, order_line_id, slot, commission_on, currency, settlement_currency,
      booking_rate, order_number, order_type, product_id, booked_at)
    SELECT ${earningId}::uuid, ${partnerId}::uuid, order_id, id, 'BASE', ${on}::date, 'USD', 'USD', 1, 'S-1', 'NEW', product_id, now()
    FROM order_line WHERE order_id = ${orderId}::uuid AND position = ${EARNING_POSITION} ON CONFLICT DO NOTHING`;
  await tx.$executeRaw`
    INSERT INTO commission_period (label, starts_on, ends_on) VALUES ('FY2099-P01', '2099-01-01', '2099-02-01') ON CONFLICT DO NOTHING`;
  for (const each of kind === 'CLAWBACK' ? (['RELEASE', kind] as const) : [kind]) {
    const { from, to, stated, type } = MOVEMENTS[each];
    const id = numbered(cast, each, order);
    // Nothing comes back of what is not there.
    await tx.$executeRaw`
      INSERT INTO ledger_entry (id, partner_id, earning_id, kind, from_account, to_account, amount_minor, currency, period,
        effective_on, booked_at, statement_minor, posting_key, cause_type, explanation)
      SELECT ${id}::uuid, ${partnerId}::uuid, ${earningId}::uuid, ${each}, ${from}, ${to}, ${amountMinor}, 'USD', 'FY2099-P01',
        ${day}::date, clock_timestamp(), ${stated} * ${amountMinor}::int, ${id}, 'TEST', '[]'
      WHERE ${each} = 'ACCRUAL' OR EXISTS (
        SELECT FROM ledger_entry WHERE posting_key = ${numbered(cast, 'ACCRUAL', order)}) ON CONFLICT DO NOTHING`;
    const told = { type, subjectType: 'CommissionEarning', subjectId: earningId, partnerId, at: new Date() };
    await appendTold(tx, told);
  }
}

async function tellMember(tx: Tx, cast: Cast, { member, step, at }: Of<'MEMBER'>): Promise<void> {
  const [id, personId] = [numbered(cast, 'membership', member), numbered(cast, 'person', member)];
  const partnerId = partnerOf(cast, member);
  if (step === 'JOIN') {
    await tx.$executeRaw`INSERT INTO person (id, name) VALUES (${personId}::uuid, 'Somebody') ON CONFLICT DO NOTHING`;
    await tx.$executeRaw`
      INSERT INTO membership (id, partner_id, person_id, name, role, valid_from)
      VALUES (${id}::uuid, ${partnerId}::uuid, ${personId}::uuid, 'Somebody', 'PARTNER_MEMBER', ${at}) ON CONFLICT (id) DO NOTHING`;
  } else
    await tx.$executeRaw`
      UPDATE membership SET valid_to = ${at} WHERE id = ${id}::uuid AND valid_to IS NULL AND valid_from < ${at}`;
  const type = step === 'JOIN' ? 'membership.started' : 'membership.ended';
  const isThere = (await tx.membership.count({ where: { id } })) > 0;
  if (isThere) await appendTold(tx, { type, subjectType: 'Membership', subjectId: id, partnerId, at });
}

async function certificationOf(tx: Tx, cast: Cast): Promise<Readonly<{ id: string; versionId: string }>> {
  const [id, versionId] = [numbered(cast, 'certification', 0), numbered(cast, 'certification version', 0)];
  await tx.$executeRaw`
    INSERT INTO certification_program (id, code, name, audience)
    VALUES (${id}::uuid, ${`C-${id.slice(0, 8).toUpperCase()}`}, 'Certified', 'SALES')
    ON CONFLICT DO NOTHING`;
  await tx.$executeRaw`
    INSERT INTO certification_version (id, program_id, number, renewal_window_days, leaver_grace_days, partner_types)
    VALUES (${versionId}::uuid, ${id}::uuid, 1, 0, ${LEAVER_GRACE_DAYS}, '{}') ON CONFLICT DO NOTHING`;
  return { id, versionId };
}

async function tellAward(tx: Tx, cast: Cast, { member, award, on, until }: Of<'AWARD'>): Promise<void> {
  const certification = await certificationOf(tx, cast);
  const [id, membershipId] = [numbered(cast, 'award', award), numbered(cast, 'membership', member)];
  const [row] = await tx.$queryRaw<{ partnerId: string }[]>`
    INSERT INTO certification_award (id, person_id, program_id, version_id, partner_id, membership_id, code, awarded_on, valid_from,
      ends_on, booked_at)
    SELECT ${id}::uuid, person_id, ${certification.id}::uuid, ${certification.versionId}::uuid, partner_id, id, ${id}, ${on}::date,
      ${on}::date, ${until}::date, clock_timestamp()
    FROM membership WHERE id = ${membershipId}::uuid ON CONFLICT DO NOTHING RETURNING partner_id::text AS "partnerId"`;
  if (row) await changeAward(tx, id, 'AWARDED', until, row.partnerId);
}

async function tellRevoked(tx: Tx, cast: Cast, { award, day }: Of<'REVOKE'>): Promise<void> {
  const id = numbered(cast, 'award', award);
  const found = await tx.certificationAward.findUnique({ where: { id } });
  if (!found) return;
  const from = found.validFrom.toISOString().slice(0, 10);
  await changeAward(tx, id, 'REVOKED', day > from ? day : from, found.partnerId);
}

async function changeAward(tx: Tx, id: string, cause: string, until: string, partnerId: string | null) {
  await tx.$executeRaw`
    INSERT INTO certification_award_change (award_id, cause, valid_from, ends_on, booked_at)
    SELECT id, ${cause}, valid_from, ${until}::date, clock_timestamp() FROM certification_award WHERE id = ${id}::uuid`;
  const type = cause === 'AWARDED' ? 'certification.awarded' : 'certification.revoked';
  await appendTold(tx, { type, subjectType: 'CertificationAward', subjectId: id, partnerId, at: new Date() });
}
