import type { Tx } from '../../platform/database/client.ts';
import { EXPIRING_DAYS } from './agreement.rules.ts';

export type RequiredRow = Readonly<{
  partnerId: string;
  templateCode: string;
  inForce: boolean;
  effectiveTo: Date | null;
  expiring: boolean;
}>;

/**
 * What is required of partners on a day, and what of it is in force, by one statement. Of several that hold, the one that
 * holds longest counts.
 */
export const requiredOf = (tx: Tx, partnerIds: readonly string[], on: Date): Promise<RequiredRow[]> =>
  tx.$queryRaw<RequiredRow[]>`
    SELECT partner.id AS "partnerId", template.code AS "templateCode", held.id IS NOT NULL AS "inForce",
      held.effective_to AS "effectiveTo", coalesce(held.effective_to <= day.day + ${EXPIRING_DAYS}::int, false) AS "expiring"
    FROM (SELECT ${on.toISOString().slice(0, 10)}::date) AS day (day)
    JOIN partner ON partner.id = ANY (${partnerIds}::uuid[])
    JOIN document_requirement AS requirement ON requirement.partner_type = partner.type
      AND requirement.valid_from <= day.day AND (requirement.valid_to IS NULL OR requirement.valid_to > day.day)
    JOIN agreement_template AS template ON template.id = requirement.template_id
    LEFT JOIN LATERAL (
      SELECT agreement.id, agreement.effective_to FROM agreement
      WHERE agreement.partner_id = partner.id AND agreement.template_id = template.id
        AND agreement.effective_from <= day.day AND (agreement.effective_to IS NULL OR agreement.effective_to > day.day)
        AND (agreement.method <> 'SUBMITTED' OR EXISTS (SELECT FROM agreement_decision AS decision
          WHERE decision.partner_id = agreement.partner_id AND decision.agreement_id = agreement.id AND decision.outcome = 'VERIFIED'))
        AND NOT EXISTS (SELECT FROM agreement_decision AS decision
          WHERE decision.partner_id = agreement.partner_id AND decision.agreement_id = agreement.id
            AND decision.outcome = 'REVOKED' AND decision.effective_on <= day.day)
      ORDER BY agreement.effective_to DESC NULLS FIRST LIMIT 1
    ) AS held ON true
    ORDER BY partner.id, template.code`;
