import type { MetricDefinition } from './definition.metric.ts';

export const documentsInForce = {
  code: 'DOCUMENTS_IN_FORCE',
  name: 'Agreements and documents in force',
  description:
    'Whether every agreement and document that is required of partners of its type on the day is in force; yes where nothing is required.',
  unit: 'YES_NO',
  kind: 'STOCK',
  combination: 'ALL_HOLD',
  projection: 'LAPSES',
  source: 'Tables document_requirement, agreement and agreement_decision.',
  isByCertification: false,
  reasons: {
    NOT_IN_FORCE: 'It is required, and not in force.',
    NOT_YET_REQUIRED: 'It will be required before the period ends.',
  },
  facts: `
  required AS (
    SELECT asked.*, needed.template_id, needed.days
    FROM asked JOIN partner ON partner.id = asked.partner_id
    JOIN (
      SELECT partner_type, template_id, range_agg(daterange(valid_from, valid_to)) AS days
      FROM document_requirement GROUP BY partner_type, template_id
    ) AS needed ON needed.partner_type = partner.type
    WHERE asked.is_taking_part
  ),
  held AS (
    SELECT required.ask, required.partner_id, required.template_id, agreement.id AS agreement_id, agreement.effective_from,
      least(agreement.effective_to, revoked.effective_on) AS effective_to
    FROM required CROSS JOIN known
    JOIN agreement ON agreement.partner_id = required.partner_id AND agreement.template_id = required.template_id
      AND agreement.recorded_at <= known.as_of
    LEFT JOIN agreement_decision AS revoked ON revoked.partner_id = agreement.partner_id
      AND revoked.agreement_id = agreement.id AND revoked.outcome = 'REVOKED' AND revoked.decided_at <= known.as_of
    WHERE agreement.method <> 'SUBMITTED' OR EXISTS (SELECT FROM agreement_decision AS decision
      WHERE decision.partner_id = agreement.partner_id AND decision.agreement_id = agreement.id
        AND decision.outcome = 'VERIFIED' AND decision.decided_at <= known.as_of)
  ),
  covered AS (
    SELECT ask, partner_id, template_id, range_agg(daterange(effective_from, effective_to)) AS days
    FROM held WHERE effective_to IS NULL OR effective_to > effective_from GROUP BY ask, partner_id, template_id
  ),
  judged AS (
    SELECT required.*, covered.days AS held_days, coalesce(covered.days @> required.on_day, false) AS holds,
      coalesce(covered.days @> required.end_day, false) AS holds_then,
      required.days @> required.on_day AS is_required, required.days @> required.end_day AS is_required_then
    FROM required LEFT JOIN covered ON covered.ask = required.ask AND covered.partner_id = required.partner_id
      AND covered.template_id = required.template_id
  ),
  fact AS (
    SELECT judged.ask, judged.partner_id, CASE WHEN holding.agreement_id IS NULL THEN 'AgreementTemplate' ELSE 'Agreement' END
        AS fact_type, coalesce(holding.agreement_id, judged.template_id) AS fact_id,
      holding.effective_from::timestamp AT TIME ZONE known.time_zone AS at,
      CASE WHEN NOT is_required THEN 'NOT_YET_REQUIRED' WHEN NOT holds THEN 'NOT_IN_FORCE' END AS reason,
      CASE WHEN is_required THEN 1 ELSE 0 END::numeric AS value, 1 AS denominator, NULL::text AS unit, NULL::text AS stage,
      NOT is_required_then OR holds_then AS holds_at_end,
      (SELECT upper(part) FROM unnest(held_days) AS part WHERE part @> judged.on_day) AS lapses_on
    FROM judged CROSS JOIN known
    LEFT JOIN LATERAL (
      SELECT held.agreement_id, held.effective_from FROM held
      WHERE held.ask = judged.ask AND held.partner_id = judged.partner_id AND held.template_id = judged.template_id
        AND held.effective_from <= judged.on_day AND (held.effective_to IS NULL OR held.effective_to > judged.on_day)
      ORDER BY held.effective_to DESC NULLS FIRST, held.agreement_id LIMIT 1
    ) AS holding ON true
    WHERE is_required OR is_required_then
  )`,
} as const satisfies MetricDefinition;
