import { STAGE_WEIGHTS_DEFAULT } from '../programs/program-version.rules.ts';
import type { KpiDefinition } from './kpi-definition.rules.ts';

/** An open deal whose stage, amount and close date have stood for so long counts as stale. */
export const STALE_AFTER_DAYS = 90;

const CREDITED =
  "A partner's part of a deal is its share by the attribution that stands; a deal whose contest is not decided is nobody's.";

/** What becomes of the deals that partners bring. */
export const SALES_KPIS = [
  {
    code: 'PIPELINE_VALUE',
    name: 'Pipeline value',
    definition: `Amounts of the deals that are open at the end of the range, as they stood then. ${CREDITED} Deals without an amount add nothing.`,
    unit: 'MONEY',
    direction: 'UP',
    combine: { kind: 'LEVEL', measure: 'PIPELINE_AMOUNT' },
    isVisibleToPartners: true,
  },
  {
    code: 'WEIGHTED_PIPELINE',
    name: 'Weighted pipeline',
    definition: `Pipeline value with each deal's amount times what is expected of its stage: ${Object.entries(
      STAGE_WEIGHTS_DEFAULT,
    )
      .map(([stage, weight]) => `${stage} ${weight}`)
      .join(', ')}.`,
    unit: 'MONEY',
    direction: 'UP',
    combine: { kind: 'WEIGHTED_LEVEL', measure: 'PIPELINE_AMOUNT', weights: STAGE_WEIGHTS_DEFAULT },
    isVisibleToPartners: true,
  },
  {
    code: 'OPEN_DEALS',
    name: 'Open deals',
    definition:
      'Deals that are open at the end of the range. A deal that several partners share counts for each of them.',
    unit: 'COUNT',
    direction: 'UP',
    combine: { kind: 'LEVEL', measure: 'OPEN_DEALS' },
    isVisibleToPartners: true,
  },
  {
    code: 'STALE_PIPELINE',
    name: 'Stale pipeline',
    definition: `Amounts of the deals that are open at the end of the range and of which neither stage, amount nor close date changed for ${STALE_AFTER_DAYS} days. ${CREDITED}`,
    unit: 'MONEY',
    direction: 'DOWN',
    combine: { kind: 'LEVEL', measure: 'STALE_AMOUNT' },
    isVisibleToPartners: true,
  },
  {
    code: 'WIN_RATE',
    name: 'Win rate',
    definition:
      'Deals won over deals closed, won or lost, each by the day on which it closed: the cohort that closed, whenever it opened. A deal that was reopened counts by its last closing; one that several partners share counts for each of them.',
    unit: 'PERCENT',
    direction: 'UP',
    combine: { kind: 'RATIO', numerator: ['DEALS_WON'], denominator: ['DEALS_WON', 'DEALS_LOST'] },
    isVisibleToPartners: true,
  },
  {
    code: 'SALES_CYCLE_MEDIAN',
    name: 'Sales cycle, median',
    definition:
      'Half of the deals won took at most so many days from the day on which they opened to the day on which they were won. Denominator: deals won, by the day of the win.',
    unit: 'DAYS',
    direction: 'DOWN',
    combine: { kind: 'PERCENTILE', measure: 'SALES_CYCLE_DAYS', percentile: 50 },
    isVisibleToPartners: true,
  },
  {
    code: 'REVENUE_WON',
    name: 'Revenue won',
    definition: `Amounts of the deals won, by the day of the win, as last known. ${CREDITED}`,
    unit: 'MONEY',
    direction: 'UP',
    combine: { kind: 'SUM', measure: 'REVENUE_WON' },
    isVisibleToPartners: true,
  },
  {
    code: 'AVERAGE_DEAL',
    name: 'Average deal',
    definition:
      "Revenue won over the number of deals won that have an amount, by the day of the win. Of a shared deal each partner's share counts as a deal of its own.",
    unit: 'MONEY',
    direction: 'UP',
    combine: { kind: 'AVERAGE', measure: 'REVENUE_WON' },
    isVisibleToPartners: true,
  },
  {
    code: 'SOURCED_REVENUE',
    name: 'Sourced revenue',
    definition:
      'Of the deals won, by the day of the win: the shares of the partners that brought them, by an attribution of kind SOURCED.',
    unit: 'MONEY',
    direction: 'UP',
    combine: { kind: 'SUM', measure: 'REVENUE_SOURCED' },
    isVisibleToPartners: true,
  },
  {
    code: 'INFLUENCED_REVENUE',
    name: 'Influenced revenue',
    definition:
      'Whole amounts of the deals won, by the day of the win, in which the partner had a part and others the credit, by an attribution of kind INFLUENCED. A deal counts for each partner that had a part.',
    unit: 'MONEY',
    direction: 'UP',
    combine: { kind: 'SUM', measure: 'REVENUE_INFLUENCED' },
    isVisibleToPartners: true,
  },
  {
    code: 'FORECAST_ACCURACY',
    name: 'Forecast accuracy',
    definition:
      "One less the sum of the absolute differences between the middle forecast (P50) and the revenue won over the sum of the revenue won, at least 0; of the partners' forecasts for periods that are over, on the last day of each. The last forecast made by the period's first day counts, else the first one made.",
    unit: 'PERCENT',
    direction: 'UP',
    combine: { kind: 'COMPLEMENT', numerator: ['FORECAST_MISSES'], denominator: ['FORECAST_OUTCOMES'] },
    isVisibleToPartners: false,
  },
] as const satisfies readonly KpiDefinition[];
