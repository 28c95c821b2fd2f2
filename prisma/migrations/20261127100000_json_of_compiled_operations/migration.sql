-- An amount as the API writes it: in the major unit, with all of the currency's digits. The kernel knows the same digits,
-- and a test compares both for every currency.
CREATE FUNCTION portal_amount(minor bigint, currency text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE
  WHEN currency IN ('BIF', 'CLP', 'DJF', 'GNF', 'ISK', 'JPY', 'KMF', 'KRW', 'PYG', 'RWF', 'UGX', 'UYI', 'VND', 'VUV', 'XAF', 'XOF', 'XPF') THEN minor::text
  WHEN currency IN ('BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND') THEN (minor * 0.001)::text
  WHEN currency IN ('CLF', 'UYW') THEN (minor * 0.0001)::text
  ELSE (minor * 0.01)::text
END;

-- A value that must be there. Where it is not, the statement ends, and the ordinary way answers and says what is wrong.
CREATE FUNCTION portal_present(value anyelement) RETURNS anyelement LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
  IF value IS NULL THEN RAISE EXCEPTION 'a value that must be there is missing'; END IF;
  RETURN value;
END
$$;
