SELECT row_to_json(answer)::text AS data
FROM (SELECT
  (SELECT row_to_json(row) FROM (SELECT
    $1::text AS "name",
    (SELECT row_to_json(row) FROM (SELECT
      'Partner_' || partner.id AS "id",
      partner.name AS "name",
      partner.status AS "status",
      partner.currency AS "currency"
    FROM partner AS partner
    WHERE partner.id = $2::uuid
    ) AS row) AS "partner"
  ) AS row) AS "viewer"
  , array_to_json(ARRAY(SELECT row_to_json(row) FROM (SELECT
    'Product_' || product.id AS "id",
    product.name AS "name",
    product.family AS "family"
  FROM product AS product
  WHERE true AND product.active = true
  ORDER BY product.name, product.id
  LIMIT 500
  ) AS row)) AS "products"
) AS answer
