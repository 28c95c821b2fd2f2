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
  (WITH
    products AS MATERIALIZED (
      SELECT product.id AS "productId" FROM product
      WHERE product.id IN (
      SELECT e.product_id FROM commission_earning AS e WHERE e.partner_id = $1::uuid
      UNION ALL SELECT o.product_id FROM referral AS r JOIN opportunity AS o ON o.id = r.opportunity_id
      WHERE r.partner_id = $1::uuid AND r.status = 'ACCEPTED')
      ORDER BY product.code
    )
  SELECT row_to_json(row) FROM (SELECT
    array_to_json(ARRAY(SELECT row_to_json(row) FROM (
      SELECT id FROM partner WHERE id = $1::uuid
    ) AS row)) AS "partner",
    array_to_json(ARRAY(SELECT row_to_json(row) FROM (
      SELECT e.period, g.product_id::text AS "productId", e.currency, e.from_account AS "from", e.to_account AS "to",
      sum(e.amount_minor)::bigint::text AS "amountMinor"
      FROM ledger_entry AS e
      LEFT JOIN commission_earning AS g ON g.id = e.earning_id AND g.partner_id = e.partner_id
      WHERE e.partner_id = $1::uuid AND e.booked_at <= $2::timestamptz
      GROUP BY 1, 2, 3, 4, 5
    ) AS row)) AS "moved",
    array_to_json(ARRAY(SELECT row_to_json(row) FROM (
      WITH asked AS MATERIALIZED (
      SELECT ($2::timestamptz AT TIME ZONE $3::text)::date AS day
      ), program AS MATERIALIZED (
      SELECT v.stage_weights AS weights FROM program_version AS v
      JOIN partner_program AS p ON p.id = v.program_id
      JOIN partner ON partner.id = $1::uuid
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
      WHERE e.partner_id = $1::uuid AND e.spiff_id IS NULL AND r.revenue_minor > 0 AND r.amount_minor > 0
      )
      SELECT referral.id::text AS "referralId", o.product_id::text AS "productId", o.close_on AS "closeOn", o.amount_minor::text AS "amountMinor", o.currency, o.stage,
      coalesce(a.share_numerator, 1) AS "shareNumerator", coalesce(a.share_denominator, 1) AS "shareDenominator",
      program.weights, last.amount_minor::text AS "commissionMinor", last.revenue_minor::bigint::text AS "revenueMinor"
      FROM opportunity AS o
      JOIN LATERAL (SELECT r.id FROM referral AS r WHERE r.opportunity_id = o.id AND r.partner_id = $1::uuid
      AND r.status = 'ACCEPTED' ORDER BY r.id LIMIT 1) AS referral ON true
      LEFT JOIN LATERAL (SELECT a.share_numerator, a.share_denominator FROM attribution AS a
      WHERE a.opportunity_id = o.id AND a.partner_id = $1::uuid AND a.ended_at IS NULL AND a.status = 'ACTIVE'
      ORDER BY a.id LIMIT 1) AS a ON true
      LEFT JOIN program ON true
      LEFT JOIN LATERAL (SELECT e.amount_minor, e.revenue_minor FROM earned AS e
      WHERE e.of_all = 1 OR (e.of_product = 1 AND e.product_id = o.product_id)
      ORDER BY e.product_id = o.product_id DESC NULLS LAST LIMIT 1) AS last ON true
      WHERE o.stage NOT IN ('WON', 'LOST') AND o.amount_minor > 0 AND o.currency IS NOT NULL
      ORDER BY o.amount_minor DESC, o.id LIMIT 1000
    ) AS row)) AS "deals",
    array_to_json(ARRAY(SELECT row_to_json(products) FROM products)) AS "products",
    (SELECT row_to_json(row) FROM (SELECT
      (SELECT json_object_agg(product.id,
        (SELECT row_to_json(row) FROM (SELECT
          'Product_' || product.id AS "id",
          product.code AS "code",
          product.name AS "name"
        ) AS row)
      ) FROM product AS product WHERE product.id IN (SELECT products."productId" FROM products)) AS "0"
    ) AS row) AS "$rows"
  ) AS row) AS "commissionSummary"
  , (SELECT row_to_json(row) FROM (SELECT
    (SELECT row_to_json(row) FROM (SELECT
      partner_2.id AS "id",
      (SELECT ($4::timestamptz AT TIME ZONE time_zone)::date FROM vendor_settings WHERE id = 1) AS "today",
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
          WHERE s.partner_id = ANY (ARRAY[partner_2.id]::uuid[]) AND s.status IN ('ISSUED', 'ACCEPTED')
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
          WHERE e.partner_id = ANY (ARRAY[partner_2.id]::uuid[]) AND (e.to_account IN ('PAYABLE', 'RECOVERABLE') OR e.from_account IN ('PAYABLE', 'RECOVERABLE'))
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
              AND a.effective_from <= (SELECT ($4::timestamptz AT TIME ZONE time_zone)::date FROM vendor_settings WHERE id = 1)::date AND (a.effective_to IS NULL OR a.effective_to > (SELECT ($4::timestamptz AT TIME ZONE time_zone)::date FROM vendor_settings WHERE id = 1)::date)
              AND (a.method <> 'SUBMITTED' OR EXISTS (SELECT FROM agreement_decision AS d
                WHERE d.partner_id = a.partner_id AND d.agreement_id = a.id AND d.outcome = 'VERIFIED'))
              AND NOT EXISTS (SELECT FROM agreement_decision AS d
                WHERE d.partner_id = a.partner_id AND d.agreement_id = a.id AND d.outcome = 'REVOKED' AND d.effective_on <= (SELECT ($4::timestamptz AT TIME ZONE time_zone)::date FROM vendor_settings WHERE id = 1)::date)
          ) END AS "hasTaxForm",
          EXISTS (SELECT FROM payout_hold AS h WHERE h.partner_id = p.id AND h.lifted_at IS NULL) AS "isHeldByFinance",
          settings.tax_form_template AS "taxFormTemplate", settings.bank_hold_days AS "bankHoldDays"
        FROM commission_settings AS settings
        JOIN partner AS p ON p.id = ANY (ARRAY[partner_2.id]::uuid[])
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
        WHERE account.partner_id = ANY (ARRAY[partner_2.id]::uuid[]) AND account.revoked_at IS NULL
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
        WHERE payout.partner_id = ANY (ARRAY[partner_2.id]::uuid[]) AND payout.status IN ('DRAFT', 'APPROVED')
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
          WHERE e.partner_id = ANY (ARRAY[partner_2.id]::uuid[]) AND e.currency <> account.currency AND (e.to_account IN ('PAYABLE', 'RECOVERABLE') OR e.from_account IN ('PAYABLE', 'RECOVERABLE'))
        ) AS question
        CROSS JOIN LATERAL (
          SELECT known.rate, side.is_inverse FROM (VALUES (false), (true)) AS side (is_inverse)
          CROSS JOIN LATERAL (
            SELECT rate FROM exchange_rate
            WHERE from_currency = CASE WHEN side.is_inverse THEN question.to_code ELSE question.from_code END
              AND to_currency = CASE WHEN side.is_inverse THEN question.from_code ELSE question.to_code END
              AND valid_from <= (SELECT ($4::timestamptz AT TIME ZONE time_zone)::date FROM vendor_settings WHERE id = 1)::date AND (NULL::timestamptz IS NULL OR booked_at <= NULL::timestamptz)
            ORDER BY valid_from DESC, booked_at DESC, id DESC LIMIT 1
          ) AS known
          ORDER BY side.is_inverse LIMIT 1
        ) AS found
        ORDER BY 1, 2
      ) AS rates
      ) AS row)) AS "rates"
    ) AS row) AS "nextPayout"
  FROM partner AS partner_2
  WHERE partner_2.id = $5::uuid
  ) AS row) AS "partner"
  , (SELECT row_to_json(row) FROM (SELECT
    array_to_json(ARRAY(SELECT row_to_json(row) FROM (
      SELECT id FROM partner WHERE id = $6::uuid
    ) AS row)) AS "partner",
    array_to_json(ARRAY(SELECT row_to_json(row) FROM (
      SELECT e.from_account AS "from", e.to_account AS "to", e.currency, sum(e.amount_minor)::bigint::text AS "amountMinor"
      FROM ledger_entry AS e
      WHERE e.partner_id = $6::uuid
      AND e.booked_at <= coalesce($7::timestamptz, 'infinity'::timestamptz)
      GROUP BY e.from_account, e.to_account, e.currency
    ) AS row)) AS "moved"
  ) AS row) AS "ledgerBalance"
  , (WITH page AS MATERIALIZED (
    SELECT ledger_entry.*, row_number() OVER () AS page_place FROM (
      SELECT ledger_entry.* FROM ledger_entry AS ledger_entry
      WHERE ledger_entry.partner_id = $5::uuid
      AND ledger_entry.partner_id = ANY ($8::uuid[])
      ORDER BY ledger_entry.booked_at DESC, ledger_entry.id DESC
      LIMIT 50 + 1
    ) AS ledger_entry
  )
  (SELECT row_to_json(row) FROM (SELECT
    array_to_json(ARRAY(SELECT row_to_json(row) FROM (SELECT
      (SELECT row_to_json(row) FROM (SELECT
        'LedgerEntry_' || page.id AS "id",
        page.kind AS "kind",
        page.from_account AS "from",
        page.to_account AS "to",
        (SELECT row_to_json(row) FROM (SELECT
          portal_amount(page.amount_minor, page.currency) AS "amount",
          page.currency AS "currency"
        ) AS row) AS "amount",
        page.period AS "period",
        page.effective_on AS "effectiveOn",
        commission_earning.order_number AS "orderNumber",
        CASE WHEN product_2.id IS NOT NULL THEN
          (SELECT row_to_json(row) FROM (SELECT
            'Product_' || product_2.id AS "id",
            product_2.code AS "code",
            product_2.name AS "name"
          ) AS row)
        END AS "product"
      ) AS row) AS "node"
    FROM page
    LEFT JOIN LATERAL (
      SELECT commission_earning.* FROM commission_earning AS commission_earning
      WHERE commission_earning.id = page.earning_id AND commission_earning.partner_id = page.partner_id
      OFFSET 0
    ) AS commission_earning ON true
    LEFT JOIN LATERAL (
      SELECT product_2.* FROM product AS product_2
      WHERE product_2.id = commission_earning.product_id
      OFFSET 0
    ) AS product_2 ON true
    WHERE page.page_place <= 50
    ORDER BY page.page_place
    ) AS row)) AS "edges",
    (SELECT row_to_json(row) FROM (SELECT
      (SELECT count(*) > 50 FROM page) AS "hasNextPage",
      (SELECT
        rtrim(translate(encode(convert_to('["BOOKED_AT",' || to_json(to_char(page.booked_at, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))::text || ',"' || page.id || '"]', 'UTF8'), 'base64'), E'+/\n', '-_'), '=')
      FROM page WHERE page.page_place <= 50 ORDER BY page.page_place DESC LIMIT 1) AS "endCursor"
    ) AS row) AS "pageInfo"
  WHERE EXISTS (SELECT FROM partner AS partner_4 WHERE partner_4.id = $5::uuid)
  ) AS row)
  ) AS "ledgerEntries"
) AS answer
