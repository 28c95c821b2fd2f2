import { Prisma } from '../../platform/database/generated/client/client.ts';
import { sqlRows } from '../../platform/database/sql-rows.ts';

/** When the vendor works: one row. Weekdays count from Monday, which is 1. */
export const BUSINESS_CALENDAR = sqlRows(
  { timeZone: 'text', hours: 'jsonb', holidays: 'jsonb' },
  () => Prisma.sql`
    SELECT time_zone AS "timeZone",
      (SELECT coalesce(jsonb_agg(jsonb_build_array(weekday, opens_minute, closes_minute) ORDER BY weekday, opens_minute), '[]') FROM business_hours) AS hours,
      (SELECT coalesce(jsonb_agg(date ORDER BY date), '[]') FROM holiday) AS holidays
    FROM vendor_settings WHERE id = 1`,
);
