import { daily } from '../../kernel/schedule.ts';
import type { ScheduledJob } from '../../platform/jobs/jobs.ts';
import { exportWarehouse } from '../warehouse-export/export-warehouse.ts';

export const warehouseExport: ScheduledJob = {
  name: 'warehouse-export',
  summary: 'writes what is new of the facts and dimensions for the data warehouse',
  schedule: daily(2, 30),
  run: async () => 0,
  goOn: (work) => exportWarehouse(work),
};
