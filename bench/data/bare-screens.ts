import { BARE_EARNINGS } from './bare-earnings.ts';
import { instant, money } from './bare-json.ts';
import { BARE_PROGRAM } from './bare-program.ts';

const REFERRAL = `json_build_object('id', 'Referral_' || r.id, 'status', r.status, 'customerName', r.customer_name,
  'createdAt', ${instant('r.created_at')}, 'version', r.version,
  'product', CASE WHEN p.id IS NOT NULL THEN json_build_object('id', 'Product_' || p.id, 'name', p.name) END)`;

/** What somebody who knows the tables and PostgreSQL well would write for each screen by hand. */
export const BARE_STATEMENTS: Readonly<Record<string, string>> = {
  BenchDashboard: `SELECT json_build_object(
    'partner', (SELECT json_build_object('id', 'Partner_' || id, 'name', name, 'status', status) FROM partner WHERE id = $1),
    'referralCounts', (SELECT json_agg(json_build_object('status', s.status, 'count', coalesce(c.count, 0)) ORDER BY s.place)
      FROM unnest($2::text[]) WITH ORDINALITY AS s (status, place)
      LEFT JOIN (SELECT status, count(*) FROM referral WHERE partner_id = $1 GROUP BY 1) AS c USING (status)),
    'opportunityCounts', (SELECT json_agg(json_build_object('stage', s.stage, 'count', coalesce(c.count, 0)) ORDER BY s.place)
      FROM unnest($3::text[]) WITH ORDINALITY AS s (stage, place)
      LEFT JOIN (SELECT stage, count(*) FROM opportunity WHERE partner_id = $1 GROUP BY 1) AS c USING (stage)),
    'referrals', (SELECT json_build_object('pageInfo', json_build_object('hasNextPage', count(*) > 20),
        'nodes', coalesce(json_agg(one ORDER BY place) FILTER (WHERE place <= 20), '[]'))
      FROM (SELECT ${REFERRAL} AS one, row_number() OVER (ORDER BY r.created_at DESC, r.id DESC) AS place
        FROM (SELECT * FROM referral WHERE partner_id = $1 ORDER BY created_at DESC, id DESC LIMIT 21) AS r
        LEFT JOIN product AS p ON p.id = r.product_id) AS page),
    'ledgerEntries', (SELECT json_build_object('edges', coalesce(json_agg(json_build_object('node', json_build_object(
          'id', 'LedgerEntry_' || e.id, 'kind', e.kind,
          'amount', ${money('e.amount_minor', 'e.currency')},
          'period', e.period)) ORDER BY e.booked_at, e.id), '[]'))
      FROM (SELECT * FROM ledger_entry WHERE partner_id = $1 ORDER BY booked_at, id LIMIT 20) AS e)
  )::text AS data`,
  BenchPartners: `SELECT json_build_object('partners', json_build_object(
    'totalCount', (SELECT count(*) FROM (SELECT 1 FROM partner LIMIT 100000) AS counted),
    'pageInfo', json_build_object('hasNextPage', (SELECT count(*) FROM (SELECT 1 FROM partner LIMIT 51) AS page) > 50),
    'nodes', (SELECT coalesce(json_agg(json_build_object('id', 'Partner_' || p.id, 'name', p.name, 'status', p.status, 'type', p.type,
        'createdAt', ${instant('p.created_at')},
        'region', CASE WHEN g.id IS NOT NULL THEN json_build_object('id', 'Region_' || g.id, 'name', g.name) END) ORDER BY p.name, p.id), '[]')
      FROM (SELECT * FROM partner ORDER BY name, id LIMIT 50) AS p LEFT JOIN region AS g ON g.id = p.region_id)
  ))::text AS data`,
  BenchReferral: `SELECT json_build_object('referral', (SELECT ${REFERRAL}
    FROM referral AS r LEFT JOIN product AS p ON p.id = r.product_id WHERE r.id = $1))::text AS data`,
  BenchEarnings: BARE_EARNINGS,
  BenchProgram: BARE_PROGRAM,
};
