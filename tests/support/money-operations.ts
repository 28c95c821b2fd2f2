import type { Random } from './compiled-operations.ts';
import { idOf, type PartnerData } from './gates/partner-data.ts';

/** What the seeded partners do not have and the operations below tell of: more than one of each, and of each kind. */
export const ROWS_OF_OPERATIONS = `
  UPDATE referral SET decision_reasons = '{TERRITORY,CAPACITY}' WHERE substr(id::text, 1, 1) IN ('0', '1', '2', '3');
  INSERT INTO protection_extension (partner_id, referral_id, status, evidence, requested_days, requested_at, requested_by_id, decided_at, granted_until, message)
    SELECT partner_id, id, (ARRAY['REQUESTED', 'GRANTED'])[number], 'Evidence', 30, '2026-05-01T10:00:00.125Z', md5('manager')::uuid,
      CASE number WHEN 2 THEN timestamptz '2026-05-02' END, CASE number WHEN 2 THEN timestamptz '2026-07-02' END, NULL
    FROM referral, generate_series(1, 2) AS number;
  INSERT INTO appeal (partner_id, referral_id, reason, opened_by_id, opened_at)
    SELECT partner_id, id, 'Reason', md5('manager')::uuid, '2026-05-01' FROM referral WHERE substr(id::text, 1, 1) < '8'`;

const partnerIdFrom = (mine: PartnerData, theirs: PartnerData) => [
  ...[mine.partnerId, mine.partnerId, theirs.partnerId],
  ...[idOf('mine', 'partner', 1), idOf('none', 'partner', 0)],
];

const ofType = (type: string, ids: readonly string[]) => ids.map((id) => `${type}_${id}`);

/** Random variables of the front end's operations about money, papers and queues, good ones mostly. */
export function moneyVariables(
  mine: PartnerData,
  theirs: PartnerData,
): Readonly<Record<string, (random: Random) => object>> {
  const partners = ofType('Partner', partnerIdFrom(mine, theirs));
  const numbered = (type: string) =>
    ofType(type, [
      ...Array.from({ length: 20 }, (_, number) => idOf('mine', type, number)),
      ...[idOf('theirs', type, 0), idOf('none', type, 0)],
    ]);
  return {
    ReferralDetail: ({ oneOf }) => ({ id: oneOf([...numbered('Referral'), partners[0]]) }),
  };
}
