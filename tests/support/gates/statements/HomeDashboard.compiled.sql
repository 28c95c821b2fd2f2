SELECT row_to_json(answer)::text AS data
, (SELECT row_to_json(row) FROM (SELECT
  vendor_settings.time_zone AS "timeZone",
  vendor_settings.fiscal_kind AS "fiscalKind",
  vendor_settings.fiscal_start_month AS "fiscalStartMonth",
  vendor_settings.fiscal_week_pattern AS "fiscalWeekPattern",
  vendor_settings.fiscal_year_end_weekday AS "fiscalYearEndWeekday",
  vendor_settings.fiscal_year_end_rule AS "fiscalYearEndRule",
  vendor_settings.fiscal_year_named_by AS "fiscalYearNamedBy"
FROM vendor_settings AS vendor_settings WHERE vendor_settings.id = 1
) AS row)::text AS calendar
FROM (SELECT
  (SELECT row_to_json(row) FROM (SELECT
    $1::text AS "name",
    $2::text[] AS "roles",
    $3::text[] AS "permissions"
  ) AS row) AS "viewer"
  , (SELECT count(*) FROM (
    SELECT FROM notification AS notification
    WHERE notification.person_id = $4::uuid AND notification.in_portal = true AND notification.read_at IS NULL
    LIMIT 1000
  ) AS counted) AS "unreadNotificationCount"
  , array_to_json(ARRAY(SELECT row_to_json(row) FROM (SELECT
    value AS "status",
    coalesce(counted.count, 0) AS "count"
  FROM unnest(ARRAY['DRAFT', 'SUBMITTED', 'UNDER_REVIEW', 'RETURNED', 'WAITLISTED', 'ACCEPTED', 'CONTESTED', 'REJECTED', 'EXPIRED', 'CLOSED', 'WITHDRAWN']) WITH ORDINALITY AS known (value, place)
  LEFT JOIN (
    SELECT referral.status AS value, count(*) FROM referral AS referral
    WHERE true
    AND referral.partner_id = $5::uuid
    AND referral.partner_id = ANY ($6::uuid[])
    GROUP BY referral.status
  ) AS counted USING (value)
  ORDER BY place
  ) AS row)) AS "referralCounts"
  , array_to_json(ARRAY(SELECT row_to_json(row) FROM (SELECT
    value AS "stage",
    coalesce(counted.count, 0) AS "count"
  FROM unnest(ARRAY['PROSPECTING', 'QUALIFIED', 'PROPOSAL', 'COMMITTED', 'WON', 'LOST']) WITH ORDINALITY AS known (value, place)
  LEFT JOIN (
    SELECT opportunity.stage AS value, count(*) FROM opportunity AS opportunity
    WHERE true
    AND opportunity.partner_id = $5::uuid
    AND opportunity.partner_id = ANY ($6::uuid[])
    GROUP BY opportunity.stage
  ) AS counted USING (value)
  ORDER BY place
  ) AS row)) AS "opportunityCounts"
  , (SELECT row_to_json(row) FROM (SELECT
    'Partner_' || partner.id AS "id",
    partner.name AS "name",
    partner.status AS "status",
    array_to_json(ARRAY(SELECT row_to_json(row) FROM (SELECT
      'PartnerStanding_' || partner_standing.id AS "id",
      to_char(partner_standing.as_of, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS "asOf",
      partner_standing.period AS "period",
      partner_standing.period_until AS "periodUntil",
      partner_standing.status AS "status",
      partner_standing.is_at_risk AS "isAtRisk",
      partner_standing.tier_since AS "tierSince",
      partner_standing.requirements_met AS "requirementsMet",
      partner_standing.requirements_total AS "requirementsTotal",
      trim_scale(partner_standing.next_tier_percent)::text AS "nextTierPercent",
      portal_present(
        (SELECT row_to_json(row) FROM (SELECT
          'PartnerProgram_' || partner_program.id AS "id",
          partner_program.name AS "name"
        FROM partner_program AS partner_program
        WHERE partner_program.id = partner_standing.program_id
        ) AS row)
      ) AS "program",
      (SELECT row_to_json(row) FROM (SELECT
        program_tier.code AS "code",
        program_tier.name AS "name",
        program_tier.rank AS "rank"
      FROM program_tier AS program_tier
      WHERE program_tier.id = partner_standing.tier_id
      ) AS row) AS "tier",
      (SELECT row_to_json(row) FROM (SELECT
        program_tier_2.code AS "code",
        program_tier_2.name AS "name",
        program_tier_2.rank AS "rank"
      FROM program_tier AS program_tier_2
      WHERE program_tier_2.id = partner_standing.next_tier_id
      ) AS row) AS "nextTier"
    FROM partner_standing AS partner_standing
    WHERE partner_standing.partner_id = partner.id
    ORDER BY partner_standing.program_id
    LIMIT 20
    ) AS row)) AS "standings",
    array_to_json(ARRAY(SELECT row_to_json(row) FROM (SELECT
      'BenefitEntitlement_' || benefit_entitlement.id AS "id",
      (SELECT row_to_json(row) FROM (SELECT
        benefit_entitlement.due_on AS "dueOn",
        benefit_entitlement.ended_on AS "endedOn",
        benefit_entitlement.provisioned_at AS "provisionedAt",
        (SELECT ($7::timestamptz AT TIME ZONE time_zone)::date FROM vendor_settings WHERE id = 1) AS "today"
      ) AS row) AS "status",
      benefit_entitlement.due_on AS "dueOn",
      portal_present(
        (SELECT row_to_json(row) FROM (SELECT
          tier_benefit.code AS "code",
          tier_benefit.title AS "title"
        FROM tier_benefit AS tier_benefit
        WHERE tier_benefit.id = benefit_entitlement.benefit_id
        ) AS row)
      ) AS "benefit"
    FROM benefit_entitlement AS benefit_entitlement
    WHERE benefit_entitlement.partner_id = partner.id
    ORDER BY benefit_entitlement.due_on DESC, benefit_entitlement.id DESC
    LIMIT 100
    ) AS row)) AS "benefitEntitlements",
    (SELECT row_to_json(row) FROM (SELECT
      onboarding.status AS "status",
      (SELECT count(*) FROM onboarding_step AS onboarding_step WHERE onboarding_step.onboarding_id = onboarding.id AND onboarding_step.partner_id = onboarding.partner_id) AS "stepsTotal",
      (SELECT count(*) FROM onboarding_step AS onboarding_step_2 WHERE onboarding_step_2.onboarding_id = onboarding.id AND onboarding_step_2.partner_id = onboarding.partner_id AND onboarding_step_2.completed_at IS NOT NULL) AS "stepsCompleted",
      array_to_json(ARRAY(SELECT row_to_json(row) FROM (SELECT
        onboarding_step_3.code AS "code",
        onboarding_step_3.title AS "title",
        onboarding_step_3.due_on AS "dueOn",
        (onboarding_step_3.completed_at IS NULL AND onboarding_step_3.due_on < (SELECT ($7::timestamptz AT TIME ZONE time_zone)::date FROM vendor_settings WHERE id = 1) AND (SELECT onboarding_2.status FROM onboarding AS onboarding_2 WHERE onboarding_2.id = onboarding_step_3.onboarding_id AND onboarding_2.partner_id = onboarding_step_3.partner_id) = 'OPEN') AS "overdue"
      FROM onboarding_step AS onboarding_step_3
      WHERE onboarding_step_3.onboarding_id = onboarding.id AND onboarding_step_3.partner_id = onboarding.partner_id AND onboarding_step_3.completed_at IS NULL
      ORDER BY onboarding_step_3.due_on, onboarding_step_3.position
      LIMIT 5
      ) AS row)) AS "nextSteps"
    FROM onboarding AS onboarding
    WHERE onboarding.partner_id = partner.id
    ORDER BY onboarding.started_at DESC, onboarding.id DESC
    LIMIT 1
    ) AS row) AS "onboarding",
    (WITH
      requirements AS MATERIALIZED (
        SELECT requirement.id, template.id AS "templateId", template.kind, (
            SELECT version.id FROM agreement_template_version AS version
            WHERE version.template_id = template.id AND version.status = 'PUBLISHED' ORDER BY version.number DESC LIMIT 1) AS "offeredVersionId"
        FROM document_requirement AS requirement JOIN agreement_template AS template ON template.id = requirement.template_id
        WHERE requirement.partner_type = partner.type::text
          AND requirement.valid_from <= (SELECT ($7::timestamptz AT TIME ZONE time_zone)::date FROM vendor_settings WHERE id = 1)::date AND (requirement.valid_to IS NULL OR requirement.valid_to > (SELECT ($7::timestamptz AT TIME ZONE time_zone)::date FROM vendor_settings WHERE id = 1)::date)
        ORDER BY template.code
      )
    SELECT row_to_json(row) FROM (SELECT
      partner.type AS "type",
      partner.id AS "id",
      (SELECT ($7::timestamptz AT TIME ZONE time_zone)::date FROM vendor_settings WHERE id = 1) AS "on",
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
      FROM (
        SELECT agreement.id, agreement.template_id AS "templateId", agreement.method,
          agreement.effective_from AS "effectiveFrom", agreement.effective_to AS "effectiveTo", agreement.recorded_at AS "recordedAt", (
            SELECT coalesce(jsonb_agg(jsonb_build_object('outcome', decision.outcome, 'effectiveOn', decision.effective_on)), '[]') FROM agreement_decision AS decision
            WHERE decision.agreement_id = agreement.id AND decision.partner_id = agreement.partner_id) AS decisions
        FROM agreement
        WHERE agreement.partner_id = partner.id::uuid AND agreement.template_id IN (
          SELECT requirement.template_id FROM document_requirement AS requirement
          WHERE requirement.partner_type = partner.type::text
            AND requirement.valid_from <= (SELECT ($7::timestamptz AT TIME ZONE time_zone)::date FROM vendor_settings WHERE id = 1)::date AND (requirement.valid_to IS NULL OR requirement.valid_to > (SELECT ($7::timestamptz AT TIME ZONE time_zone)::date FROM vendor_settings WHERE id = 1)::date))
        ORDER BY agreement.id
      ) AS agreements
      ) AS row)) AS "agreements",
      (SELECT row_to_json(row) FROM (SELECT
        (SELECT json_object_agg(agreement_template.id,
          (SELECT row_to_json(row) FROM (SELECT
            agreement_template.code AS "code",
            agreement_template.title AS "title"
          ) AS row)
        ) FROM agreement_template AS agreement_template WHERE agreement_template.id IN (SELECT requirements."templateId" FROM requirements)) AS "0"
      ) AS row) AS "$rows"
    ) AS row) AS "requiredDocuments",
    (SELECT row_to_json(row) FROM (SELECT
      partner.id AS "id",
      (SELECT ($7::timestamptz AT TIME ZONE time_zone)::date FROM vendor_settings WHERE id = 1) AS "today",
      array_to_json(ARRAY(SELECT row_to_json(row) FROM (SELECT
        positions."partnerId" AS "partnerId",
        positions."membershipId" AS "membershipId",
        positions."earningId" AS "earningId",
        positions.currency AS "currency",
        positions."payableMinor"::text AS "payableMinor",
        positions."recoverableMinor"::text AS "recoverableMinor",
        positions."bookingRate" AS "bookingRate",
        positions."settlementCurrency" AS "settlementCurrency"
      FROM (
        WITH stated AS MATERIALIZED (
          SELECT s.id, s.partner_id, s.currency, s.period FROM statement AS s
          WHERE s.partner_id = ANY (ARRAY[partner.id]::uuid[]) AND s.status IN ('ISSUED', 'ACCEPTED')
        )
        SELECT * FROM (
          SELECT e.partner_id AS "partnerId", g.membership_id AS "membershipId", e.earning_id AS "earningId", e.currency,
            sum(CASE
              WHEN e.from_account = 'PAYABLE' THEN -e.amount_minor
              WHEN e.to_account = 'PAYABLE' AND (s.id IS NOT NULL OR e.kind IN ('RETURN', 'HOLD_LIFTED', 'EXCHANGE', 'WITHHOLDING'))
                THEN e.amount_minor
              ELSE 0 END)::bigint AS "payableMinor",
            sum(CASE WHEN e.to_account = 'RECOVERABLE' THEN e.amount_minor WHEN e.from_account = 'RECOVERABLE' THEN -e.amount_minor
              ELSE 0 END)::bigint AS "recoverableMinor",
            g.booking_rate::text AS "bookingRate", g.settlement_currency AS "settlementCurrency"
          FROM ledger_entry AS e
          LEFT JOIN commission_earning AS g ON g.id = e.earning_id AND g.partner_id = e.partner_id
          LEFT JOIN stated AS s ON s.partner_id = e.partner_id AND s.currency = e.currency AND s.period = e.period
          WHERE e.partner_id = ANY (ARRAY[partner.id]::uuid[]) AND (e.to_account IN ('PAYABLE', 'RECOVERABLE') OR e.from_account IN ('PAYABLE', 'RECOVERABLE'))
          GROUP BY e.partner_id, g.membership_id, e.earning_id, e.currency, g.booking_rate, g.settlement_currency
        ) AS position
        WHERE "payableMinor" > 0 OR "recoverableMinor" <> 0
        ORDER BY "partnerId", "membershipId" NULLS FIRST, "earningId" NULLS FIRST, currency
      ) AS positions
      ) AS row)) AS "positions",
      array_to_json(ARRAY(SELECT row_to_json(row) FROM (SELECT
        standings."partnerId" AS "partnerId",
        standings."partnerStatus" AS "partnerStatus",
        standings."hasTaxForm" AS "hasTaxForm",
        standings."isHeldByFinance" AS "isHeldByFinance",
        standings."taxFormTemplate" AS "taxFormTemplate",
        standings."bankHoldDays" AS "bankHoldDays"
      FROM (
        SELECT p.id AS "partnerId", p.status AS "partnerStatus",
          CASE WHEN settings.tax_form_template IS NULL THEN NULL ELSE EXISTS (
            SELECT FROM agreement AS a JOIN agreement_template AS t ON t.id = a.template_id
            WHERE a.partner_id = p.id AND t.code = settings.tax_form_template
              AND a.effective_from <= (SELECT ($7::timestamptz AT TIME ZONE time_zone)::date FROM vendor_settings WHERE id = 1)::date AND (a.effective_to IS NULL OR a.effective_to > (SELECT ($7::timestamptz AT TIME ZONE time_zone)::date FROM vendor_settings WHERE id = 1)::date)
              AND (a.method <> 'SUBMITTED' OR EXISTS (SELECT FROM agreement_decision AS d
                WHERE d.partner_id = a.partner_id AND d.agreement_id = a.id AND d.outcome = 'VERIFIED'))
              AND NOT EXISTS (SELECT FROM agreement_decision AS d
                WHERE d.partner_id = a.partner_id AND d.agreement_id = a.id AND d.outcome = 'REVOKED' AND d.effective_on <= (SELECT ($7::timestamptz AT TIME ZONE time_zone)::date FROM vendor_settings WHERE id = 1)::date)
          ) END AS "hasTaxForm",
          EXISTS (SELECT FROM payout_hold AS h WHERE h.partner_id = p.id AND h.lifted_at IS NULL) AS "isHeldByFinance",
          settings.tax_form_template AS "taxFormTemplate", settings.bank_hold_days AS "bankHoldDays"
        FROM commission_settings AS settings
        JOIN partner AS p ON p.id = ANY (ARRAY[partner.id]::uuid[])
        ORDER BY p.id
      ) AS standings
      ) AS row)) AS "standings",
      array_to_json(ARRAY(SELECT row_to_json(row) FROM (SELECT
        accounts.id AS "id",
        accounts."partnerId" AS "partnerId",
        accounts."membershipId" AS "membershipId",
        accounts.currency AS "currency",
        accounts."enteredOn" AS "enteredOn",
        accounts."isVerified" AS "isVerified",
        accounts."withholdingPercent" AS "withholdingPercent",
        accounts."minimumMinor"::text AS "minimumMinor"
      FROM (
        SELECT account.id, account.partner_id AS "partnerId", account.membership_id AS "membershipId", account.currency,
          (account.entered_at AT TIME ZONE settings.time_zone)::date AS "enteredOn",
          account.verified_at IS NOT NULL AS "isVerified",
          trim_scale(account.withholding_percent)::text AS "withholdingPercent", coalesce(minimum.amount_minor, 0) AS "minimumMinor"
        FROM payee_account AS account
        JOIN vendor_settings AS settings ON settings.id = 1
        LEFT JOIN payout_minimum AS minimum ON minimum.currency = account.currency
        WHERE account.partner_id = ANY (ARRAY[partner.id]::uuid[]) AND account.revoked_at IS NULL
        ORDER BY account.id
      ) AS accounts
      ) AS row)) AS "accounts",
      array_to_json(ARRAY(SELECT row_to_json(row) FROM (SELECT
        "openPayouts".id AS "id",
        "openPayouts"."partnerId" AS "partnerId",
        "openPayouts"."membershipId" AS "membershipId"
      FROM (
        SELECT payout.id, payout.partner_id AS "partnerId", account.membership_id AS "membershipId"
        FROM payout JOIN payee_account AS account ON account.id = payout.payee_account_id AND account.partner_id = payout.partner_id
        WHERE payout.partner_id = ANY (ARRAY[partner.id]::uuid[]) AND payout.status IN ('DRAFT', 'APPROVED')
        ORDER BY payout.id
      ) AS "openPayouts"
      ) AS row)) AS "openPayouts",
      array_to_json(ARRAY(SELECT row_to_json(row) FROM (SELECT
        rates."from" AS "from",
        rates."to" AS "to",
        rates.rate AS "rate",
        rates."isInverse" AS "isInverse"
      FROM (
        SELECT question.from_code AS "from", question.to_code AS "to", found.rate::text AS rate, found.is_inverse AS "isInverse"
        FROM (
          SELECT DISTINCT e.currency AS from_code, account.currency AS to_code
          FROM ledger_entry AS e JOIN payee_account AS account ON account.partner_id = e.partner_id AND account.revoked_at IS NULL
          WHERE e.partner_id = ANY (ARRAY[partner.id]::uuid[]) AND e.currency <> account.currency AND (e.to_account IN ('PAYABLE', 'RECOVERABLE') OR e.from_account IN ('PAYABLE', 'RECOVERABLE'))
        ) AS question
        CROSS JOIN LATERAL (
          SELECT known.rate, side.is_inverse FROM (VALUES (false), (true)) AS side (is_inverse)
          CROSS JOIN LATERAL (
            SELECT rate FROM exchange_rate
            WHERE from_currency = CASE WHEN side.is_inverse THEN question.to_code ELSE question.from_code END
              AND to_currency = CASE WHEN side.is_inverse THEN question.from_code ELSE question.to_code END
              AND valid_from <= (SELECT ($7::timestamptz AT TIME ZONE time_zone)::date FROM vendor_settings WHERE id = 1)::date AND (NULL::timestamptz IS NULL OR booked_at <= NULL::timestamptz)
            ORDER BY valid_from DESC, booked_at DESC, id DESC LIMIT 1
          ) AS known
          ORDER BY side.is_inverse LIMIT 1
        ) AS found
        ORDER BY 1, 2
      ) AS rates
      ) AS row)) AS "rates"
    ) AS row) AS "nextPayout"
  FROM partner AS partner
  WHERE partner.id = $8::uuid
  ) AS row) AS "partner"
  , (SELECT row_to_json(row) FROM (SELECT
    array_to_json(ARRAY(SELECT row_to_json(row) FROM (
      SELECT id FROM partner WHERE id = $9::uuid
    ) AS row)) AS "partner",
    array_to_json(ARRAY(SELECT row_to_json(row) FROM (
      SELECT e.period, g.product_id::text AS "productId", e.currency, e.from_account AS "from", e.to_account AS "to",
      sum(e.amount_minor)::bigint::text AS "amountMinor"
      FROM ledger_entry AS e
      LEFT JOIN commission_earning AS g ON g.id = e.earning_id AND g.partner_id = e.partner_id
      WHERE e.partner_id = $9::uuid AND e.booked_at <= $10::timestamptz
      GROUP BY 1, 2, 3, 4, 5
    ) AS row)) AS "moved",
    array_to_json(ARRAY(SELECT row_to_json(row) FROM (
      WITH asked AS MATERIALIZED (
      SELECT ($10::timestamptz AT TIME ZONE $11::text)::date AS day
      ), program AS MATERIALIZED (
      SELECT v.stage_weights AS weights FROM program_version AS v
      JOIN partner_program AS p ON p.id = v.program_id
      JOIN partner ON partner.id = $9::uuid
      WHERE v.status = 'PUBLISHED' AND v.valid_from <= (SELECT day FROM asked) AND (v.valid_to IS NULL OR v.valid_to > (SELECT day FROM asked))
      AND (cardinality(v.partner_types) = 0 OR partner.type = ANY (v.partner_types))
      ORDER BY EXISTS (SELECT FROM tier_placement AS t WHERE t.partner_id = partner.id AND t.program_id = v.program_id) DESC, p.code
      LIMIT 1
      ), earned AS MATERIALIZED (
      SELECT e.product_id, e.booked_at, r.amount_minor, r.revenue_minor * r.share_numerator / r.share_denominator AS revenue_minor,
      row_number() OVER (PARTITION BY e.product_id ORDER BY e.commission_on DESC, e.id DESC) AS of_product,
      row_number() OVER (ORDER BY e.commission_on DESC, e.id DESC) AS of_all
      FROM commission_earning AS e
      CROSS JOIN LATERAL (SELECT v.* FROM earning_revision AS v WHERE v.partner_id = e.partner_id AND v.earning_id = e.id
      ORDER BY v.number DESC LIMIT 1) AS r
      WHERE e.partner_id = $9::uuid AND e.spiff_id IS NULL AND r.revenue_minor > 0 AND r.amount_minor > 0
      )
      SELECT referral.id::text AS "referralId", o.product_id::text AS "productId", o.close_on AS "closeOn", o.amount_minor::text AS "amountMinor", o.currency, o.stage,
      coalesce(a.share_numerator, 1) AS "shareNumerator", coalesce(a.share_denominator, 1) AS "shareDenominator",
      program.weights, last.amount_minor::text AS "commissionMinor", last.revenue_minor::bigint::text AS "revenueMinor"
      FROM opportunity AS o
      JOIN LATERAL (SELECT r.id FROM referral AS r WHERE r.opportunity_id = o.id AND r.partner_id = $9::uuid
      AND r.status = 'ACCEPTED' ORDER BY r.id LIMIT 1) AS referral ON true
      LEFT JOIN LATERAL (SELECT a.share_numerator, a.share_denominator FROM attribution AS a
      WHERE a.opportunity_id = o.id AND a.partner_id = $9::uuid AND a.ended_at IS NULL AND a.status = 'ACTIVE'
      ORDER BY a.id LIMIT 1) AS a ON true
      LEFT JOIN program ON true
      LEFT JOIN LATERAL (SELECT e.amount_minor, e.revenue_minor FROM earned AS e
      WHERE e.of_all = 1 OR (e.of_product = 1 AND e.product_id = o.product_id)
      ORDER BY e.product_id = o.product_id DESC NULLS LAST LIMIT 1) AS last ON true
      WHERE o.stage NOT IN ('WON', 'LOST') AND o.amount_minor > 0 AND o.currency IS NOT NULL
      ORDER BY o.amount_minor DESC, o.id LIMIT 1000
    ) AS row)) AS "deals",
    array_to_json(ARRAY(SELECT row_to_json(row) FROM (
      SELECT product.id AS "productId" FROM product
      WHERE product.id IN (
      SELECT e.product_id FROM commission_earning AS e WHERE e.partner_id = $9::uuid
      UNION ALL SELECT o.product_id FROM referral AS r JOIN opportunity AS o ON o.id = r.opportunity_id
      WHERE r.partner_id = $9::uuid AND r.status = 'ACCEPTED')
      ORDER BY product.code
    ) AS row)) AS "products"
  ) AS row) AS "commissionSummary"
  , (WITH page AS MATERIALIZED (
    SELECT statement.*, row_number() OVER () AS page_place FROM (
      SELECT statement.* FROM statement AS statement
      WHERE true
      AND statement.partner_id = $5::uuid
      AND statement.partner_id = ANY ($6::uuid[])
      ORDER BY statement.period DESC, statement.id DESC
      LIMIT 1 + 1
    ) AS statement
  )
  (SELECT row_to_json(row) FROM (SELECT
    array_to_json(ARRAY(SELECT row_to_json(row) FROM (SELECT
      'Statement_' || page.id AS "id",
      page.period AS "period",
      page.status AS "status",
      to_char(page.issued_at, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS "issuedAt",
      page.accepts_on AS "acceptsOn",
      (SELECT row_to_json(row) FROM (SELECT
        portal_amount(page.closing_minor, page.currency) AS "amount",
        page.currency AS "currency"
      ) AS row) AS "closing",
      (SELECT row_to_json(row) FROM (SELECT
        page.status AS "status",
        page.partner_id AS "partnerId",
        CASE WHEN commission_period.label IS NOT NULL THEN
          (SELECT row_to_json(row) FROM (SELECT
            commission_period.status AS "status"
          ) AS row)
        END AS "fiscalMonth"
      ) AS row) AS "availableActions"
    FROM page
    LEFT JOIN LATERAL (
      SELECT commission_period.* FROM commission_period AS commission_period
      WHERE commission_period.label = page.period
      OFFSET 0
    ) AS commission_period ON true
    WHERE page.page_place <= 1
    ORDER BY page.page_place
    ) AS row)) AS "nodes"
  ) AS row)
  ) AS "latestStatement"
  , (SELECT row_to_json(row) FROM (SELECT
    array_to_json(ARRAY(SELECT row_to_json(row) FROM (
      SELECT asked.day AS "on", asked.time_zone AS "timeZone", portal_certifications_held(partner.id) AS holdings
      FROM partner CROSS JOIN (
      SELECT coalesce($12::date, ($13::timestamptz AT TIME ZONE time_zone)::date) AS day, time_zone
      FROM vendor_settings WHERE id = 1) AS asked WHERE partner.id = $14::uuid
    ) AS row)) AS "partner",
    array_to_json(ARRAY(SELECT row_to_json(row) FROM (
      SELECT program.id, program.code, program.name FROM certification_program AS program
      WHERE EXISTS (SELECT FROM certification_version AS version WHERE version.program_id = program.id AND version.status = 'PUBLISHED')
      ORDER BY program.name, program.id LIMIT 100
    ) AS row)) AS "programs",
    array_to_json(ARRAY(SELECT row_to_json(row) FROM (
      SELECT tier.id, program.code AS "partnerProgramCode", tier.version_id AS "versionId", tier.code, tier.name, tier.rank,
      (cardinality(version.partner_types) = 0 OR partner.type = ANY (version.partner_types)) AS "isForType",
      (SELECT count(*)::int FROM program_requirement WHERE tier_id = tier.id) AS "requirementCount",
      coalesce((SELECT json_agg(json_build_object('certificationProgramId', certification_program_id,
      'threshold', ceil(threshold)::int, 'level', level) ORDER BY position)
      FROM program_requirement WHERE tier_id = tier.id AND metric = 'CERTIFIED_PEOPLE' AND certification_program_id IS NOT NULL),
      '[]') AS requirements
      FROM partner CROSS JOIN (
      SELECT coalesce($12::date, ($13::timestamptz AT TIME ZONE time_zone)::date) AS day, time_zone
      FROM vendor_settings WHERE id = 1) AS asked
      JOIN program_version AS version ON version.status = 'PUBLISHED' AND version.valid_from <= asked.day
      AND (version.valid_to IS NULL OR version.valid_to > asked.day)
      JOIN partner_program AS program ON program.id = version.program_id
      JOIN program_tier AS tier ON tier.version_id = version.id
      WHERE partner.id = $14::uuid
      ORDER BY program.code, tier.rank
    ) AS row)) AS "tiers",
    array_to_json(ARRAY(SELECT row_to_json(row) FROM (
      SELECT DISTINCT ON (placement.program_id) program.code AS "partnerProgramCode", tier.code, tier.rank
      FROM tier_placement AS placement
      JOIN (
      SELECT coalesce($12::date, ($13::timestamptz AT TIME ZONE time_zone)::date) AS day, time_zone
      FROM vendor_settings WHERE id = 1) AS asked ON placement.effective_on <= asked.day
      JOIN partner_program AS program ON program.id = placement.program_id
      JOIN program_tier AS tier ON tier.id = placement.tier_id
      WHERE placement.partner_id = $14::uuid
      ORDER BY placement.program_id, placement.effective_on DESC, placement.booked_at DESC, placement.id DESC
    ) AS row)) AS "placed",
    array_to_json(ARRAY(SELECT row_to_json(row) FROM (
      SELECT enrolment.id, enrolment.person_id AS "personId", membership.id AS "membershipId", membership.name,
      enrolment.program_id AS "programId", enrolment.version_id AS "versionId", enrolment.path,
      coalesce((SELECT json_agg(json_build_object('requirementId', requirement_id, 'status', status,
      'nextAttemptAt', next_attempt_at)) FROM enrolment_progress WHERE enrolment_id = enrolment.id), '[]') AS progress
      FROM enrolment JOIN membership ON membership.id = enrolment.membership_id
      WHERE
      enrolment.partner_id = $14::uuid AND enrolment.status = 'OPEN'
      AND enrolment.membership_id = coalesce($15::uuid, enrolment.membership_id) ORDER BY enrolment.opened_at, enrolment.id
    ) AS row)) AS "onTheWay",
    array_to_json(ARRAY(SELECT row_to_json(row) FROM (
      SELECT version.id,
      (SELECT json_agg(json_build_object('id', id, 'title', title, 'mode', mode, 'needed', needed) ORDER BY position)
      FROM certification_group WHERE version_id = version.id) AS groups,
      (SELECT json_agg(json_build_object('id', requirement.id, 'groupId', requirement.group_id, 'code', requirement.code,
      'title', requirement.title, 'kind', requirement.kind, 'externalCode', requirement.external_code,
      'isBridge', requirement.is_bridge) ORDER BY grouped.position, requirement.position)
      FROM certification_requirement AS requirement
      LEFT JOIN certification_group AS grouped ON grouped.id = requirement.group_id
      WHERE requirement.version_id = version.id) AS requirements
      FROM certification_version AS version
      WHERE version.id = ANY (ARRAY(SELECT enrolment.version_id FROM enrolment WHERE
      enrolment.partner_id = $14::uuid AND enrolment.status = 'OPEN'
      AND enrolment.membership_id = coalesce($15::uuid, enrolment.membership_id)))
    ) AS row)) AS "versions"
  ) AS row) AS "certificationStatus"
  , (WITH page_2 AS MATERIALIZED (
    SELECT referral_2.*, row_number() OVER () AS page_place FROM (
      SELECT referral_2.* FROM referral AS referral_2
      WHERE true
      AND referral_2.status = $16
      AND referral_2.partner_id = $5::uuid
      AND referral_2.partner_id = ANY ($6::uuid[])
      ORDER BY referral_2.status_since, referral_2.id
      LIMIT 5 + 1
    ) AS referral_2
  )
  (SELECT row_to_json(row) FROM (SELECT
    array_to_json(ARRAY(SELECT row_to_json(row) FROM (SELECT
      'Referral_' || page_2.id AS "id",
      page_2.customer_name AS "customerName",
      page_2.decision_code AS "decisionCode",
      to_char(page_2.lapses_at, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS "lapsesAt"
    FROM page_2
    WHERE page_2.page_place <= 5
    ORDER BY page_2.page_place
    ) AS row)) AS "nodes"
  ) AS row)
  ) AS "returnedReferrals"
  , (WITH page_3 AS MATERIALIZED (
    SELECT remediation_plan.*, row_number() OVER () AS page_place FROM (
      SELECT remediation_plan.* FROM remediation_plan AS remediation_plan
      WHERE true
      AND remediation_plan.status = $17
      AND remediation_plan.partner_id = $5::uuid
      AND remediation_plan.partner_id = ANY ($6::uuid[])
      ORDER BY remediation_plan.status_since, remediation_plan.id
      LIMIT 5 + 1
    ) AS remediation_plan
  )
  (SELECT row_to_json(row) FROM (SELECT
    array_to_json(ARRAY(SELECT row_to_json(row) FROM (SELECT
      'RemediationPlan_' || page_3.id AS "id",
      page_3.due_on AS "dueOn",
      (SELECT row_to_json(row) FROM (SELECT
        trim_scale(page_3.before)::text AS "before",
        trim_scale(page_3.target)::text AS "target",
        trim_scale(page_3.latest)::text AS "latest"
      ) AS row) AS "progress",
      array_to_json(ARRAY(SELECT row_to_json(row) FROM (SELECT
        'RemediationAction_' || remediation_action.id AS "id",
        remediation_action.title AS "title",
        remediation_action.due_on AS "dueOn",
        to_char(remediation_action.done_at, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS "doneAt"
      FROM remediation_action AS remediation_action
      WHERE remediation_action.plan_id = page_3.id AND remediation_action.partner_id = page_3.partner_id
      ORDER BY remediation_action.position
      LIMIT 50
      ) AS row)) AS "actions"
    FROM page_3
    WHERE page_3.page_place <= 5
    ORDER BY page_3.page_place
    ) AS row)) AS "nodes"
  ) AS row)
  ) AS "remediationPlans"
  , (SELECT row_to_json(row) FROM (SELECT
    array_to_json(ARRAY(SELECT row_to_json(row) FROM (
      SELECT id FROM partner WHERE id = $18::uuid
    ) AS row)) AS "scope",
    array_to_json(ARRAY(SELECT row_to_json(row) FROM (
      SELECT measure, day FROM unnest($19::text[]) AS measure
      CROSS JOIN LATERAL (
      SELECT starts_on AS day FROM kpi_cell AS c WHERE c.measure = measure.measure AND c.grain = 'DAY' ORDER BY starts_on LIMIT 1
      ) AS first
    ) AS row)) AS "firstDays",
    array_to_json(ARRAY(SELECT row_to_json(row) FROM (
      WITH sums AS MATERIALIZED (
      SELECT 0 AS place, '' AS key, '' AS slice, '' AS currency, NULL AS month, NULL::int AS bucket, '0' AS count, '0' AS total,
      NULL AS gross, NULL AS net WHERE false
      UNION ALL (
      SELECT q.place, ''::text AS key, c.slice, c.currency,
      CASE WHEN c.currency NOT IN ('', coalesce($20::text, c.currency)) THEN c.starts_on::text END AS month,
      NULL::int AS bucket, sum(c.count)::text AS count, sum(c.total)::text AS total, NULL AS gross, NULL AS net
      FROM jsonb_to_recordset($21::jsonb) AS q (place int, measure text, grain text, from_day date, until_day date) CROSS JOIN LATERAL (
      SELECT * FROM kpi_cell AS c WHERE c.measure = q.measure AND c.grain = q.grain
      AND c.starts_on >= q.from_day AND c.starts_on < q.until_day
      AND c.partner_id = $18::uuid
      OFFSET 0) AS c
      WHERE
      c.partner_id = $18::uuid
      GROUP BY 1, 2, 3, 4, 5)
      UNION ALL (
      WITH asked AS (SELECT q.* FROM jsonb_to_recordset($22::jsonb) AS q (place int, measure text, grain text, from_day date, until_day date)),
      delta AS (
      SELECT c.measure, ''::text AS key, c.member_id, c.day, sum(c.value) AS value
      FROM (SELECT measure, max(until_day) AS until_day FROM asked GROUP BY measure) AS q
      CROSS JOIN LATERAL (
      SELECT * FROM kpi_fact AS c WHERE c.measure = q.measure AND c.day < q.until_day
      AND c.partner_id = $18::uuid
      OFFSET 0) AS c
      WHERE
      c.partner_id = $18::uuid
      GROUP BY 1, 2, 3, 4),
      level AS (
      SELECT measure, key, member_id, day, sum(value) OVER (PARTITION BY measure, key, member_id ORDER BY day) > 0 AS is_in FROM delta),
      step AS (
      SELECT measure, key, day, is_in::int - coalesce(lag(is_in) OVER (PARTITION BY measure, key, member_id ORDER BY day), false)::int AS moved
      FROM level),
      moved AS (SELECT measure, key, day, sum(moved)::bigint AS moved FROM step WHERE moved <> 0 GROUP BY 1, 2, 3)
      SELECT q.place, m.key, '' AS slice, '' AS currency, NULL AS month,
      NULL::int AS bucket, sum(m.moved)::text AS count, '0' AS total, NULL AS gross, NULL AS net
      FROM asked AS q JOIN moved AS m ON m.measure = q.measure AND m.day < q.until_day GROUP BY 1, 2)
      )
      SELECT array_to_json(ARRAY(SELECT row_to_json(row) FROM sums AS row)) AS sums,
      array_to_json(ARRAY(SELECT row_to_json(row) FROM (
      SELECT WHERE false
      ) AS row)) AS rates
    ) AS row)) AS "read",
    array_to_json(ARRAY(SELECT row_to_json(row) FROM (
      SELECT kpi, trim_scale(value)::text AS value, currency FROM kpi_target
      WHERE scope_kind = $23::text AND scope_key = $18::text
      AND period = $24::text
    ) AS row)) AS "targets"
  ) AS row) AS "kpiScorecard"
) AS answer
