/** What is exported for the warehouse, read as the job, which sees all partners. */
export { type AppendRange, countRows, present, readRows, type WarehouseRow } from './warehouse.repo.ts';
