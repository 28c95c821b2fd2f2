SELECT row_to_json(answer)::text AS data
FROM (SELECT
  (SELECT row_to_json(row) FROM (SELECT
    'Partner_' || partner.id AS "id",
    partner.name AS "name",
    (WITH
      requirements AS MATERIALIZED (
        SELECT requirement.id, template.id AS "templateId", template.kind, (
            SELECT version.id FROM agreement_template_version AS version
            WHERE version.template_id = template.id AND version.status = 'PUBLISHED' ORDER BY version.number DESC LIMIT 1) AS "offeredVersionId"
        FROM document_requirement AS requirement JOIN agreement_template AS template ON template.id = requirement.template_id
        WHERE requirement.partner_type = partner.type::text
          AND requirement.valid_from <= (SELECT ($1::timestamptz AT TIME ZONE time_zone)::date FROM vendor_settings WHERE id = 1)::date AND (requirement.valid_to IS NULL OR requirement.valid_to > (SELECT ($1::timestamptz AT TIME ZONE time_zone)::date FROM vendor_settings WHERE id = 1)::date)
        ORDER BY template.code
      ),
      agreements AS MATERIALIZED (
        SELECT agreement.id, agreement.template_id AS "templateId", agreement.method,
          agreement.effective_from AS "effectiveFrom", agreement.effective_to AS "effectiveTo", agreement.recorded_at AS "recordedAt", (
            SELECT coalesce(jsonb_agg(jsonb_build_object('outcome', decision.outcome, 'effectiveOn', decision.effective_on)), '[]') FROM agreement_decision AS decision
            WHERE decision.agreement_id = agreement.id AND decision.partner_id = agreement.partner_id) AS decisions
        FROM agreement
        WHERE agreement.partner_id = partner.id::uuid AND agreement.template_id IN (
          SELECT requirement.template_id FROM document_requirement AS requirement
          WHERE requirement.partner_type = partner.type::text
            AND requirement.valid_from <= (SELECT ($1::timestamptz AT TIME ZONE time_zone)::date FROM vendor_settings WHERE id = 1)::date AND (requirement.valid_to IS NULL OR requirement.valid_to > (SELECT ($1::timestamptz AT TIME ZONE time_zone)::date FROM vendor_settings WHERE id = 1)::date))
        ORDER BY agreement.id
      )
    SELECT row_to_json(row) FROM (SELECT
      partner.type AS "type",
      partner.id AS "id",
      (SELECT ($1::timestamptz AT TIME ZONE time_zone)::date FROM vendor_settings WHERE id = 1) AS "on",
      array_to_json(ARRAY(SELECT row_to_json(row) FROM (SELECT
        requirements.id AS "id",
        requirements."templateId" AS "templateId",
        requirements.kind AS "kind",
        requirements."offeredVersionId" AS "offeredVersionId"
      FROM requirements
      ) AS row)) AS "requirements",
      array_to_json(ARRAY(SELECT row_to_json(row) FROM (SELECT
        agreements.id AS "id",
        agreements."templateId" AS "templateId",
        agreements.method AS "method",
        agreements."effectiveFrom" AS "effectiveFrom",
        agreements."effectiveTo" AS "effectiveTo",
        agreements."recordedAt" AS "recordedAt",
        agreements.decisions AS "decisions"
      FROM agreements
      ) AS row)) AS "agreements",
      (SELECT row_to_json(row) FROM (SELECT
        (SELECT json_object_agg(agreement_template.id,
          (SELECT row_to_json(row) FROM (SELECT
            'AgreementTemplate_' || agreement_template.id AS "id",
            agreement_template.code AS "code",
            agreement_template.title AS "title",
            agreement_template.kind AS "kind",
            (SELECT row_to_json(row) FROM (SELECT
              'AgreementTemplateVersion_' || agreement_template_version.id AS "id",
              agreement_template_version.number AS "number",
              agreement_template_version.text AS "text",
              agreement_template_version.url AS "url",
              agreement_template_version.sha256 AS "sha256",
              agreement_template_version.validity_months AS "validityMonths"
            FROM agreement_template_version AS agreement_template_version
            WHERE agreement_template_version.template_id = agreement_template.id AND agreement_template_version.status = 'PUBLISHED'
            LIMIT 1
            ) AS row) AS "offered"
          ) AS row)
        ) FROM agreement_template AS agreement_template WHERE agreement_template.id IN (SELECT requirements."templateId" FROM requirements)) AS "0",
        (SELECT json_object_agg(agreement.id,
          (SELECT row_to_json(row) FROM (SELECT
            'Agreement_' || agreement.id AS "id",
            (SELECT row_to_json(row) FROM (SELECT
              agreement.method AS "method",
              agreement.effective_from AS "effectiveFrom",
              agreement.effective_to AS "effectiveTo",
              agreement.recorded_at AS "recordedAt",
              array_to_json(ARRAY(SELECT row_to_json(row) FROM (SELECT
                agreement_decision.outcome AS "outcome",
                agreement_decision.effective_on AS "effectiveOn"
              FROM agreement_decision AS agreement_decision
              WHERE agreement_decision.agreement_id = agreement.id AND agreement_decision.partner_id = agreement.partner_id
              ) AS row)) AS "decisions",
              (SELECT ($1::timestamptz AT TIME ZONE time_zone)::date FROM vendor_settings WHERE id = 1) AS "today"
            ) AS row) AS "status"
          ) AS row)
        ) FROM agreement AS agreement WHERE agreement.id IN (SELECT agreements.id FROM agreements)) AS "1",
        (SELECT json_object_agg(agreement_2.id,
          (SELECT row_to_json(row) FROM (SELECT
            'Document_' || agreement_2.id AS "id",
            (SELECT row_to_json(row) FROM (SELECT
              agreement_2.method AS "method",
              agreement_2.effective_from AS "effectiveFrom",
              agreement_2.effective_to AS "effectiveTo",
              agreement_2.recorded_at AS "recordedAt",
              array_to_json(ARRAY(SELECT row_to_json(row) FROM (SELECT
                agreement_decision_2.outcome AS "outcome",
                agreement_decision_2.effective_on AS "effectiveOn"
              FROM agreement_decision AS agreement_decision_2
              WHERE agreement_decision_2.agreement_id = agreement_2.id AND agreement_decision_2.partner_id = agreement_2.partner_id
              ) AS row)) AS "decisions",
              (SELECT ($1::timestamptz AT TIME ZONE time_zone)::date FROM vendor_settings WHERE id = 1) AS "today"
            ) AS row) AS "status",
            array_to_json(ARRAY(SELECT row_to_json(row) FROM (SELECT
              agreement_decision_3.outcome AS "outcome",
              agreement_decision_3.reason AS "reason",
              to_char(agreement_decision_3.decided_at, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS "decidedAt"
            FROM agreement_decision AS agreement_decision_3
            WHERE agreement_decision_3.agreement_id = agreement_2.id AND agreement_decision_3.partner_id = agreement_2.partner_id
            ORDER BY agreement_decision_3.decided_at DESC, agreement_decision_3.id DESC
            LIMIT 2
            ) AS row)) AS "decisions"
          ) AS row)
        ) FROM agreement AS agreement_2 WHERE agreement_2.id IN (SELECT agreements.id FROM agreements)) AS "2"
      ) AS row) AS "$rows"
    ) AS row) AS "requiredDocuments",
    array_to_json(ARRAY(SELECT row_to_json(row) FROM (SELECT
      'Agreement_' || agreement_3.id AS "id",
      (SELECT (SELECT agreement_template_2.code FROM agreement_template AS agreement_template_2 WHERE agreement_template_2.id = agreement_template_version_2.template_id) FROM agreement_template_version AS agreement_template_version_2 WHERE agreement_template_version_2.id = agreement_3.version_id AND agreement_template_version_2.template_id = agreement_3.template_id) AS "templateCode",
      agreement_3.method AS "method",
      (SELECT row_to_json(row) FROM (SELECT
        agreement_3.method AS "method",
        agreement_3.effective_from AS "effectiveFrom",
        agreement_3.effective_to AS "effectiveTo",
        agreement_3.recorded_at AS "recordedAt",
        array_to_json(ARRAY(SELECT row_to_json(row) FROM (SELECT
          agreement_decision_4.outcome AS "outcome",
          agreement_decision_4.effective_on AS "effectiveOn"
        FROM agreement_decision AS agreement_decision_4
        WHERE agreement_decision_4.agreement_id = agreement_3.id AND agreement_decision_4.partner_id = agreement_3.partner_id
        ) AS row)) AS "decisions",
        (SELECT ($1::timestamptz AT TIME ZONE time_zone)::date FROM vendor_settings WHERE id = 1) AS "today"
      ) AS row) AS "status",
      (SELECT membership.name FROM membership AS membership WHERE membership.id = agreement_3.membership_id AND membership.partner_id = agreement_3.partner_id) AS "byName",
      agreement_3.signed_on AS "signedOn",
      agreement_3.signature_reference AS "signatureReference",
      agreement_3.effective_from AS "effectiveFrom",
      agreement_3.effective_to AS "effectiveTo",
      to_char(agreement_3.recorded_at, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS "recordedAt",
      (SELECT row_to_json(row) FROM (SELECT
        agreement_3.method AS "method",
        agreement_3.effective_from AS "effectiveFrom",
        agreement_3.effective_to AS "effectiveTo",
        agreement_3.recorded_at AS "recordedAt",
        array_to_json(ARRAY(SELECT row_to_json(row) FROM (SELECT
          agreement_decision_5.outcome AS "outcome",
          agreement_decision_5.effective_on AS "effectiveOn"
        FROM agreement_decision AS agreement_decision_5
        WHERE agreement_decision_5.agreement_id = agreement_3.id AND agreement_decision_5.partner_id = agreement_3.partner_id
        ) AS row)) AS "decisions",
        (SELECT ($1::timestamptz AT TIME ZONE time_zone)::date FROM vendor_settings WHERE id = 1) AS "today"
      ) AS row) AS "availableActions",
      array_to_json(ARRAY(SELECT row_to_json(row) FROM (SELECT
        agreement_decision_6.outcome AS "outcome",
        agreement_decision_6.reason AS "reason",
        agreement_decision_6.effective_on AS "effectiveOn"
      FROM agreement_decision AS agreement_decision_6
      WHERE agreement_decision_6.agreement_id = agreement_3.id AND agreement_decision_6.partner_id = agreement_3.partner_id
      ORDER BY agreement_decision_6.decided_at DESC, agreement_decision_6.id DESC
      LIMIT 2
      ) AS row)) AS "decisions"
    FROM agreement AS agreement_3
    WHERE agreement_3.partner_id = partner.id AND agreement_3.method <> 'SUBMITTED'
    ORDER BY agreement_3.recorded_at DESC, agreement_3.id DESC
    LIMIT 100
    ) AS row)) AS "agreements",
    array_to_json(ARRAY(SELECT row_to_json(row) FROM (SELECT
      'Document_' || agreement_4.id AS "id",
      (SELECT (SELECT agreement_template_3.code FROM agreement_template AS agreement_template_3 WHERE agreement_template_3.id = agreement_template_version_3.template_id) FROM agreement_template_version AS agreement_template_version_3 WHERE agreement_template_version_3.id = agreement_4.version_id AND agreement_template_version_3.template_id = agreement_4.template_id) AS "templateCode",
      (SELECT row_to_json(row) FROM (SELECT
        agreement_4.method AS "method",
        agreement_4.effective_from AS "effectiveFrom",
        agreement_4.effective_to AS "effectiveTo",
        agreement_4.recorded_at AS "recordedAt",
        array_to_json(ARRAY(SELECT row_to_json(row) FROM (SELECT
          agreement_decision_7.outcome AS "outcome",
          agreement_decision_7.effective_on AS "effectiveOn"
        FROM agreement_decision AS agreement_decision_7
        WHERE agreement_decision_7.agreement_id = agreement_4.id AND agreement_decision_7.partner_id = agreement_4.partner_id
        ) AS row)) AS "decisions",
        (SELECT ($1::timestamptz AT TIME ZONE time_zone)::date FROM vendor_settings WHERE id = 1) AS "today"
      ) AS row) AS "status",
      (SELECT membership_2.name FROM membership AS membership_2 WHERE membership_2.id = agreement_4.membership_id AND membership_2.partner_id = agreement_4.partner_id) AS "byName",
      coalesce(agreement_4.file_reference, '') AS "fileReference",
      agreement_4.effective_from AS "effectiveFrom",
      agreement_4.effective_to AS "effectiveTo",
      to_char(agreement_4.recorded_at, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS "recordedAt",
      (SELECT row_to_json(row) FROM (SELECT
        agreement_4.method AS "method",
        agreement_4.effective_from AS "effectiveFrom",
        agreement_4.effective_to AS "effectiveTo",
        agreement_4.recorded_at AS "recordedAt",
        array_to_json(ARRAY(SELECT row_to_json(row) FROM (SELECT
          agreement_decision_8.outcome AS "outcome",
          agreement_decision_8.effective_on AS "effectiveOn"
        FROM agreement_decision AS agreement_decision_8
        WHERE agreement_decision_8.agreement_id = agreement_4.id AND agreement_decision_8.partner_id = agreement_4.partner_id
        ) AS row)) AS "decisions",
        (SELECT ($1::timestamptz AT TIME ZONE time_zone)::date FROM vendor_settings WHERE id = 1) AS "today"
      ) AS row) AS "availableActions",
      array_to_json(ARRAY(SELECT row_to_json(row) FROM (SELECT
        agreement_decision_9.outcome AS "outcome",
        agreement_decision_9.reason AS "reason",
        agreement_decision_9.effective_on AS "effectiveOn"
      FROM agreement_decision AS agreement_decision_9
      WHERE agreement_decision_9.agreement_id = agreement_4.id AND agreement_decision_9.partner_id = agreement_4.partner_id
      ORDER BY agreement_decision_9.decided_at DESC, agreement_decision_9.id DESC
      LIMIT 2
      ) AS row)) AS "decisions"
    FROM agreement AS agreement_4
    WHERE agreement_4.partner_id = partner.id AND agreement_4.method = 'SUBMITTED'
    ORDER BY agreement_4.recorded_at DESC, agreement_4.id DESC
    LIMIT 100
    ) AS row)) AS "documents"
  FROM partner AS partner
  WHERE partner.id = $2::uuid
  ) AS row) AS "partner"
) AS answer
