import { daily } from '../../kernel/schedule.ts';
import type { ScheduledJob } from '../../platform/jobs/jobs.ts';
import { makeForecasts } from '../make-forecast.ts';

export const forecast: ScheduledJob = {
  name: 'forecast',
  summary: 'forecasts this fiscal quarter and the next from the pipeline and its history',
  schedule: daily(4, 30),
  run: async () => 0,
  goOn: makeForecasts,
};
