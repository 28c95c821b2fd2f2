import { Prisma } from '../../platform/database/generated/client/client.ts';
import type { Terms } from '../../platform/database/queries.ts';
import { sqlRows } from '../../platform/database/sql-rows.ts';

/** What is required of partners of a type on a day, by the codes of the templates. */
export const REQUIREMENTS = sqlRows(
  { id: 'uuid', templateId: 'uuid', kind: 'text', offeredVersionId: 'uuid?' },
  ({ value }: Terms<'partnerType' | 'on'>) => Prisma.sql`
    SELECT requirement.id, template.id AS "templateId", template.kind, (
        SELECT version.id FROM agreement_template_version AS version
        WHERE version.template_id = template.id AND version.status = 'PUBLISHED' ORDER BY version.number DESC LIMIT 1) AS "offeredVersionId"
    FROM document_requirement AS requirement JOIN agreement_template AS template ON template.id = requirement.template_id
    WHERE requirement.partner_type = ${value('partnerType')}::text
      AND requirement.valid_from <= ${value('on')}::date AND (requirement.valid_to IS NULL OR requirement.valid_to > ${value('on')}::date)
    ORDER BY template.code`,
);

/** What a partner agreed to or handed in of the templates that are required of its type on a day. */
export const AGREEMENTS_REQUIRED = sqlRows(
  {
    ...{ id: 'uuid', templateId: 'uuid', method: 'text', effectiveFrom: 'date', effectiveTo: 'date?' },
    ...{ recordedAt: 'timestamptz', decisions: 'jsonb' },
  },
  ({ value }: Terms<'partnerId' | 'partnerType' | 'on'>) => Prisma.sql`
    SELECT agreement.id, agreement.template_id AS "templateId", agreement.method,
      agreement.effective_from AS "effectiveFrom", agreement.effective_to AS "effectiveTo", agreement.recorded_at AS "recordedAt", (
        SELECT coalesce(jsonb_agg(jsonb_build_object('outcome', decision.outcome, 'effectiveOn', decision.effective_on)), '[]') FROM agreement_decision AS decision
        WHERE decision.agreement_id = agreement.id AND decision.partner_id = agreement.partner_id) AS decisions
    FROM agreement
    WHERE agreement.partner_id = ${value('partnerId')}::uuid AND agreement.template_id IN (
      SELECT requirement.template_id FROM document_requirement AS requirement
      WHERE requirement.partner_type = ${value('partnerType')}::text
        AND requirement.valid_from <= ${value('on')}::date AND (requirement.valid_to IS NULL OR requirement.valid_to > ${value('on')}::date))
    ORDER BY agreement.id`,
);
