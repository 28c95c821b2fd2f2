SELECT row_to_json(answer)::text AS data
FROM (SELECT
  (SELECT row_to_json(row) FROM (SELECT
    'Statement_' || statement.id AS "id",
    statement.version AS "version",
    statement.status AS "status",
    statement.period AS "period",
    statement.currency AS "currency",
    statement.addressee AS "addressee",
    (SELECT row_to_json(row) FROM (SELECT
      portal_amount(statement.opening_minor, statement.currency) AS "amount",
      statement.currency AS "currency"
    ) AS row) AS "opening",
    (SELECT row_to_json(row) FROM (SELECT
      portal_amount(statement.closing_minor, statement.currency) AS "amount",
      statement.currency AS "currency"
    ) AS row) AS "closing",
    statement.line_count AS "lineCount",
    statement.sha256 AS "sha256",
    to_char(statement.issued_at, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS "issuedAt",
    statement.accepts_on AS "acceptsOn",
    to_char(statement.accepted_at, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS "acceptedAt",
    (SELECT membership.name FROM membership AS membership WHERE membership.id = statement.accepted_by_id AND membership.partner_id = statement.partner_id) AS "acceptedByName",
    array_to_json(ARRAY(SELECT row_to_json(row) FROM (SELECT
      totals.kind AS "kind",
      totals.count AS "lineCount",
      (SELECT row_to_json(row) FROM (SELECT
        portal_amount(totals.minor, totals.currency) AS "amount",
        totals.currency AS "currency"
      ) AS row) AS "amount"
    FROM (
      SELECT entry.kind, count(*)::integer AS count, sum(entry.statement_minor)::bigint AS minor, entry.currency
      FROM (
        SELECT line.kind, line.currency, line.statement_minor FROM ledger_entry AS line
        WHERE line.partner_id = statement.partner_id::uuid AND line.currency = statement.currency::text AND line.period = statement.period::text AND line.statement_minor <> 0
        ORDER BY line.id
      ) AS entry
      GROUP BY entry.kind, entry.currency
      ORDER BY entry.kind
    ) AS totals
    ) AS row)) AS "totals",
    (SELECT row_to_json(row) FROM (SELECT
      verification.agrees AS "agrees",
      verification.sha256 AS "sha256"
    FROM (
      SELECT told.sha256, told.closing AS "closingMinor", told.currency,
        told.sha256 = told.stated_sha256 AND told.count = told.stated_count AND told.closing = told.stated_closing AS agrees
      FROM (
        SELECT encode(sha256(convert_to(concat_ws(E'\n', jsonb_build_array(s.partner_id::uuid, s.addressee::text, s.currency::text,
          s.period::text, s.opening_minor::bigint, s.opening_minor + line.moved::bigint, line.count::bigint)::text, line.text), 'UTF8')), 'hex') AS sha256, line.count, s.opening_minor + line.moved AS closing, s.currency,
          s.sha256 AS stated_sha256, s.line_count AS stated_count, s.closing_minor AS stated_closing
        FROM statement AS s CROSS JOIN LATERAL (
          SELECT count(*) AS count, coalesce(sum(entry.statement_minor), 0)::bigint AS moved,
            string_agg(jsonb_build_array(entry.id, entry.kind, entry.from_account, entry.to_account, entry.amount_minor, entry.statement_minor,
              entry.effective_on, earning.order_number, product.code, entry.explanation)::text, E'\n' ORDER BY entry.id) AS text
          FROM ledger_entry AS entry
          LEFT JOIN commission_earning AS earning ON earning.id = entry.earning_id
          LEFT JOIN product ON product.id = earning.product_id
          WHERE entry.partner_id = s.partner_id AND entry.currency = s.currency AND entry.period = s.period
            AND entry.statement_minor <> 0) AS line
        WHERE s.id = statement.id::uuid) AS told
    ) AS verification
    ) AS row) AS "verification",
    (SELECT row_to_json(row) FROM (SELECT
      statement.status AS "status",
      statement.partner_id AS "partnerId",
      (SELECT row_to_json(row) FROM (SELECT
        commission_period.status AS "status"
      FROM commission_period AS commission_period
      WHERE commission_period.label = statement.period
      ) AS row) AS "fiscalMonth"
    ) AS row) AS "availableActions",
    (WITH page AS MATERIALIZED (
      SELECT ledger_entry.*, row_number() OVER () AS page_place FROM (
        SELECT ledger_entry.* FROM ledger_entry AS ledger_entry
        WHERE ledger_entry.statement_minor <> 0 AND ledger_entry.partner_id = statement.partner_id AND ledger_entry.currency = statement.currency AND ledger_entry.period = statement.period
        AND ledger_entry.partner_id = ANY ($1::uuid[])
        ORDER BY ledger_entry.id
        LIMIT 50 + 1
      ) AS ledger_entry
    )
    (SELECT row_to_json(row) FROM (SELECT
      array_to_json(ARRAY(SELECT row_to_json(row) FROM (SELECT
        'StatementLine_' || page.id AS "id",
        page.kind AS "kind",
        page.effective_on AS "effectiveOn",
        commission_earning.order_number AS "orderNumber",
        CASE WHEN product.id IS NOT NULL THEN
          (SELECT row_to_json(row) FROM (SELECT
            'Product_' || product.id AS "id",
            product.name AS "name"
          ) AS row)
        END AS "product",
        (SELECT row_to_json(row) FROM (SELECT
          portal_amount(page.statement_minor, page.currency) AS "amount",
          page.currency AS "currency"
        ) AS row) AS "amount",
        CASE WHEN commission_earning.id IS NOT NULL THEN
          (SELECT row_to_json(row) FROM (SELECT
            'CommissionEarning_' || commission_earning.id AS "id",
            commission_earning.slot AS "slot",
            (SELECT row_to_json(row) FROM (SELECT
              commission_earning.currency AS "currency",
              array_to_json(ARRAY(SELECT row_to_json(row) FROM (SELECT
                ledger_entry_2.from_account AS "fromAccount",
                ledger_entry_2.to_account AS "toAccount",
                ledger_entry_2.amount_minor::text AS "amountMinor",
                ledger_entry_2.currency AS "currency"
              FROM ledger_entry AS ledger_entry_2
              WHERE ledger_entry_2.earning_id = commission_earning.id AND ledger_entry_2.partner_id = commission_earning.partner_id
              ) AS row)) AS "entries"
            ) AS row) AS "status"
          ) AS row)
        END AS "earning",
        (SELECT row_to_json(row) FROM (SELECT
          page.explanation AS "explanation",
          page.booked_at AS "bookedAt",
          page.currency AS "currency",
          CASE WHEN commission_earning.id IS NOT NULL THEN
            (SELECT row_to_json(row) FROM (SELECT
              array_to_json(ARRAY(SELECT row_to_json(row) FROM (SELECT
                earning_revision.number AS "number",
                earning_revision.explanation AS "explanation",
                earning_revision.booked_at AS "bookedAt"
              FROM earning_revision AS earning_revision
              WHERE earning_revision.earning_id = commission_earning.id AND earning_revision.partner_id = commission_earning.partner_id
              ) AS row)) AS "revisions"
            ) AS row)
          END AS "earning",
          CASE WHEN dispute.id IS NOT NULL THEN
            (SELECT row_to_json(row) FROM (SELECT
              CASE WHEN ledger_entry_3.id IS NOT NULL THEN
                (SELECT row_to_json(row) FROM (SELECT
                  ledger_entry_3.booked_at AS "bookedAt",
                  ledger_entry_3.explanation AS "explanation"
                ) AS row)
              END AS "entry"
            ) AS row)
          END AS "dispute"
        ) AS row) AS "explanation",
        (SELECT row_to_json(row) FROM (SELECT
          page.explanation AS "explanation",
          page.currency AS "currency"
        ) AS row) AS "contest"
      FROM page
      LEFT JOIN LATERAL (
        SELECT commission_earning.* FROM commission_earning AS commission_earning
        WHERE commission_earning.id = page.earning_id AND commission_earning.partner_id = page.partner_id
        OFFSET 0
      ) AS commission_earning ON true
      LEFT JOIN LATERAL (
        SELECT product.* FROM product AS product
        WHERE product.id = commission_earning.product_id
        OFFSET 0
      ) AS product ON true
      LEFT JOIN LATERAL (
        SELECT dispute.* FROM dispute AS dispute
        WHERE dispute.id = page.dispute_id AND dispute.partner_id = page.partner_id
        OFFSET 0
      ) AS dispute ON true
      LEFT JOIN LATERAL (
        SELECT ledger_entry_3.* FROM ledger_entry AS ledger_entry_3
        WHERE ledger_entry_3.id = dispute.entry_id AND ledger_entry_3.partner_id = dispute.partner_id
        OFFSET 0
      ) AS ledger_entry_3 ON true
      WHERE page.page_place <= 50
      ORDER BY page.page_place
      ) AS row)) AS "nodes",
      (SELECT row_to_json(row) FROM (SELECT
        (SELECT count(*) > 50 FROM page) AS "hasNextPage",
        (SELECT
          rtrim(translate(encode(convert_to('["ID",' || to_json(page.id::text)::text || ',"' || page.id || '"]', 'UTF8'), 'base64'), E'+/\n', '-_'), '=')
        FROM page WHERE page.page_place <= 50 ORDER BY page.page_place DESC LIMIT 1) AS "endCursor"
      ) AS row) AS "pageInfo"
    ) AS row)
    ) AS "lines"
  FROM statement AS statement
  WHERE statement.id = $2::uuid
  ) AS row) AS "statement"
) AS answer
