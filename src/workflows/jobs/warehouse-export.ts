import { daily } from '../../kernel/schedule.ts';
import type { ScheduledJob } from '../../platform/jobs/jobs.ts';

export const warehouseExport: ScheduledJob = {
  name: 'warehouse-export',
  summary: 'writes what is new of the facts and dimensions for the data warehouse',
  schedule: daily(2, 30),
  run: async () => 0,
  // With it comes Parquet, which a server that only tells of runs need not load.
  goOn: async (work) => (await import('../warehouse-export/export-warehouse.ts')).exportWarehouse(work),
};
