-- Whether an order was entered before is asked of its number without punctuation, case and leading zeros: the expression is the
-- one of that question, word for word, so that it is answered by this index.
CREATE INDEX sales_order_by_bare_number ON sales_order (
  system,
  upper(regexp_replace(regexp_replace(external_id, '[^[:alnum:]]', '', 'g'), '(^|[^0-9])0+([0-9])', '\1\2', 'g'))
);
