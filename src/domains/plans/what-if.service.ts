import * as repo from './what-if.repo.ts';

export type { WhatIfFacts } from './what-if.repo.ts';
/** What is known of a referral as a deal to come. Whoever asks has found that the caller may see the referral. */
export const { whatIfFacts } = repo;
