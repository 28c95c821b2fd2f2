export { CERTIFICATION_STATUS_QUERIES } from './certification-status.repo.ts';
