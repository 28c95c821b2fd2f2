export { PROGRAM_SCORECARD_QUERIES } from './standing-scorecard.repo.ts';
