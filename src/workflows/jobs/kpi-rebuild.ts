import type { Job } from '../../platform/jobs/jobs.ts';
import { rebuildKpis } from '../roll-up-kpis.ts';

export const kpiRebuild: Job = {
  name: 'kpi-rebuild',
  summary: 'derives all KPIs anew from what is known, whatever was rolled up before',
  run: async () => 0,
  goOn: (work) => rebuildKpis(work),
};
