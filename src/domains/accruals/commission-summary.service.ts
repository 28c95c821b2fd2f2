export { COMMISSION_QUERIES } from './commission-summary.repo.ts';
