SELECT row_to_json(answer)::text AS data
FROM (SELECT
  (SELECT row_to_json(row) FROM (SELECT
    'Referral_' || referral.id AS "id",
    referral.version AS "version",
    referral.status AS "status",
    to_char(referral.status_since, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS "statusSince",
    referral.origin AS "origin",
    referral.customer_name AS "customerName",
    referral.customer_domain AS "customerDomain",
    referral.customer_tax_id AS "customerTaxId",
    referral.customer_country_code AS "customerCountryCode",
    referral.customer_city AS "customerCity",
    referral.contact_name AS "contactName",
    referral.contact_email AS "contactEmail",
    referral.contact_phone AS "contactPhone",
    (SELECT row_to_json(row) FROM (SELECT
      'Product_' || product.id AS "id",
      product.name AS "name"
    FROM product AS product
    WHERE product.id = referral.product_id
    ) AS row) AS "product",
    (SELECT row_to_json(row) FROM (SELECT
      portal_amount(referral.estimated_amount_minor, referral.estimated_currency) AS "amount",
      referral.estimated_currency AS "currency"
    WHERE referral.estimated_amount_minor IS NOT NULL AND referral.estimated_currency IS NOT NULL
    ) AS row) AS "estimatedAmount",
    referral.expected_close_on AS "expectedCloseOn",
    referral.notes AS "notes",
    to_char(referral.submitted_at, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS "submittedAt",
    to_char(referral.decided_at, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS "decidedAt",
    referral.decision_code AS "decisionCode",
    referral.decision_message AS "decisionMessage",
    referral.sales_stage AS "salesStage",
    (SELECT row_to_json(row) FROM (SELECT
      portal_amount(referral.deal_amount_minor, referral.deal_currency) AS "amount",
      referral.deal_currency AS "currency"
    WHERE referral.deal_amount_minor IS NOT NULL AND referral.deal_currency IS NOT NULL
    ) AS row) AS "dealAmount",
    referral.deal_close_on AS "dealCloseOn",
    (SELECT membership.name FROM membership AS membership WHERE membership.id = referral.registered_by_id AND membership.partner_id = referral.partner_id) AS "registeredByName",
    to_char(referral.protected_until, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS "protectedUntil",
    to_char(referral.lapses_at, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS "lapsesAt",
    referral.decision_reasons AS "decisionReasons",
    (SELECT row_to_json(row) FROM (SELECT
      referral.status AS "status"
    ) AS row) AS "editableFields",
    array_to_json(ARRAY(SELECT row_to_json(row) FROM (SELECT
      protection_extension.status AS "status",
      protection_extension.requested_days AS "requestedDays",
      to_char(protection_extension.requested_at, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS "requestedAt",
      to_char(protection_extension.decided_at, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS "decidedAt",
      to_char(protection_extension.granted_until, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS "grantedUntil",
      protection_extension.message AS "message"
    FROM protection_extension AS protection_extension
    WHERE protection_extension.referral_id = referral.id AND protection_extension.partner_id = referral.partner_id
    ORDER BY protection_extension.requested_at DESC, protection_extension.id DESC
    LIMIT 50
    ) AS row)) AS "extensions",
    array_to_json(ARRAY(SELECT row_to_json(row) FROM (SELECT
      attribution.status AS "status",
      attribution.because AS "because",
      attribution.share_numerator AS "shareNumerator",
      attribution.share_denominator AS "shareDenominator",
      attribution.tail_ends_on AS "tailEndsOn"
    FROM attribution AS attribution
    WHERE attribution.referral_id = referral.id AND attribution.partner_id = referral.partner_id AND attribution.ended_at IS NULL
    ORDER BY attribution.decided_at DESC, attribution.id DESC
    LIMIT 10
    ) AS row)) AS "attributions",
    array_to_json(ARRAY(SELECT row_to_json(row) FROM (SELECT
      'Appeal_' || appeal.id AS "id",
      appeal.status AS "status",
      to_char(appeal.opened_at, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS "openedAt",
      to_char(appeal.decided_at, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS "decidedAt",
      appeal.message AS "decisionMessage"
    FROM appeal AS appeal
    WHERE appeal.referral_id = referral.id AND appeal.partner_id = referral.partner_id
    ORDER BY appeal.opened_at DESC, appeal.id DESC
    LIMIT 20
    ) AS row)) AS "appeals",
    (SELECT row_to_json(row) FROM (SELECT
      referral.status AS "status",
      referral.customer_name AS "customerName",
      referral.customer_domain AS "customerDomain",
      referral.customer_tax_id AS "customerTaxId",
      referral.customer_country_code AS "customerCountryCode",
      referral.customer_city AS "customerCity",
      referral.contact_name AS "contactName",
      referral.contact_email AS "contactEmail",
      referral.contact_phone AS "contactPhone",
      referral.product_id AS "productId",
      referral.estimated_amount_minor::text AS "estimatedAmountMinor",
      referral.estimated_currency AS "estimatedCurrency",
      referral.expected_close_on AS "expectedCloseOn",
      referral.notes AS "notes",
      (SELECT row_to_json(row) FROM (SELECT
        partner.status AS "status"
      FROM partner AS partner
      WHERE partner.id = referral.partner_id
      ) AS row) AS "partner"
    ) AS row) AS "availableActions"
  FROM referral AS referral
  WHERE referral.id = $1::uuid
  ) AS row) AS "referral"
) AS answer
