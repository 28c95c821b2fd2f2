import { instant, listOf, money, pageOf, placeBy } from './bare-json.ts';
import { BALANCES, TOTALS, totalsOf } from './commission-totals.ts';

const SUMS = `json_build_object(${TOTALS.map((name) => `'${name}', ${money(`${name}_minor`, 'currency')}`).join(', ')})`;
const SUMMED = `json_agg(${SUMS} ORDER BY currency)`;

/** A partner's commissions as somebody would write them by hand, with one look at its ledger for all sums. */
export const BARE_EARNINGS = `WITH ${totalsOf('$1')}
  SELECT json_build_object(
    'commissionSummary', json_build_object(
      'totals', (SELECT coalesce(${SUMMED}, '[]') FROM totals WHERE part = 'ALL'),
      'byMonth', ${listOf(`SELECT json_build_object('period', period, 'totals', ${SUMMED}) AS one, ${placeBy('period DESC')}
        FROM totals WHERE part = 'MONTH' GROUP BY period`)},
      'byProduct', ${listOf(`SELECT json_build_object('product', CASE WHEN p.id IS NOT NULL
          THEN json_build_object('id', 'Product_' || p.id, 'code', p.code, 'name', p.name) END, 'totals', totals) AS one,
          ${placeBy('p.code')}
        FROM (SELECT product_id, ${SUMMED} AS totals FROM totals WHERE part = 'PRODUCT' GROUP BY product_id) AS t
        LEFT JOIN product AS p ON p.id = t.product_id`)}),
    'ledgerBalance', ${listOf(`SELECT json_build_object('account', account, 'balance', ${money('balance_minor', 'currency')}) AS one,
        ${placeBy('currency, array_position($2::text[], account)')}
      FROM (${BALANCES}) AS b`)},
    'ledgerEntries', ${pageOf(
      `SELECT json_build_object('node', json_build_object('id', 'LedgerEntry_' || e.id, 'kind', e.kind, 'from', e.from_account,
          'to', e.to_account, 'amount', ${money('e.amount_minor', 'e.currency')}, 'period', e.period, 'effectiveOn', e.effective_on,
          'orderNumber', g.order_number, 'product', CASE WHEN p.id IS NOT NULL
            THEN json_build_object('id', 'Product_' || p.id, 'code', p.code, 'name', p.name) END)) AS one,
        ${placeBy('e.booked_at DESC, e.id DESC')}
      FROM (SELECT * FROM ledger_entry WHERE partner_id = $1 ORDER BY booked_at DESC, id DESC LIMIT 21) AS e
      LEFT JOIN commission_earning AS g ON g.id = e.earning_id LEFT JOIN product AS p ON p.id = g.product_id`,
      20,
      'edges',
    )},
    'statements', ${pageOf(
      `SELECT json_build_object('id', 'Statement_' || s.id, 'period', s.period, 'status', s.status, 'issuedAt', ${instant('s.issued_at')},
          'opening', ${money('s.opening_minor', 's.currency')}, 'closing', ${money('s.closing_minor', 's.currency')},
          'lineCount', s.line_count, 'totals', ${listOf(`SELECT json_build_object('kind', kind, 'lineCount', count(*),
              'amount', ${money('sum(statement_minor)', 's.currency')}) AS one, ${placeBy('kind')}
            FROM ledger_entry WHERE partner_id = $1 AND currency = s.currency AND period = s.period AND statement_minor <> 0
            GROUP BY kind`)}) AS one,
        ${placeBy('s.period DESC, s.id DESC')}
      FROM (SELECT * FROM statement WHERE partner_id = $1 ORDER BY period DESC, id DESC LIMIT 13) AS s`,
      12,
    )}
  )::text AS data`;
