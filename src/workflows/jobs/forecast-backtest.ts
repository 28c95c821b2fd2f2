import type { Job } from '../../platform/jobs/jobs.ts';
import { backtestForecasts } from '../backtest-forecast.ts';

export const forecastBacktest: Job = {
  name: 'forecast-backtest',
  summary: 'forecasts the past as it was known month by month, and says how far off that was; writes nothing',
  run: async () => 0,
  goOn: async (work) => {
    await backtestForecasts(work);
    return 0;
  },
};
