-- A vendor that has set nothing yet works by the plainest settings, so that no code meets a portal without any.
SET LOCAL ROLE portal_job;
INSERT INTO vendor_settings (id, name, time_zone, currency, fiscal_kind, fiscal_start_month, fiscal_year_named_by)
  VALUES (1, 'Vendor', 'UTC', 'USD', 'MONTHS', 1, 'END') ON CONFLICT DO NOTHING;
INSERT INTO vendor_currency (code) SELECT currency FROM vendor_settings ON CONFLICT DO NOTHING;
INSERT INTO business_hours (weekday, opens_minute, closes_minute)
  SELECT weekday, 9 * 60, 17 * 60 FROM generate_series(1, 5) AS weekday
  WHERE NOT EXISTS (SELECT FROM business_hours);
INSERT INTO response_standard (subject, warn_minutes, breach_minutes)
  VALUES ('REFERRAL_DECISION', 8 * 60, 16 * 60) ON CONFLICT DO NOTHING;
RESET ROLE;
